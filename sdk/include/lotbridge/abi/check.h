/* lotbridge.check/1 and lotbridge.check-at-lot/1, offered by an adapter: they prove a configuration without storing or
 * sending anything. */
#ifndef LOTBRIDGE_ABI_CHECK_H
#define LOTBRIDGE_ABI_CHECK_H

#include "lotbridge.h"

#define LB_EXT_CHECK "lotbridge.check/1"
#define LB_EXT_CHECK_AT_LOT "lotbridge.check-at-lot/1"

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

typedef struct lb_check_terms {
    uint32_t struct_size;
    int32_t offline;            /* not 0: connect to nothing, look only at the settings and the files that they name */
    int32_t utc_offset_minutes; /* of the lot's clock */
} lb_check_terms;

/* The same check, by somebody who says more about it; called instead of the other one. LB_UNSUPPORTED: nothing can be
 * said offline. [adapter & stopped] */
typedef struct lb_adapter_check_at_lot {
    uint32_t struct_size;
    lb_status(LOTBRIDGE_CALL* check)(lb_adapter*, lb_text settings, lb_check_terms const* terms, lb_check_sink sink,
                                     void* context, lb_error*);
} lb_adapter_check_at_lot;

#ifdef __cplusplus
}
#endif
#endif
