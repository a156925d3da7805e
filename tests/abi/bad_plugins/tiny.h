/* A whole adapter that does nothing wrong and nothing else. Each library of this folder takes it and spoils one thing.
 */
#ifndef LOTBRIDGE_TESTS_TINY_H
#define LOTBRIDGE_TESTS_TINY_H

#include <lotbridge/abi/lotbridge.h>
#include <string.h>

#if defined(__GNUC__)
#define TINY_USED __attribute__((unused))
#else
#define TINY_USED
#endif

static lb_host const* tiny_host;

static TINY_USED lb_text tiny_text(char const* text) {
    lb_text out;
    out.data = text;
    out.size = strlen(text);
    return out;
}

static TINY_USED void tiny_words(lb_error* error, char const* words) {
    error->text_size = (uint32_t)strlen(words);
    memcpy(error->text, words, error->text_size);
}

static TINY_USED lb_message tiny_message(char const* body, size_t size) {
    lb_message message;
    memset(&message, 0, sizeof message);
    message.struct_size = sizeof message;
    message.name = tiny_text("vehicle_entry");
    message.body.data = body;
    message.body.size = size;
    message.key = tiny_text("row 1");
    return message;
}

static TINY_USED lb_status LOTBRIDGE_CALL tiny_start(lb_adapter* self, lb_text settings, lb_error* error) {
    (void)self, (void)settings, (void)error;
    return LB_OK;
}

/* Delivers one message from the beginning, then nothing more. */
static TINY_USED lb_status LOTBRIDGE_CALL tiny_poll(lb_adapter* self, lb_text cursor, int32_t* more, lb_error* error) {
    lb_message message = tiny_message("{}", 2);
    (void)self;
    *more = 0;
    if (cursor.size > 0) return LB_OK;
    return tiny_host->submit(tiny_host, &message, 1, tiny_text("1"), error);
}

static TINY_USED lb_status LOTBRIDGE_CALL tiny_command(lb_adapter* self, lb_message const* request, uint32_t timeout_ms,
                                                       lb_text_sink reply, void* context, lb_error* error) {
    (void)self, (void)timeout_ms, (void)error;
    reply(context, request->body);
    return LB_OK;
}

static TINY_USED lb_status LOTBRIDGE_CALL tiny_capabilities(lb_adapter* self, lb_text_sink sheet, void* context,
                                                            lb_error* error) {
    (void)self, (void)error;
    sheet(context, tiny_text("{\"vehicle_entry\":\"native\"}"));
    return LB_OK;
}

static TINY_USED void LOTBRIDGE_CALL tiny_stop(lb_adapter* self) { (void)self; }
static TINY_USED void LOTBRIDGE_CALL tiny_destroy(lb_adapter* self) { (void)self; }

static TINY_USED void const* LOTBRIDGE_CALL tiny_extension(lb_adapter* self, char const* id) {
    (void)self, (void)id;
    return NULL;
}

static lb_adapter tiny_adapter = {sizeof(lb_adapter), NULL,      tiny_start,   tiny_poll,     tiny_command,
                                  tiny_capabilities,  tiny_stop, tiny_destroy, tiny_extension};

static TINY_USED lb_adapter* LOTBRIDGE_CALL tiny_create(lb_host const* host, lb_error* error) {
    (void)error;
    tiny_host = host;
    return &tiny_adapter;
}

#define TINY_ENTRY_WITH(size, major, id, version, create) \
    const lb_entry lb_entry_v1 = {size, major, LOTBRIDGE_ABI_MINOR, id, version, "微型", "Tiny", "{}", "{}", create}

#endif
