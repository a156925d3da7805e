// The log's form is a contract with whatever collects it: one line per event, well-formed, nothing personal in clear.
#include "base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <filesystem>
#include <fstream>

namespace lotbridge::base {
namespace {

namespace fs = std::filesystem;

class LogTest : public testing::Test {
protected:
    LogTest() { fs::create_directories(directory); }
    ~LogTest() override { fs::remove_all(directory); }

    std::vector<std::string> lines() const {
        std::ifstream in(directory / "lotbridge.log");
        std::vector<std::string> all;
        for (std::string line; std::getline(in, line);) all.push_back(line);
        return all;
    }
    Log open(LogFormat format) const {
        auto log = Log::open({.directory = directory, .format = format});
        EXPECT_TRUE(log) << log.error().message;
        return *log;
    }

    fs::path directory = fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(LogTest, WritesAJsonObjectPerLineWithItsFields) {
    open(LogFormat::json).with({{"lot", "demo"}}).warning("held \"back\"", {{"seq", 17}});

    rapidjson::Document line;
    line.Parse(lines().at(0).c_str());
    ASSERT_FALSE(line.HasParseError());
    EXPECT_STREQ(line["level"].GetString(), "warning");
    EXPECT_STREQ(line["message"].GetString(), "held \"back\"");
    EXPECT_STREQ(line["lot"].GetString(), "demo");
    EXPECT_EQ(line["seq"].GetInt(), 17);
    EXPECT_TRUE(line.HasMember("time"));
}

TEST_F(LogTest, KeepsTextFromOutsideOnOneLine) {
    auto const log = open(LogFormat::text);
    log.error("cloud says", {{"words", "no\n2026-01-01 forged line"}});
    log.error("cloud says\r\nforged");

    EXPECT_EQ(lines().size(), 2u);
}

TEST_F(LogTest, StaysWellFormedWhenWordsAreNotUtf8) {
    open(LogFormat::json).error("driver says \xBE\xA9");

    rapidjson::Document line;
    line.Parse<rapidjson::kParseValidateEncodingFlag>(lines().at(0).c_str());
    EXPECT_FALSE(line.HasParseError());
}

TEST_F(LogTest, LeavesOutWhatIsBelowItsLevel) {
    auto const log = open(LogFormat::text);
    log.debug("small");
    log.info("large enough");

    EXPECT_EQ(lines().size(), 1u);
    EXPECT_FALSE(log.writes(LogLevel::debug));
}

TEST_F(LogTest, KeepsNoMoreFilesThanItMay) {
    auto const log = *Log::open({.directory = directory, .max_file_bytes = 1000, .files = 3});
    for (int i = 0; i < 100; ++i) log.info(std::string(100, 'x'));

    EXPECT_EQ(std::distance(fs::directory_iterator(directory), {}), 3);
}

TEST_F(LogTest, SaysWhichDirectoryCannotBeWritten) {
    std::ofstream(directory / "file") << "in the way";

    auto const log = Log::open({.directory = directory / "file"});

    ASSERT_FALSE(log);
    EXPECT_THAT(log.error().message, testing::HasSubstr("file"));
}

TEST(Log, WritesNothingWhenItWasNotOpened) { Log().error("nobody hears"); }

TEST(Masked, TellsLengthAndAHashButNeverTheValue) {
    auto const plate = masked("京A12345");

    EXPECT_THAT(plate, testing::StartsWith("<7 chars #"));
    EXPECT_THAT(plate, testing::Not(testing::HasSubstr("A12345")));
    EXPECT_EQ(plate, masked("京A12345"));
    EXPECT_NE(plate, masked("京A12346"));
    EXPECT_EQ(masked(""), "");
}

}  // namespace
}  // namespace lotbridge::base
