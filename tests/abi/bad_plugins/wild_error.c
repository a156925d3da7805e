/* Claims to have written more words than there is room for. */
#include "tiny.h"

static lb_status LOTBRIDGE_CALL poll(lb_adapter* self, lb_text cursor, int32_t* more, lb_error* error) {
    (void)self, (void)cursor, (void)more;
    memset(error->text, 'x', sizeof error->text);
    error->text_size = 0xFFFFFFFF;
    return LB_RETRY;
}

static lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    tiny_adapter.poll = poll;
    return tiny_create(host, error);
}

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.wild_error", "1.0.0", create);
