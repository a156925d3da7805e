#include "base/text.hpp"
#include "config/embedded.hpp"
#include "os/spoken.hpp"
#include "store/folder.hpp"
#include "store/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <fstream>
#include <lotbridge/schema/catalogue.hpp>

namespace lotbridge::os {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(CommandLine, TellsItsVersion) {
    auto const spoken = say({"--version"});

    EXPECT_EQ(spoken.exit_code, 0);
    EXPECT_THAT(spoken.out, StartsWith("lotbridge "));
}

class Help : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(Help, GivesExamples) {
    auto arguments = GetParam();
    arguments.emplace_back("--help");

    auto const spoken = say(arguments);

    EXPECT_EQ(spoken.exit_code, 0);
    EXPECT_THAT(spoken.out, HasSubstr("Example"));
}

using Words = std::vector<std::string>;
INSTANTIATE_TEST_SUITE_P(Every, Help,
                         testing::Values(Words{}, Words{"run"}, Words{"check"}, Words{"preview"}, Words{"status"},
                                         Words{"poll"}, Words{"resume"}, Words{"stop"}, Words{"service"},
                                         Words{"service", "install"}, Words{"service", "status"}, Words{"schema"},
                                         Words{"doctor"}, Words{"support-bundle"}, Words{"secret"},
                                         Words{"secret", "set"}, Words{"secret", "list"}, Words{"secret", "remove"},
                                         Words{"acceptance"}, Words{"adapter"}, Words{"adapter", "check"},
                                         Words{"adapter", "new"}, Words{"version"}, Words{"outbox"},
                                         Words{"outbox", "list"}, Words{"outbox", "show"}, Words{"outbox", "retry"},
                                         Words{"outbox", "drop"}, Words{"outbox", "export"},
                                         Words{"outbox", "verify"}));

TEST(CommandLine, DoesNotOfferWhatOnlyTheHostStarts) {
    EXPECT_THAT(say({"--help"}).out, Not(HasSubstr("adapter-runner")));
    EXPECT_EQ(say({"adapter-runner", "--plugin", "nowhere"}).exit_code, 2);
}

TEST(CommandLine, AnswersWithTwoWhatItDoesNotUnderstand) {
    EXPECT_EQ(say({"dance"}).exit_code, 2);
    EXPECT_EQ(say({}).exit_code, 2);
    EXPECT_EQ(say({"outbox", "list", "--state", "lost"}).exit_code, 2);
    EXPECT_EQ(say({"outbox", "show"}).exit_code, 2);
}

TEST(CommandLine, NamesACommandThatItDoesNotKnowAndTheOneThatWasMeant) {
    EXPECT_THAT(say({"stauts"}).error, HasSubstr("there is no command \"stauts\"; did you mean \"status\"?"));
    EXPECT_THAT(say({"outbox", "lst"}).error, HasSubstr("there is no command \"lst\"; did you mean \"list\"?"));
}

TEST(CommandLine, NamesTheSettingsFileThatItCannotRead) {
    for (auto const* command : {"run", "check", "preview", "status"}) {
        auto const spoken = say({command, "--settings", "no/such/host.json"});

        EXPECT_EQ(spoken.exit_code, command == std::string("run") ? 4 : 1) << command;
        EXPECT_THAT(spoken.error, AllOf(HasSubstr("host.json: cannot be read"), HasSubstr("--settings"))) << command;
    }
}

class CheckCommand : public testing::Test {
protected:
    void write(std::string const& name, std::string const& text) const { std::ofstream(folder.path / name) << text; }
    std::string host() const { return base::to_text(folder.path / "host.json"); }

    test::Folder folder;
};

TEST_F(CheckCommand, TellsEveryLotsFaultsWithFileAndPlace) {
    write("host.json", R"({ "data": "data", "lots": ["a.json", "b.json"] })");
    write("a.json", R"({ "nmae": "a" })");
    write("b.json", "{");

    auto const spoken = say({"check", "--offline", "--settings", host()});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.error, AllOf(HasSubstr("a.json:1:3: /nmae: \"nmae\" is unknown here; did you mean \"name\"?"),
                                    HasSubstr("b.json:1:2: is not JSON here")));
}

