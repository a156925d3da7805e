/* The whole contract between the host process and one adapter library.
 *
 * Growth rules (checked by tests/abi):
 *   - a struct only ever grows at its end; readers look at struct_size before they touch a tail member;
 *   - a function for an existing noun is appended here, a new noun is a new extension id "lotbridge.<name>/<rev>";
 *   - a body may hold members beside the standard's, which readers that do not know them pass over; what host and
 *     adapters have agreed on is in adapter/quote.hpp;
 *   - anything else is a new major: a new entry symbol, loaded side by side with the old one.
 *
 * Memory: every pointer is borrowed and dead when the call returns. Nobody frees the other's memory.
 * Text: UTF-8, sized, no terminator promised (except where a member says "terminated").
 * Errors: a status, plus words written into the caller's lb_error. Nothing ever throws across this border.
 *
 * Thread tags on each function:
 *   [adapter]  the one thread that the host gives this adapter instance; calls never overlap; may block
 *   [any]      any thread, concurrently; must return promptly
 */
#ifndef LOTBRIDGE_ABI_LOTBRIDGE_H
#define LOTBRIDGE_ABI_LOTBRIDGE_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define LOTBRIDGE_CALL __cdecl
#define LOTBRIDGE_EXPORT __declspec(dllexport)
#else
#define LOTBRIDGE_CALL
#define LOTBRIDGE_EXPORT __attribute__((visibility("default")))
#endif

#define LOTBRIDGE_ABI_MAJOR 1
#define LOTBRIDGE_ABI_MINOR 0
#define LOTBRIDGE_ENTRY_SYMBOL "lb_entry_v1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lb_text {
    char const* data;
    size_t size;
} lb_text;

/* A status says what the caller should do next; the words in lb_error are for people. */
typedef int32_t lb_status;
enum {
    LB_OK = 0,
    LB_RETRY = 1,       /* try the same call again later: the disk is full, the legacy system is away */
    LB_REJECTED = 2,    /* this input will never be accepted */
    LB_UNSUPPORTED = 3, /* no such message, setting or extension; "this brand cannot do that" is a normal answer */
    LB_MISUSE = 4,      /* the caller broke the contract above */
    LB_BROKEN = 5       /* a bug or an escaped exception; the instance should be restarted */
};

/* Filled by the callee with words for an operator: what was tried, on what, what came back. Cut, never allocated.
 * text_size is what was written, at most sizeof text; struct_size is set by the caller. */
typedef struct lb_error {
    uint32_t struct_size;
    uint32_t text_size;
    char text[1016];
} lb_error;

enum { LB_LOG_DEBUG = 0, LB_LOG_INFO = 1, LB_LOG_WARNING = 2, LB_LOG_ERROR = 3 };

/* Where a fact comes from. Inferred facts (a tidy-up job invented the exit) are never billed nor reconciled. */
enum { LB_ORIGIN_SEEN = 0, LB_ORIGIN_INFERRED = 1, LB_ORIGIN_REPLAY = 2 };

/* One value object: the interface id of the standard's Appendix C ("vehicle_entry") and its JSON body under wire names.
 * Arrays of messages advance by struct_size of their first element, so that the struct can grow. */
typedef struct lb_message {
    uint32_t struct_size;
    int32_t origin; /* LB_ORIGIN_* */
    lb_text name;
    lb_text body; /* one JSON object, at most 1 MiB */
    /* Identity of the fact in the legacy system: the same (name, record, key) is stored once. May be empty. */
    lb_text key;
    lb_text image; /* image_upload only: the key that lotbridge.images/1 gave for the picture; else empty */
} lb_message;

/* Hands text to the caller of a function without anybody allocating across the border. Called at most once. */
typedef void(LOTBRIDGE_CALL* lb_text_sink)(void* context, lb_text value);

/* One message of many, borrowed for the call. */
typedef void(LOTBRIDGE_CALL* lb_message_sink)(void* context, lb_message const* message);

