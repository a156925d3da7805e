/* Another library than its manifest says. */
#include "tiny.h"

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.somebody_else", "1.0.0", tiny_create);