TEST_F(CheckCommand, HoldsTheAdaptersSettingsAgainstTheirPluginAlsoOffline) {
    write("host.json", R"({ "data": "data", "plugins": "plugins", "lots": ["a.json"] })");
    write("password", "a password");
    write("key", "0123456789abcdef01234567");
    write("iv", "76543210");
    write("a.json", R"({ "name": "a", "park_id": "p", "park_code": "c",
        "cloud": { "url": "http://127.0.0.1:9", "user": "u", "password": { "file": "password" },
                   "login_key": { "file": "key" }, "login_iv": { "file": "iv" } },
        "adapters": [{ "name": "database", "plugin": "no.such" }] })");

    auto const spoken = say({"check", "--offline", "--settings", host()});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.out, HasSubstr("FAILED  a: adapter database: no plugin \"no.such\" is installed"))
        << spoken.error;
}

TEST_F(CheckCommand, NamesALotThatIsNotThere) {
    write("host.json", R"({ "data": "data", "lots": ["a.json"] })");

    EXPECT_THAT(say({"check", "--offline", "--lot", "north", "--settings", host()}).error,
                HasSubstr("there is no lot \"north\""));
}

// Often root checks, and another user runs the host: what root had made, that user could not open.
TEST_F(CheckCommand, MakesNoStoreWhereNoHostEverRan) {
    write("host.json", R"({ "data": "data", "lots": ["a.json"] })");
    write("password", "p");
    write("key", "0123456789abcdef01234567");
    write("iv", "01234567");
    write("a.json", R"({ "name": "a", "park_id": "P", "park_code": "C",
                         "cloud": { "url": "http://127.0.0.1:1/", "user": "u", "password": { "file": "password" },
                                    "login_key": { "file": "key" }, "login_iv": { "file": "iv" } },
                         "adapters": [ { "name": "d", "plugin": "none.such" } ] })");

    auto const spoken = say({"check", "--settings", host()});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.out, AllOf(HasSubstr("FAILED  a: cloud: "), HasSubstr("made at the first start")));
    EXPECT_FALSE(std::filesystem::exists(folder.path / "data"));
}

TEST_F(CheckCommand, RunRefusesToStartWithoutALot) {
    write("host.json", R"({ "data": "data", "lots": ["a.json"] })");

    auto const spoken = say({"run", "--settings", host()});

    EXPECT_EQ(spoken.exit_code, 4);
    EXPECT_THAT(spoken.error, AllOf(HasSubstr("a.json: cannot be read"), HasSubstr("no lot can run")));
}

TEST(SchemaCommand, TellsEveryMessageAsJson) {
    auto const spoken = say({"schema"});

    rapidjson::Document messages;
    messages.Parse(spoken.out.c_str());
    ASSERT_TRUE(messages.IsArray());
    ASSERT_EQ(messages.Size(), schema::interfaces().size());
    EXPECT_STREQ(messages[1]["id"].GetString(), std::string(schema::interfaces()[1].id).c_str());
}

TEST(SchemaCommand, TellsOneMessageAsMarkdown) {
    auto const spoken = say({"schema", "messages", "vehicle_entry", "--format", "markdown"});

    EXPECT_THAT(spoken.out, AllOf(HasSubstr("`vehicle_entry`"), HasSubstr("| `recordCode` | `record_code` |")));
    EXPECT_EQ(say({"schema", "messages", "vehicle_flight"}).exit_code, 1);
}

TEST(SchemaCommand, TellsTheSchemaOfASettingsFile) {
    EXPECT_EQ(say({"schema", "lot"}).out, config::embedded_schema("lot"));
    EXPECT_EQ(say({"schema", "weather"}).exit_code, 2);
}

TEST(VersionCommand, TellsScriptsTheProgramAndTheStore) {
    test::Folder folder;
    std::vector<std::string> const words{"version", "--store", "--json", "--data", base::to_text(folder.path)};

    EXPECT_THAT(say(words).out, HasSubstr("\"stored_schema\": null"));

    { ASSERT_TRUE(store::Store::open(folder.path, {})); }
    rapidjson::Document told;
    told.Parse(say(words).out.c_str());

    ASSERT_TRUE(told.IsObject());
    EXPECT_EQ("lotbridge " + std::string(told["version"].GetString()) + '\n', say({"--version"}).out);
    EXPECT_GT(told["schema"].GetInt(), 0);
    EXPECT_EQ(told["stored_schema"].GetInt(), told["schema"].GetInt());
}

}  // namespace
}  // namespace lotbridge::os
