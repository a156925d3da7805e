/* Leaves a function out. */
#include "tiny.h"

static lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    tiny_adapter.poll = NULL;
    return tiny_create(host, error);
}

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.lacks_poll", "1.0.0", create);
