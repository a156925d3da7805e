/* Nothing is wrong with this one. */
#include "tiny.h"

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.good", "1.0.0", tiny_create);
