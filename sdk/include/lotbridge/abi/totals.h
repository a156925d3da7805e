/* lotbridge.totals/1, offered by an adapter: what the legacy system itself has of a day that is over. The host compares
 * it with what it captured and what the cloud accepted (daily reconciliation, 5.2.5). */
#ifndef LOTBRIDGE_ABI_TOTALS_H
#define LOTBRIDGE_ABI_TOTALS_H

#include "lotbridge.h"

#define LB_EXT_TOTALS "lotbridge.totals/1"

#ifdef __cplusplus
extern "C" {
#endif

/* day: "2024-01-31", a day of the lot's clocks. Both read the legacy system anew, whatever the cursor says, and leave
 * the cursor where it is. LB_UNSUPPORTED: as it is configured, the adapter cannot tell. */
typedef struct lb_adapter_totals {
    uint32_t struct_size;
    /* Hands over one "daily_reconciliation" with the system's own count (stays for which something was due) and sums,
     * without inferred facts; and each "vehicle_exit" or "supplementary_bill" whose outTime is on the day, with key and
     * origin as poll would submit it, but without its picture. Entries and corrections of the day may come, too.
     * [adapter & started] */
    lb_status(LOTBRIDGE_CALL* list)(lb_adapter*, lb_text day, lb_message_sink sink, void* context, lb_error*);
    /* Submits what the day holds of these parking records, with whatever must go before and with their pictures, as if
     * poll met them for the first time. What the host has already it keeps; a record that the day does not hold is
     * passed over. [adapter & started] */
    lb_status(LOTBRIDGE_CALL* submit)(lb_adapter*, lb_text day, lb_text const* records, size_t count, lb_error*);
} lb_adapter_totals;

#ifdef __cplusplus
}
#endif
#endif
