/* An adapter in plain C11, and a newer one whose messages have grown. The first asks the cloud what it is commanded:
 * the command's name and body are the question, the answer is the reply. */
#ifndef LOTBRIDGE_TESTS_ABI_C11_ADAPTER_H
#define LOTBRIDGE_TESTS_ABI_C11_ADAPTER_H

#include <lotbridge/abi/ask.h>
#include <lotbridge/abi/check.h>
#include <lotbridge/abi/images.h>
#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/abi/totals.h>

#ifdef __cplusplus
extern "C" {
#endif

lb_adapter* LOTBRIDGE_CALL c11_create(lb_host const* host, lb_error* error);
lb_adapter* LOTBRIDGE_CALL c11_create_newer(lb_host const* host, lb_error* error);

#ifdef __cplusplus
}
#endif
#endif
