/* Returns a number of its own. */
#include "tiny.h"

static lb_status LOTBRIDGE_CALL poll(lb_adapter* self, lb_text cursor, int32_t* more, lb_error* error) {
    (void)self, (void)cursor, (void)more;
    tiny_words(error, "error 99 of the vendor");
    return 99;
}

static lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    tiny_adapter.poll = poll;
    return tiny_create(host, error);
}

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.nonsense_status", "1.0.0", create);
