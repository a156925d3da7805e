/* Puts a picture into a message body. */
#include "tiny.h"

static char body[(1 << 20) + 1];

static lb_status LOTBRIDGE_CALL poll(lb_adapter* self, lb_text cursor, int32_t* more, lb_error* error) {
    lb_message message = tiny_message(body, sizeof body);
    (void)self, (void)cursor, (void)more;
    memset(body, ' ', sizeof body);
    return tiny_host->submit(tiny_host, &message, 1, tiny_text("1"), error);
}

static lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    tiny_adapter.poll = poll;
    return tiny_create(host, error);
}

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.giant_body", "1.0.0", create);
