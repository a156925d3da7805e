#include "store/desk.hpp"
#include "store/migrations.hpp"
#include "store/reader.hpp"

#include <sqlite3.h>

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

struct OpeningTest : testing::Test {
    Folder folder;

    std::string refusal() const {
        auto const opened = Store::open(folder.path, {});
        return opened ? "opened" : opened.error().message;
    }
    void execute(std::string const& sql) const {
        SQLite::Database((folder.path / "lotbridge.db").string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE).exec(sql);
    }
};

TEST_F(OpeningTest, ASecondHostIsToldWhoHoldsTheFolder) {
    Desk const desk(folder.path);

    EXPECT_TRUE(Store::is_held(folder.path));
    EXPECT_THAT(refusal(), HasSubstr("is held by process "));
}

TEST_F(OpeningTest, TheFolderIsFreeAgainAfterAStop) {
    { Desk const desk(folder.path); }

    EXPECT_FALSE(Store::is_held(folder.path));
    EXPECT_EQ(refusal(), "opened");
}

#if !defined(_WIN32)  // there the folder's own access list protects what is in it
std::filesystem::perms mode_of(std::filesystem::path const& path) {
    return std::filesystem::status(path).permissions();
}
using std::filesystem::perms;
constexpr auto owners_file = perms::owner_read | perms::owner_write;

TEST_F(OpeningTest, WhatIsStoredIsForTheOwnerOnly) {
    auto const data = folder.path / "var" / "data";
    Desk desk(data);
    desk.take_in({letter("entry", "R1")});

    EXPECT_EQ(mode_of(data), perms::owner_all);
    EXPECT_EQ(mode_of(data / "images"), perms::owner_all);
    for (auto const* file : {"lotbridge.db", "lotbridge.db-wal", "lotbridge.db-shm", "lotbridge.lock"})
        EXPECT_EQ(mode_of(data / file), owners_file) << file;
}

TEST_F(OpeningTest, AFolderThatWasThereKeepsItsModeAndWhatIsInItBecomesTheOwners) {
    std::filesystem::permissions(folder.path, perms(0755));
    { Desk desk(folder.path); }
    std::filesystem::permissions(folder.path / "lotbridge.db", perms(0644));
    std::filesystem::permissions(folder.path / "images", perms(0755));

    Desk desk(folder.path);

    EXPECT_EQ(mode_of(folder.path), perms(0755));
    EXPECT_EQ(mode_of(folder.path / "lotbridge.db"), owners_file);
    EXPECT_EQ(mode_of(folder.path / "images"), perms::owner_all);
}
#endif

TEST_F(OpeningTest, ANewerSchemaIsRefusedInWords) {
    { Desk const desk(folder.path); }
    execute("PRAGMA user_version = 9999; UPDATE meta SET value = 9999 WHERE name = 'schema'");

    EXPECT_THAT(refusal(), HasSubstr("written by a newer LotBridge"));
    EXPECT_EQ(must(stored_schema(folder.path)), 9999);
    EXPECT_LT(known_schema(), 9999);
}

TEST_F(OpeningTest, TheDatabaseOfAnotherProgramIsLeftAlone) {
    execute("CREATE TABLE theirs (a)");
    EXPECT_THAT(stored_schema(folder.path).error().message, HasSubstr("a database of another program"));

    EXPECT_THAT(refusal(), HasSubstr("a database of another program"));
}

TEST_F(OpeningTest, LotsAndValuesSurvive) {
    Desk desk(folder.path);
    auto const other = desk.store->lot("停车场 2").value();
    must(desk.store->put_value(other, "token", "old"));
    must(desk.store->put_value(other, "token", "new"));
    desk.reopen();

    EXPECT_EQ(desk.store->lot("停车场 2").value(), other);
    EXPECT_EQ(desk.store->value(other, "token").value(), "new");
    EXPECT_EQ(desk.store->value(desk.lot, "token").value(), std::nullopt);
}

TEST_F(OpeningTest, HostTimeGoesOnWhereItWas) {
    Desk desk(folder.path);
    EXPECT_EQ(desk.store->host_time_at_start(), at(0s));
    auto const an_hour_ago = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) - 1h;
    desk.store->keep_host_time(at(5000s), an_hour_ago);
    desk.reopen();

    EXPECT_GE(desk.store->host_time_at_start(), at(5000s + 1h));
}

TEST_F(OpeningTest, HostTimeNeverGoesBackWithTheWallClock) {
    Desk desk(folder.path);
    auto const tomorrow = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) + 24h;
    desk.store->keep_host_time(at(5000s), tomorrow);
    desk.reopen();

    EXPECT_EQ(desk.store->host_time_at_start(), at(5000s));
}

TEST_F(OpeningTest, HostTimeIsNotForgottenByWhoeverOnlyLooksIn) {
    Desk desk(folder.path);
    desk.store->keep_host_time(at(5000s),
                               std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
    desk.reopen();
    desk.reopen();

    EXPECT_GE(desk.store->host_time_at_start(), at(5000s));
    EXPECT_LT(desk.store->host_time_at_start(), at(5000s + 1h));
}

TEST_F(OpeningTest, EveryStepOfTheSchemaLeadsToTheNewest) {
    for (auto const& step : migrations()) {
        Folder const other;
        migrate(**open_for_writing(other.path / "lotbridge.db", {}), step.number);
        Desk desk(other.path);
        desk.take_in({letter("entry", "R1")});
        EXPECT_EQ(desk.claim().size(), 1u) << step.name;
    }
}

TEST_F(OpeningTest, SequenceNumbersAreNotUsedTwice) {
    Desk desk(folder.path);
    desk.take_in({letter("entry", "R1"), letter("entry", "R2")});
    desk.settle({delivered(desk.claim()[0].seq), delivered(2)});
    desk.tidy(on_day(90), 24h);
    desk.reopen();
    desk.take_in({letter("entry", "R3")});

    EXPECT_EQ(desk.claim()[0].seq, 3);
}

}  // namespace
}  // namespace lotbridge::test
