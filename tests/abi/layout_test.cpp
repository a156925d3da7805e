// The border's layout on 64-bit systems, by number. A failure here means that libraries built yesterday would be
// misread: append at the end of a struct, never change what stands before it, and add the new tail below.
#include <lotbridge/abi/ask.h>
#include <lotbridge/abi/check.h>
#include <lotbridge/abi/images.h>
#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/abi/questions.h>
#include <lotbridge/abi/totals.h>
#include <lotbridge/abi/wake.h>

#include <gtest/gtest.h>

#include <cstddef>

namespace lotbridge::test {
namespace {

static_assert(sizeof(void*) == 8, "the numbers below are those of 64-bit systems");

TEST(Layout, OfText) {
    EXPECT_EQ(sizeof(lb_text), 16u);
    EXPECT_EQ(offsetof(lb_text, data), 0u);
    EXPECT_EQ(offsetof(lb_text, size), 8u);
}

TEST(Layout, OfError) {
    EXPECT_EQ(sizeof(lb_error), 1024u);
    EXPECT_EQ(offsetof(lb_error, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_error, text_size), 4u);
    EXPECT_EQ(offsetof(lb_error, text), 8u);
}

TEST(Layout, OfMessage) {
    EXPECT_EQ(sizeof(lb_message), 72u);
    EXPECT_EQ(offsetof(lb_message, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_message, origin), 4u);
    EXPECT_EQ(offsetof(lb_message, name), 8u);
    EXPECT_EQ(offsetof(lb_message, body), 24u);
    EXPECT_EQ(offsetof(lb_message, key), 40u);
    EXPECT_EQ(offsetof(lb_message, image), 56u);
}

TEST(Layout, OfHost) {
    EXPECT_EQ(sizeof(lb_host), 40u);
    EXPECT_EQ(offsetof(lb_host, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_host, self), 8u);
    EXPECT_EQ(offsetof(lb_host, submit), 16u);
    EXPECT_EQ(offsetof(lb_host, log), 24u);
    EXPECT_EQ(offsetof(lb_host, extension), 32u);
}

TEST(Layout, OfAdapter) {
    EXPECT_EQ(sizeof(lb_adapter), 72u);
    EXPECT_EQ(offsetof(lb_adapter, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_adapter, self), 8u);
    EXPECT_EQ(offsetof(lb_adapter, start), 16u);
    EXPECT_EQ(offsetof(lb_adapter, poll), 24u);
    EXPECT_EQ(offsetof(lb_adapter, command), 32u);
    EXPECT_EQ(offsetof(lb_adapter, capabilities), 40u);
    EXPECT_EQ(offsetof(lb_adapter, stop), 48u);
    EXPECT_EQ(offsetof(lb_adapter, destroy), 56u);
    EXPECT_EQ(offsetof(lb_adapter, extension), 64u);
}

TEST(Layout, OfEntry) {
    EXPECT_EQ(sizeof(lb_entry), 64u);
    EXPECT_EQ(offsetof(lb_entry, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_entry, abi_major), 4u);
    EXPECT_EQ(offsetof(lb_entry, abi_minor), 6u);
    EXPECT_EQ(offsetof(lb_entry, id), 8u);
    EXPECT_EQ(offsetof(lb_entry, version), 16u);
    EXPECT_EQ(offsetof(lb_entry, title_zh), 24u);
    EXPECT_EQ(offsetof(lb_entry, title_en), 32u);
    EXPECT_EQ(offsetof(lb_entry, capabilities), 40u);
    EXPECT_EQ(offsetof(lb_entry, settings_schema), 48u);
    EXPECT_EQ(offsetof(lb_entry, create), 56u);
}

TEST(Layout, OfTheExtensions) {
    EXPECT_EQ(sizeof(lb_host_images), 16u);
    EXPECT_EQ(offsetof(lb_host_images, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_host_images, put), 8u);
    EXPECT_EQ(sizeof(lb_host_ask), 16u);
    EXPECT_EQ(offsetof(lb_host_ask, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_host_ask, ask), 8u);
    EXPECT_EQ(sizeof(lb_host_wake), 16u);
    EXPECT_EQ(offsetof(lb_host_wake, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_host_wake, wake), 8u);
    EXPECT_EQ(sizeof(lb_adapter_check), 16u);
    EXPECT_EQ(offsetof(lb_adapter_check, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_adapter_check, check), 8u);
    EXPECT_EQ(sizeof(lb_check_terms), 12u);
    EXPECT_EQ(offsetof(lb_check_terms, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_check_terms, offline), 4u);
    EXPECT_EQ(offsetof(lb_check_terms, utc_offset_minutes), 8u);
    EXPECT_EQ(sizeof(lb_adapter_check_at_lot), 16u);
    EXPECT_EQ(offsetof(lb_adapter_check_at_lot, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_adapter_check_at_lot, check), 8u);
    EXPECT_EQ(sizeof(lb_adapter_totals), 24u);
    EXPECT_EQ(offsetof(lb_adapter_totals, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_adapter_totals, list), 8u);
    EXPECT_EQ(offsetof(lb_adapter_totals, submit), 16u);
    EXPECT_EQ(sizeof(lb_adapter_questions), 32u);
    EXPECT_EQ(offsetof(lb_adapter_questions, struct_size), 0u);
    EXPECT_EQ(offsetof(lb_adapter_questions, interval_ms), 8u);
    EXPECT_EQ(offsetof(lb_adapter_questions, look), 16u);
    EXPECT_EQ(offsetof(lb_adapter_questions, list), 24u);
}

// Numbers and names that stand in libraries and manifests.
TEST(Layout, OfTheNumbersAndNames) {
    EXPECT_EQ(LB_OK, 0);
    EXPECT_EQ(LB_RETRY, 1);
    EXPECT_EQ(LB_REJECTED, 2);
    EXPECT_EQ(LB_UNSUPPORTED, 3);
    EXPECT_EQ(LB_MISUSE, 4);
    EXPECT_EQ(LB_BROKEN, 5);
    EXPECT_EQ(LB_ORIGIN_SEEN, 0);
    EXPECT_EQ(LB_ORIGIN_INFERRED, 1);
    EXPECT_EQ(LB_ORIGIN_REPLAY, 2);
    EXPECT_EQ(LB_LOG_ERROR, 3);
    EXPECT_EQ(LB_CHECK_FAILED, 2);
    EXPECT_EQ(LOTBRIDGE_ABI_MAJOR, 1);
    EXPECT_STREQ(LOTBRIDGE_ENTRY_SYMBOL, "lb_entry_v1");
    EXPECT_STREQ(LB_EXT_IMAGES, "lotbridge.images/1");
    EXPECT_STREQ(LB_EXT_ASK, "lotbridge.ask/1");
    EXPECT_STREQ(LB_EXT_CHECK, "lotbridge.check/1");
    EXPECT_STREQ(LB_EXT_CHECK_AT_LOT, "lotbridge.check-at-lot/1");
    EXPECT_STREQ(LB_EXT_TOTALS, "lotbridge.totals/1");
    EXPECT_STREQ(LB_EXT_QUESTIONS, "lotbridge.questions/1");
    EXPECT_STREQ(LB_EXT_WAKE, "lotbridge.wake/1");
}

}  // namespace
}  // namespace lotbridge::test
