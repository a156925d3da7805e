/* lotbridge.ask/1, offered by the host: a question to the cloud whose answer the adapter waits for. Questions are
 * auto_deduct (C.7.3), member_query (C.7.2), and unlicensed_entry and unlicensed_exit (C.4) where the lot itself raises
 * them. They are never queued: a late one would take money or open a gate that nobody expects any more. */
#ifndef LOTBRIDGE_ABI_ASK_H
#define LOTBRIDGE_ABI_ASK_H

#include "lotbridge.h"

#define LB_EXT_ASK "lotbridge.ask/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lb_host_ask {
    uint32_t struct_size;
    /* Asks ahead of whatever waits for the cloud and blocks for at most limit_ms, never longer than the platform's
     * profile allows (auto_deduct: 1 s, 5.6.3); 0 stands for that. Of the question only name and body count.
     *   LB_OK           the answer's JSON body went to the sink, exactly once
     *   LB_RETRY        no answer in time, or no way to the cloud: go on without it, a fee is charged as usual
     *   LB_REJECTED     the cloud refuses the question, or its body breaks the schema: go on without it
     *   LB_UNSUPPORTED  the message is no question; hand it over with submit
     *
     * A parking record is deducted at most once, however often it is asked for: the same question again gets the first
     * answer, and LB_RETRY as long as there is none. An answer counts as known to the lot when the poll, look or
     * command in which it was given ends with LB_OK. A deduction of which the lot may not know (its answer came late,
     * the call failed, the host crashed) comes as a prepayment whose orderCode is the answer's orderNum, until it is
     * taken. Only inside poll, look (questions.h) and command. [adapter] */
    lb_status(LOTBRIDGE_CALL* ask)(lb_host const*, lb_message const* question, uint32_t limit_ms, lb_text_sink answer,
                                   void* context, lb_error*);
} lb_host_ask;

#ifdef __cplusplus
}
#endif
#endif
