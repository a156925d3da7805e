/* Submits while it is being started, before it can know the cursor. */
#include "tiny.h"

static lb_status LOTBRIDGE_CALL start(lb_adapter* self, lb_text settings, lb_error* error) {
    lb_message message = tiny_message("{}", 2);
    (void)self, (void)settings;
    return tiny_host->submit(tiny_host, &message, 1, tiny_text("1"), error);
}

static lb_adapter* LOTBRIDGE_CALL create(lb_host const* host, lb_error* error) {
    tiny_adapter.start = start;
    return tiny_create(host, error);
}

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.eager_start", "1.0.0", create);
