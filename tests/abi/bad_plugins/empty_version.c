/* Says no version, and that by a null pointer. */
#include "tiny.h"

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.empty_version", NULL, tiny_create);
