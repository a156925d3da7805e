// What a poller refuses to believe: of a source, of a row, of a cursor.
#include "sdk/poller_fixture.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using ::testing::HasSubstr;

// Each of these would make the poller lose rows silently if it were believed.
TEST_F(PollerTest, RefusesASourceThatBreaksItsOrder) {
    Poller<std::string> poller;
    poller.add("rows", options_, [](auto const&, std::size_t) -> Result<std::vector<SourceRow<std::string>>> {
        return std::vector<SourceRow<std::string>>{{"10", "a", 1, ""}, {"9", "b", 1, ""}};
    });

    EXPECT_THAT(poller.poll("").error().message, HasSubstr("must give rows in order"));
}

TEST_F(PollerTest, RefusesARowWithoutKey) {
    table_.insert({"1", "", "x"});
    auto poller = this->poller();

    EXPECT_THAT(poller.poll("").error().message, HasSubstr("has no key"));
}

TEST_F(PollerTest, RefusesAValueThatIsNotOfItsScale) {
    options_.scale = Scale::time;
    table_.insert({"01/05/2024", "a", "x"});
    auto poller = this->poller();

    EXPECT_THAT(poller.poll("").error().message, HasSubstr("is not a time as yyyy-MM-dd HH:mm:ss"));
}

struct BadCursor {
    char const *text, *words;
};
class PollerCursorTest : public PollerTest, public ::testing::WithParamInterface<BadCursor> {};

TEST_P(PollerCursorTest, RefusesACursorThatItDoesNotUnderstand) {
    auto poller = this->poller();

    auto const harvest = poller.poll(GetParam().text);

    ASSERT_FALSE(harvest);
    EXPECT_EQ(harvest.error().code, Errc::rejected);
    EXPECT_THAT(harvest.error().message, HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Cursors, PollerCursorTest,
    ::testing::Values(BadCursor{"2024-05-01", "not written by this kind of adapter"},
                      BadCursor{R"({"last_id":7})", "not written by this kind of adapter"},
                      BadCursor{R"({"v":2,"streams":{}})", "it is of format 2"},
                      BadCursor{R"({"v":1})", "has no streams"},
                      BadCursor{R"({"v":1,"streams":{"rows":{"high":["1"]}}})", "stream rows is damaged"},
                      BadCursor{R"({"v":1,"streams":{"rows":{"high":["1","a"],"swept":"","seen":"12zz"}}})",
                                "stream rows is damaged"}));

}  // namespace
}  // namespace lotbridge::test
