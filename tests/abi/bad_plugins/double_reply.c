/* Replies twice to one command. */
#include "tiny.h"

static lb_status LOTBRIDGE_CALL command(lb_adapter* self, lb_message const* request, uint32_t timeout_ms,
                                        lb_text_sink reply, void* context, lb_error* error) {
    (void)self, (void)timeout_ms, (void)error;
    reply(context, request->body);
    reply(context, request->body);
    return LB_OK;
}

static lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    tiny_adapter.command = command;
    return tiny_create(host, error);
}

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.double_reply", "1.0.0", create);
