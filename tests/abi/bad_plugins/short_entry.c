/* Its entry ends before the create function. */
#include "tiny.h"

TINY_ENTRY_WITH(offsetof(lb_entry, create), LOTBRIDGE_ABI_MAJOR, "test.short_entry", "1.0.0", tiny_create);
