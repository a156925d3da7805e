/* Another version than its manifest says: half an upgrade. */
#include "tiny.h"

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.other_version", "2.0.0", tiny_create);
