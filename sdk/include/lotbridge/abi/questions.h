/* lotbridge.questions/1, offered by an adapter: questions to the cloud (ask.h) that the legacy system itself writes
 * down somewhere. They cannot wait for a poll: a deduction has one second, from the moment the booth asks. */
#ifndef LOTBRIDGE_ABI_QUESTIONS_H
#define LOTBRIDGE_ABI_QUESTIONS_H

#include "lotbridge.h"

#define LB_EXT_QUESTIONS "lotbridge.questions/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lb_adapter_questions {
    uint32_t struct_size;
    /* How often look is to be called, in milliseconds; 0: as it is configured now, the adapter finds no questions.
     * Asked often. [adapter & started] */
    uint32_t(LOTBRIDGE_CALL* interval_ms)(lb_adapter*);
    /* Puts the first question that waits to the host and gives its answer back to the legacy system: one question a
     * call, because an answer counts as known to the lot when the call in which it was given ends with LB_OK. *more =
     * 1: another one waits, call again at once. Words beside LB_OK say what could not be read. Called ahead of a poll
     * that is due too, again after the interval whatever it returns, and when the adapter asks for it (wake.h). May
     * submit, as poll may. [adapter & started] */
    lb_status(LOTBRIDGE_CALL* look)(lb_adapter*, int32_t* more, lb_error*);
    /* The questions that look would ask now, first one first. Nothing is asked or changed. [adapter & started] */
    lb_status(LOTBRIDGE_CALL* list)(lb_adapter*, lb_message_sink, void* context, lb_error*);
} lb_adapter_questions;

#ifdef __cplusplus
}
#endif
#endif
