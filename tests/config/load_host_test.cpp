#include "files.hpp"

namespace lotbridge::config {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

using HostFile = SettingsFiles;

TEST_F(HostFile, ResolvesPathsAgainstTheFolderThatHoldsIt) {
    auto const file = write("etc/host.json", R"({ "data": "../var", "lots": ["lots/a.json"], "plugins": "p" })");

    auto const host = load_host(file);

    ASSERT_TRUE(host) << said(host);
    EXPECT_EQ(host->data_directory, folder / "var");
    EXPECT_EQ(host->plugin_directory, folder / "etc" / "p");
    EXPECT_EQ(host->log.directory, folder / "var" / "log");
    EXPECT_THAT(host->lots, ElementsAre(folder / "etc" / "lots" / "a.json"));
}

TEST_F(HostFile, TakesEveryLotOfAFolderInOrder) {
    write("lots/b.json", "{}");
    write("lots/a.json", "{}");
    write("lots/notes.txt", "not a lot");
    auto const host = load_host(write("host.json", R"({ "data": "d", "lots": ["lots"] })"));

    ASSERT_TRUE(host) << said(host);
    EXPECT_THAT(host->lots, ElementsAre(folder / "lots" / "a.json", folder / "lots" / "b.json"));
}

TEST_F(HostFile, ReadsLogAndStore) {
    auto const host = load_host(write("host.json", R"({ "data": "d", "lots": ["l.json"],
        "log": { "level": "debug", "format": "json", "max_file": "2MiB", "files": 3, "console": true, "directory": "here" },
        "store": { "min_free": "1GiB", "keep_delivered": "7d" } })"));

    ASSERT_TRUE(host) << said(host);
    EXPECT_EQ(host->log.level, base::LogLevel::debug);
    EXPECT_EQ(host->log.format, base::LogFormat::json);
    EXPECT_EQ(host->log.max_file_bytes, 2u << 20);
    EXPECT_EQ(host->log.files, 3u);
    EXPECT_TRUE(host->log.console);
    EXPECT_EQ(host->log.directory, folder / "here");
    EXPECT_EQ(host->store.min_free_bytes, 1u << 30);
    EXPECT_EQ(host->store.keep_delivered, 7 * 24h);
}

TEST_F(HostFile, TellsEverythingThatIsWrongWithPlace) {
    auto const file =
        write("host.json", "{ \"data\": 5,\n  \"lots\": [],\n  \"lgo\": {},\n  \"store\": { \"min_free\": \"1GB\" } }");

    EXPECT_EQ(said(load_host(file)),
              file.string() + ":1:11: /data: must be a text in quotes, but is a whole number\n" + file.string() +
                  ":2:11: /lots: must have at least 1 items, but has 0\n" + file.string() +
                  ":3:3: /lgo: \"lgo\" is unknown here; did you mean \"log\"?\n" + file.string() +
                  ":4:26: /store/min_free: must be a size such as \"512KiB\", \"10MiB\" or \"1GiB\"");
}

TEST_F(HostFile, SaysThatAFolderHoldsNoLot) {
    std::filesystem::create_directories(folder / "lots");

    EXPECT_THAT(said(load_host(write("host.json", R"({ "data": "d", "lots": ["lots"] })"))),
                HasSubstr("/lots: names no lot"));
}

class HostWithLots : public LotFiles {
protected:
    std::vector<LoadedLot> load_all() const {
        auto const host = load_host(write("host.json", R"({ "data": "d", "lots": ["a.json", "b.json"] })"));
        return load_lots(*host);
    }
};

TEST_F(HostWithLots, KeepsTheGoodLotWhenAnotherIsBroken) {
    write("a.json", "{ broken");
    write("b.json", LotText{}.text());

    auto const lots = load_all();

    EXPECT_THAT(said(lots.at(0).settings), HasSubstr("a.json:1:3"));
    EXPECT_TRUE(lots.at(1).settings) << said(lots.at(1).settings);
}

TEST_F(HostWithLots, KeepsTheGoodLotWhenAnothersFileIsGone) {
    write("b.json", LotText{}.text());

    auto const lots = load_all();

    EXPECT_THAT(said(lots.at(0).settings), HasSubstr("a.json: cannot be read"));
    EXPECT_TRUE(lots.at(1).settings);
}

TEST_F(HostWithLots, RefusesTheSecondOfTwoLotsWithOneName) {
    write("a.json", LotText{}.text());
    write("b.json", LotText{}.text());

    auto const lots = load_all();

    EXPECT_TRUE(lots.at(0).settings);
    EXPECT_THAT(said(lots.at(1).settings),
                StartsWith((folder / "b.json").string() + ":1:11: /name: \"demo\" is the name of the lot in"));
}

TEST_F(HostWithLots, RefusesTheSecondOfTwoLotsWithOneAccountAtOnePlatform) {
    write("a.json", LotText{.name = R"("a")", .url = "https://cloud.example.com/p"}.text());
    write("b.json", LotText{.name = R"("b")", .url = "https://Cloud.Example.com:443/p/"}.text());

    auto const lots = load_all();

    EXPECT_TRUE(lots.at(0).settings);
    EXPECT_THAT(said(lots.at(1).settings),
                AllOf(StartsWith((folder / "b.json").string()), HasSubstr("/cloud/user: \"u\" is the account"),
                      HasSubstr((folder / "a.json").string())));
}

TEST_F(HostWithLots, TakesTwoLotsWithOneAccountNameAtTwoPlatformsOrTwoAtOne) {
    write("a.json", LotText{.name = R"("a")"}.text());
    write("b.json", LotText{.name = R"("b")", .url = "https://cloud.example.com/other"}.text());
    EXPECT_TRUE(load_all().at(1).settings);

    write("b.json", LotText{.name = R"("b")", .user = "v"}.text());
    EXPECT_TRUE(load_all().at(1).settings);
}

}  // namespace
}  // namespace lotbridge::config
