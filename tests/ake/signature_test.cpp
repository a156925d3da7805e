// Computed by us from the described algorithm, with keys of nobody.
#include "ake/signature.hpp"

#include <gtest/gtest.h>

namespace lotbridge::ake {
namespace {

constexpr char stamp[] = "20240101120000", body[] = R"({"parkCode":"P1","carCode":"测A12345"})";

TEST(Signature, HasTheKeyAndTheTimeInItsHeader) {
    EXPECT_EQ(authorization({"k1", "s1"}, stamp), "azE6MjAyNDAxMDExMjAwMDA=");
}

TEST(Signature, OfVersionTwoCoversTheTime) {
    EXPECT_EQ(signature({"k1", "s1", SignVersion::v2}, stamp, body), "1898a383856742f7824dcf2bc95d1547");
    EXPECT_EQ(signature({"k1", "s1", SignVersion::v2}, stamp, "{}"), "1898a383856742f7824dcf2bc95d1547");
}

TEST(Signature, OfVersionThreeCoversTheBodyToTheByte) {
    EXPECT_EQ(signature({"k1", "s1", SignVersion::v3}, stamp, body), "e33b10607812d08f78ad185d7c686efc");
    EXPECT_NE(signature({"k1", "s1", SignVersion::v3}, stamp, std::string(body) + " "),
              "e33b10607812d08f78ad185d7c686efc");
}

}  // namespace
}  // namespace lotbridge::ake
