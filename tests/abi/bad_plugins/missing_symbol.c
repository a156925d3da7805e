/* Calls a function that nobody has. It would be missed at the first command, if binding were lazy. */
#include "tiny.h"

lb_status vendor_function_of_another_release(void);

static lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    return vendor_function_of_another_release() == LB_OK ? tiny_create(host, error) : NULL;
}

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.missing_symbol", "1.0.0", create);
