/* A library, but no adapter. */
#include <lotbridge/abi/lotbridge.h>

LOTBRIDGE_EXPORT int const lb_entry_v0 = 1;
