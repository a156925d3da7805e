/* lotbridge.check/1, offered by an adapter: proves a configuration on site without storing or sending anything. */
#ifndef LOTBRIDGE_ABI_CHECK_H
#define LOTBRIDGE_ABI_CHECK_H

#include "lotbridge.h"

#define LB_EXT_CHECK "lotbridge.check/1"

#ifdef __cplusplus
extern "C" {
#endif

enum { LB_CHECK_OK = 0, LB_CHECK_NOTE = 1, LB_CHECK_FAILED = 2 };

/* One finding of many, in words for the integrator, with file, line and column where there are any. */
typedef void(LOTBRIDGE_CALL* lb_check_sink)(void* context, int32_t result, lb_text subject, lb_text words);

typedef struct lb_adapter_check {
    uint32_t struct_size;
    /* Validates settings, connects, looks at schema and permissions, runs the mapping's examples. LB_OK: it ran to the
     * end, whatever it found. [adapter & stopped] */
    lb_status(LOTBRIDGE_CALL* check)(lb_adapter*, lb_text settings, lb_check_sink sink, void* context, lb_error*);
} lb_adapter_check;

#ifdef __cplusplus
}
#endif
#endif
