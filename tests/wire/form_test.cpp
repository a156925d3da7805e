#include "golden.hpp"
#include "wire/envelope.hpp"

#include <gtest/gtest.h>

namespace lotbridge::wire {
namespace {

TEST(TheForm, EncodesASealedEntryToTheByte) {
    EXPECT_EQ(form_body(golden("sealed_entry.json")), golden("sealed_entry.form"));
}

TEST(TheForm, EncodesEveryReservedByte) {
    EXPECT_EQ(form_body("a-Z_0.~"), "param=a-Z_0.~");
    EXPECT_EQ(form_body("{\"k\": \"&=+%\"}"), "param=%7B%22k%22%3A%20%22%26%3D%2B%25%22%7D");
    EXPECT_EQ(form_body("京"), "param=%E4%BA%AC");
    EXPECT_EQ(form_body(""), "param=");
}

TEST(TheForm, IsAppendedBehindWhatStandsThere) {
    std::string buffer = "head\r\n\r\n";

    append_form_body(buffer, "{}");

    EXPECT_EQ(buffer, "head\r\n\r\nparam=%7B%7D");
}

}  // namespace
}  // namespace lotbridge::wire
