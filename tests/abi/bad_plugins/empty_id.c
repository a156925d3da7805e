/* Does not say who it is. */
#include "tiny.h"

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "", "1.0.0", tiny_create);
