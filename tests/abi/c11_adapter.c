/* Compiled as C11 with warnings as errors: the contract needs nothing of C++. */
#include "c11_adapter.h"

#include <stdlib.h>
#include <string.h>

#define TEXT(literal) \
    { literal, sizeof(literal) - 1 }

static char const first_entry[] = "{\"recordCode\":\"C-1\",\"inTime\":\"2024-05-01 08:00:00\"}";
static char const second_entry[] = "{\"recordCode\":\"C-2\",\"inTime\":\"2024-05-01 08:00:01\"}";

struct c11_adapter {
    lb_adapter abi;
    lb_host const* host;
    int newer;
};

/* What lb_message may look like in a later minor version. */
struct newer_message {
    lb_message now;
    uint64_t later[3];
};

static lb_status LOTBRIDGE_CALL start(lb_adapter* adapter, lb_text settings, lb_error* error) {
    (void)adapter;
    (void)settings;
    (void)error;
    return LB_OK;
}

static lb_message entry(uint32_t size, char const* body) {
    lb_message message;
    memset(&message, 0, sizeof message);
    message.struct_size = size;
    message.name.data = "vehicle_entry";
    message.name.size = strlen(message.name.data);
    message.body.data = body;
    message.body.size = strlen(body);
    return message;
}

static lb_status LOTBRIDGE_CALL poll(lb_adapter* adapter, lb_text cursor, int32_t* more, lb_error* error) {
    struct c11_adapter* self = adapter->self;
    lb_text next = TEXT("2");
    *more = 0;
    if (cursor.size != 0) return LB_OK;
    if (self->newer) {
        struct newer_message grown[2];
        memset(grown, 0xEE, sizeof grown);
        grown[0].now = entry(sizeof grown[0], first_entry);
        grown[1].now = entry(sizeof grown[1], second_entry);
        return self->host->submit(self->host, &grown[0].now, 2, next, error);
    } else {
        lb_message messages[2];
        messages[0] = entry(sizeof messages[0], first_entry);
        messages[1] = entry(sizeof messages[1], second_entry);
        return self->host->submit(self->host, messages, 2, next, error);
    }
}

static lb_status LOTBRIDGE_CALL command(lb_adapter* adapter, lb_message const* request, uint32_t timeout_ms,
                                        lb_text_sink reply, void* context, lb_error* error) {
    struct c11_adapter* self = adapter->self;
    lb_host_ask const* asking = self->host->extension(self->host, LB_EXT_ASK);
    return asking->ask(self->host, request, timeout_ms, reply, context, error);
}

static lb_status LOTBRIDGE_CALL capabilities(lb_adapter* adapter, lb_text_sink sheet, void* context, lb_error* error) {
    lb_text text = TEXT("{\"vehicle_entry\":\"native\"}");
    (void)adapter;
    (void)error;
    sheet(context, text);
    return LB_OK;
}

static void LOTBRIDGE_CALL stop(lb_adapter* adapter) { (void)adapter; }

static void LOTBRIDGE_CALL destroy(lb_adapter* adapter) { free(adapter->self); }

static void const* LOTBRIDGE_CALL extension(lb_adapter* adapter, char const* id) {
    (void)adapter;
    (void)id;
    return NULL;
}

static lb_adapter* create(lb_host const* host, int newer) {
    struct c11_adapter* self = calloc(1, sizeof *self);
    if (self == NULL) return NULL;
    self->host = host;
    self->newer = newer;
    self->abi.struct_size = sizeof self->abi;
    self->abi.self = self;
    self->abi.start = start;
    self->abi.poll = poll;
    self->abi.command = command;
    self->abi.capabilities = capabilities;
    self->abi.stop = stop;
    self->abi.destroy = destroy;
    self->abi.extension = extension;
    return &self->abi;
}

lb_adapter* LOTBRIDGE_CALL c11_create(lb_host const* host, lb_error* error) {
    (void)error;
    return create(host, 0);
}

lb_adapter* LOTBRIDGE_CALL c11_create_newer(lb_host const* host, lb_error* error) {
    (void)error;
    return create(host, 1);
}
