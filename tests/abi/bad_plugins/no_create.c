/* Cannot be created. */
#include "tiny.h"

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.no_create", "1.0.0", NULL);
