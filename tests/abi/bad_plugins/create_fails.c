/* Cannot be made here, and says why. */
#include "tiny.h"

static lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    (void)host;
    tiny_words(error, "the dongle of the vendor is not plugged in");
    return NULL;
}

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.create_fails", "1.0.0", create);
