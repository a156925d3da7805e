/* Gives an adapter of an age before the first. */
#include "tiny.h"

static lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    tiny_adapter.struct_size = offsetof(lb_adapter, stop);
    return tiny_create(host, error);
}

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.short_adapter", "1.0.0", create);
