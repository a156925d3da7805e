#include <lotbridge/schema/body.hpp>
#include <lotbridge/vo/all.hpp>

#include <gtest/gtest.h>

#include <array>

namespace lotbridge::test {
namespace {

using schema::Body;

schema::Shape const& query = schema::shape_of<vo::FeeQuery>;

TEST(Body, ShowsTextsAndDigitsAsTheyCame) {
    auto const body =
        Body::read(schema::shape_of<vo::VehicleExit>,
                   R"({"recordCode":10086,"outTime":"2024-05-01 08:00:00","payMoney":5.50,"inTime":null})");

    ASSERT_TRUE(body) << body.error().message;
    EXPECT_EQ(body->text("recordCode"), "10086");
    EXPECT_EQ(body->text("payMoney"), "5.50");
    EXPECT_EQ(body->text("inTime"), "");
    EXPECT_EQ(body->text("carNum"), "");
}

TEST(Body, FillsInWhatTheSenderLeftOut) {
    auto const body = Body::read(query, R"({"recordCode":"R"})");
    std::array const defaults{schema::Default{"parkId", "P1"}, schema::Default{"recordCode", "never"}};

    ASSERT_TRUE(body) << body.error().message;
    EXPECT_EQ(body->normalised(), R"({"recordCode":"R","parkId":"","couponList":[]})");
    EXPECT_EQ(body->normalised(defaults), R"({"recordCode":"R","parkId":"P1","couponList":[]})");
}

TEST(Body, OutlivesTheTextItWasReadFromAndMayMove) {
    auto text = std::string(R"({"recordCode":"R-1234567890123456789"})");
    auto first = Body::read(query, text).value();
    text.assign(text.size(), ' ');

    auto const second = std::move(first);

    EXPECT_EQ(second.text("recordCode"), "R-1234567890123456789");
}

TEST(Body, IsRefusedWithAHundredThingsThatAreWrongWhateverTheirNumber) {
    std::string list = "0";
    for (int i = 1; i < 100'000; ++i) list += ",0";

    EXPECT_EQ(schema::check(query, R"({"recordCode":"R","couponList":[)" + list + "]}").size(), 100u);
}

TEST(Body, IsRefusedWithEverythingThatIsWrong) {
    EXPECT_EQ(Body::read(query, R"({"couponList":7})").error(),
              (Error{Errc::rejected, "/recordCode is missing [C.3.1]; /couponList is not a list [C.3.1]"}));
}

}  // namespace
}  // namespace lotbridge::test