typedef struct lb_host {
    uint32_t struct_size;
    void* self;

    /* Stores the messages and the instance's new cursor in one transaction. LB_OK means that both are on disk.
     * A message that breaks the schema is quarantined with its reason and counts as stored: it never blocks the rest.
     * count may be 0 (only the cursor moves); an empty next_cursor leaves the cursor where it is. LB_RETRY: nothing was
     * stored. Only inside poll, command, lotbridge.totals/1 and lotbridge.questions/1. [adapter] */
    lb_status(LOTBRIDGE_CALL* submit)(const struct lb_host*, lb_message const* messages, size_t count,
                                      lb_text next_cursor, lb_error*);
    /* [any] */
    void(LOTBRIDGE_CALL* log)(const struct lb_host*, int32_t level, lb_text line);
    /* Null when the host does not offer it. id is terminated. Valid until destroy() has returned. [any] */
    void const*(LOTBRIDGE_CALL* extension)(const struct lb_host*, char const* id);
} lb_host;

typedef struct lb_adapter {
    uint32_t struct_size;
    void* self;

    /* settings: this instance's JSON object, secrets already resolved. May be called again after stop().
     * A failed start leaves the instance stopped. [adapter & stopped] */
    lb_status(LOTBRIDGE_CALL* start)(struct lb_adapter*, lb_text settings, lb_error*);
    /* Reads what happened after cursor (empty: from the beginning that the settings name) and submits it.
     * *more = 1 asks to be called again at once, 0 to wait for the poll interval. Words beside LB_OK say what could not
     * be read and stays to be read, while the rest was submitted. [adapter & started] */
    lb_status(LOTBRIDGE_CALL* poll)(struct lb_adapter*, lb_text cursor, int32_t* more, lb_error*);
    /* Carries out one downlink request ("fee_query" ...); the reply's JSON goes to reply exactly once on LB_OK.
     * request->key is the cloud's number of the request (oprNum, at most 36 characters, may be empty), for the legacy
     * system's own records. timeout_ms is what is left of the request's life. [adapter & started] */
    lb_status(LOTBRIDGE_CALL* command)(struct lb_adapter*, lb_message const* request, uint32_t timeout_ms,
                                       lb_text_sink reply, void* context, lb_error*);
    /* The capability sheet of the configured instance: {"vehicle_entry":"native","fee_query":"unsupported",...},
     * each one of native, derived, unsupported. [adapter & started] */
    lb_status(LOTBRIDGE_CALL* capabilities)(struct lb_adapter*, lb_text_sink sheet, void* context, lb_error*);
    /* [adapter & started] */
    void(LOTBRIDGE_CALL* stop)(struct lb_adapter*);
    /* [adapter & stopped] */
    void(LOTBRIDGE_CALL* destroy)(struct lb_adapter*);
    /* Null when the adapter does not offer it. id is terminated. [any] */
    void const*(LOTBRIDGE_CALL* extension)(struct lb_adapter*, char const* id);
} lb_adapter;

/* All texts are terminated, static and readable without running any code of the library. */
typedef struct lb_entry {
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor;
    char const* id;       /* "lotbridge.sql", "com.acme.parkmaster" */
    char const* version;  /* the adapter's own version, shown to operators */
    char const* title_zh; /* names for people */
    char const* title_en;
    char const* capabilities; /* JSON: the most that any configuration of this adapter offers, see lb_adapter */
    /* JSON Schema (draft 4) of the settings; "title" in English and "x-title-zh" on each member. "x-secret": true on a
     * text that may only be given by reference, "format": "path" on one that the host resolves against the file that
     * holds it. */
    char const* settings_schema;
    /* The host outlives the instance. Must not call the host. Null, with words in error, when it cannot be made.
     * [adapter] */
    lb_adapter*(LOTBRIDGE_CALL* create)(lb_host const* host, lb_error*);
} lb_entry;

/* The only symbol that an adapter library exports. */
extern LOTBRIDGE_EXPORT const lb_entry lb_entry_v1;

#ifdef __cplusplus
}
#endif
#endif
