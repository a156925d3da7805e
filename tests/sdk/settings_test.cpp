#include <lotbridge/adapter/settings.hpp>

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using ::testing::ElementsAre;

Settings settings() {
    return Settings::parse(R"({
        "dsn": "carpark", "port": 1433, "writes": true, "nothing": null,
        "database": {"name": "park", "port": "many"},
        "lanes": [{"id": "N1"}, {"id": 7}],
        "tags": ["a", "b"], "mixed": ["a", 1]
    })")
        .value();
}

std::string words(auto const& result) { return result ? "no error" : result.error().message; }

TEST(Settings, GivesEveryKindOfMember) {
    EXPECT_EQ(settings().text("dsn").value(), "carpark");
    EXPECT_EQ(settings().integer("port").value(), 1433);
    EXPECT_TRUE(settings().flag("writes").value());
    EXPECT_EQ(settings().object("database")->text("name").value(), "park");
    EXPECT_EQ(settings().objects("lanes")->at(0).text("id").value(), "N1");
    EXPECT_THAT(settings().texts("tags").value(), ElementsAre("a", "b"));
}

TEST(Settings, TakesNullForMissing) {
    EXPECT_FALSE(settings().has("nothing"));
    EXPECT_EQ(words(settings().text("nothing")), "settings /nothing: is missing");
    EXPECT_EQ(settings().text_or("nothing", "otherwise").value(), "otherwise");
}

TEST(Settings, GivesTheOtherValueOnlyForAMemberThatIsNotThere) {
    EXPECT_EQ(settings().integer_or("timeout", 5).value(), 5);
    EXPECT_EQ(settings().flag_or("reads", true).value(), true);
    EXPECT_EQ(settings().integer_or("port", 5).value(), 1433);
    EXPECT_EQ(words(settings().integer_or("dsn", 5)), "settings /dsn: is not a whole number");
    EXPECT_EQ(words(settings().flag_or("port", true)), "settings /port: is neither true nor false");
}

TEST(Settings, NamesThePlaceOfWhatIsWrong) {
    EXPECT_EQ(words(settings().text("port")), "settings /port: is not a text");
    EXPECT_EQ(words(settings().object("dsn")), "settings /dsn: is not an object");
    EXPECT_EQ(words(settings().object("database")->integer("port")), "settings /database/port: is not a whole number");
    EXPECT_EQ(words(settings().objects("lanes")->at(1).text("id")), "settings /lanes/1/id: is not a text");
    EXPECT_EQ(words(settings().objects("tags")), "settings /tags/0: is not an object");
    EXPECT_EQ(words(settings().texts("mixed")), "settings /mixed: holds something that is not a text");
}

TEST(Settings, OutliveTheTextTheyWereReadFrom) {
    auto const inner = settings().object("database");

    EXPECT_EQ(inner->text("name").value(), "park");
}

TEST(Settings, RefuseWhatIsNoObject) {
    EXPECT_EQ(words(Settings::parse("[]")), "settings: is not an object");
    EXPECT_EQ(words(Settings::parse("{")).substr(0, 29), "settings: not JSON at byte 1:");
}

}  // namespace
}  // namespace lotbridge::test
