#include <lotbridge/text/json.hpp>

#include <gtest/gtest.h>

namespace lotbridge::test {
namespace {

TEST(JsonValue, IsFollowedByNameAndReadsNothingWhereNothingIs) {
    JsonValue body;
    {
        auto const json = JsonValue::parse(
            R"({"body":{"plate":"测A12345","n":7,"s":"8","x":1.5,"yes":true,"no":null,"list":[{"a":1},{"a":2}]}})");
        ASSERT_TRUE(json);
        body = (*json)["body"];
    }
    EXPECT_TRUE(body.is_object());
    EXPECT_EQ(body["plate"].text(), "测A12345");
    EXPECT_EQ(body["n"].integer(), 7);
    EXPECT_EQ(body["s"].integer(), 8);
    EXPECT_EQ(body["x"].integer(), std::nullopt);
    EXPECT_EQ(body["x"].text(), "1.5");
    EXPECT_TRUE(body["yes"].is_true());
    EXPECT_FALSE(body["no"]);
    ASSERT_EQ(body["list"].items().size(), 2u);
    EXPECT_EQ(body["list"].items()[1]["a"].integer_or(0), 2);
    EXPECT_FALSE(body["missing"]["deeper"]);
    EXPECT_EQ(body["plate"]["deeper"].text(), "");
    EXPECT_EQ(JsonValue().integer_or(-1), -1);
    EXPECT_FALSE(JsonValue::parse("{\"half\":"));
}

TEST(JsonWriter, WritesMembersInTheirOrder) {
    JsonWriter out;
    out.object().member("cmd", "ioctl").member("io", 1).member("on", true).list("body").object().member("a", "\"\n");
    out.end().end().object("empty").end().list("parks").item("P1").item("P2").end().end();

    EXPECT_EQ(out.text(), R"({"cmd":"ioctl","io":1,"on":true,"body":[{"a":"\"\n"}],"empty":{},"parks":["P1","P2"]})");
}

}  // namespace
}  // namespace lotbridge::test
