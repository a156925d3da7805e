#include "lot.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <fstream>

namespace lotbridge::test {
namespace {

using testing::HasSubstr;

std::string written(std::string const& file, std::string_view text) {
    std::ofstream(file) << text;
    return file;
}

constexpr char const* two_lots = R"({
  // several lots, other codes, the other form of the signature
  "signature": "replace_last_two", "passwordText": "hex", "codes": {"heartbeat": "HB"},
  "database": "cloud.db",
  "lots": [
    {"parkId": "A", "parkCode": "CA", "user": "a", "password": "secret",
     "key": "0123456789abcdef01234567", "iv": "01234567", "signatureKeys": ["ka"]},
    {"parkId": "B", "parkCode": "CB", "user": "b", "password": "secret",
     "key": "0123456789abcdef01234567", "iv": "01234567", "signatureKeys": ["kb"], "utcOffsetMinutes": 540}]
})";

TEST(CloudProgram, ServesSeveralLotsFromASettingsFile) {
    Folder const folder;
    CloudProcess const cloud({"--settings", written(folder.file("cloud.json"), two_lots)});
    auto const data = std::string(R"({"parkUserName":"b","parkUserPwd":"a9a219aef1e6ad17"})");
    auto const signature = md5_capitals(data + "kb").substr(0, 30) + "00";

    auto const told = post_form(cloud.uplink(), R"({"k":"","code":"1","oprNum":"N1","ip":"","signature":")" +
                                                    signature + R"(","data":)" + data + "}");

    EXPECT_EQ(told.code(), "0000");
    EXPECT_EQ(text(told.envelope()["data"], "parkCode"), "CB");
}

TEST(CloudProgram, WritesItsPortsToAFileToo) {
    Folder const folder;
    CloudProcess const cloud({"--ports-file", folder.file("ports.json")});

    std::string line;
    std::ifstream in(folder.file("ports.json"));
    std::getline(in, line);

    EXPECT_THAT(line, HasSubstr("\"uplink\":" + std::to_string(cloud.uplink())));
}

#ifndef _WIN32  // there nobody can ask it to
TEST(CloudProgram, StopsCleanlyWhileALotIsConnectedAndKeepsWhatItSaid) {
    Folder const folder;
    std::vector<std::string> const options{"--database", folder.file("cloud.db"), "--volatile"};
    {
        CloudProcess cloud(options);
        Lot lot(cloud);
        lot.login();
        lot.tell("2", entry("R1"));
        EXPECT_TRUE(cloud.stop());
    }

    EXPECT_THAT(CloudProcess(options).story_of("R1"), testing::ElementsAre("vehicle_entry"));
}
#endif

TEST(CloudProgram, OpensAFileOfItsFirstVersion) {
    Folder const folder;
    std::vector<std::string> const options{"--database", folder.file("cloud.db")};
    {
        CloudProcess cloud(options);
        Lot lot(cloud);
        lot.login();
        lot.tell("2", entry("R1"));
        cloud.stop();
        SQLite::Database database(folder.file("cloud.db"), SQLite::OPEN_READWRITE);
        for (auto const* table : {"register", "account", "payment", "change", "visit", "tally"})
            database.exec(std::string("DROP TABLE ") + table);
        database.exec(
            "DROP INDEX record_by_plate; DROP INDEX record_by_latest; ALTER TABLE record DROP COLUMN latest;"
            " PRAGMA user_version=1");
    }
    CloudProcess const cloud(options);

    EXPECT_THAT(cloud.story_of("R1"), testing::ElementsAre("vehicle_entry"));
    EXPECT_EQ(text(cloud.get("/records")[0], "carNum"), "京A12345");
}

TEST(CloudProgram, NamesASettingThatItDoesNotKnow) {
    Folder const folder;
    auto const ended = run_cloud({"--settings", written(folder.file("cloud.json"), R"({"lot": []})")});

    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.words, HasSubstr("there is no setting \"lot\""));
}

TEST(CloudProgram, NamesThePlaceWhereTheSettingsAreNoJson) {
    Folder const folder;
    auto const ended = run_cloud({"--settings", written(folder.file("cloud.json"), "{\n  \"lots\": [}\n")});

    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.words, HasSubstr("cloud.json:2:"));
}

TEST(CloudProgram, RefusesKeysOfTheWrongLength) {
    auto const ended = run_cloud({"--park-id", "P1", "--user", "u", "--key", "short", "--iv", "01234567"});

    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.words, HasSubstr("key must have 24 bytes and iv 8"));
}

TEST(CloudProgram, SaysWhichAddressIsTaken) {
    CloudProcess const first;
    auto const address = "127.0.0.1:" + std::to_string(first.uplink());

    auto const ended = run_cloud({"--park-id", "P1", "--user", "u", "--key", "0123456789abcdef01234567", "--iv",
                                  "01234567", "--uplink", address});

    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.words, HasSubstr(address));
}

}  // namespace
}  // namespace lotbridge::test
