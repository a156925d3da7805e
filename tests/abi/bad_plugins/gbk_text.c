/* Forgets to convert its text: the province of a plate in GBK. */
#include "tiny.h"

static char const body[] = "{\"carNo\":\"\xD4\xC1\x42\"}";

static lb_status LOTBRIDGE_CALL poll(lb_adapter* self, lb_text cursor, int32_t* more, lb_error* error) {
    lb_message message = tiny_message(body, sizeof body - 1);
    (void)self, (void)cursor, (void)more;
    return tiny_host->submit(tiny_host, &message, 1, tiny_text("1"), error);
}

static lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    tiny_adapter.poll = poll;
    return tiny_create(host, error);
}

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.gbk_text", "1.0.0", create);
