/* lotbridge.wake/1, offered by the host: an adapter that is pushed to says that something has come. Without it the
 * adapter is looked at (questions.h) after its interval, which then must be short. */
#ifndef LOTBRIDGE_ABI_WAKE_H
#define LOTBRIDGE_ABI_WAKE_H

#include "lotbridge.h"

#define LB_EXT_WAKE "lotbridge.wake/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lb_host_wake {
    uint32_t struct_size;
    /* look is called as soon as the adapter's thread is free, whatever its interval is; 0 still means never. A look
     * that begins after this call is the one that was asked for: calls that come together are one, and one that is made
     * while the adapter is inside a call is not lost. Commands go ahead; a poll that is due has its turn after one such
     * look. Until destroy() has returned. [any] */
    void(LOTBRIDGE_CALL* wake)(lb_host const*);
} lb_host_wake;

#ifdef __cplusplus
}
#endif
#endif
