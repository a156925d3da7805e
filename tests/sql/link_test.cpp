#include "link.hpp"
#include "temp_dir.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class Links : public ::testing::Test {
protected:
    Connection connection() const {
        Connection to;
        to.backend = "sqlite3";
        to.members["file"] = (dir / "lot.db").generic_string();
        return to;
    }
    void make_database(std::string const& answer) const {
        SQLite::Database database((dir / "lot.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec("CREATE TABLE t AS SELECT '" + answer + "' AS answer");
    }
    std::string answer() {
        auto const database = link.database();
        if (!database) return database.error().message;
        return *(*database)->run(*Statement::parse("SELECT answer FROM t", Dialect::sqlite3))->rows.at(0).cells.at(0);
    }

    TempDir dir;
    Link::Clock::time_point now{};
    Link link{connection(), Access::read_only, [this] { return now; }};
};

TEST_F(Links, AnUnreachableDatabaseIsTriedWithAGrowingPause) {
    EXPECT_THAT(answer(), HasSubstr("there is no such file"));
    make_database("here");

    EXPECT_THAT(answer(), HasSubstr("there is no such file"));  // not asked again yet
    now += 1s;

    EXPECT_EQ(answer(), "here");
}

TEST_F(Links, ARequestOfTheCloudDoesNotWaitForThePause) {
    EXPECT_FALSE(link.database());
    make_database("here");

    EXPECT_TRUE(link.database(true));
}

#ifndef _WIN32  // there an open file cannot be replaced
TEST_F(Links, AFileThatWasReplacedOrIsGoneIsNoticedAtOnce) {
    make_database("old");
    EXPECT_EQ(answer(), "old");
    EXPECT_TRUE(link.freshly_opened());
    std::filesystem::remove(dir / "lot.db");

    EXPECT_THAT(answer(), HasSubstr("there is no such file"));
    make_database("new");
    now += 1s;

    EXPECT_EQ(answer(), "new");
    EXPECT_TRUE(link.freshly_opened());
}
#endif

TEST_F(Links, AConnectionIsRenewedEveryMinute) {
    make_database("here");
    EXPECT_EQ(answer(), "here");
    EXPECT_TRUE(link.freshly_opened());
    now += 59s;
    EXPECT_EQ(answer(), "here");
    EXPECT_FALSE(link.freshly_opened());
    now += 1s;

    EXPECT_EQ(answer(), "here");
    EXPECT_TRUE(link.freshly_opened());
}

TEST_F(Links, AConnectionThatHadAnErrorIsNotUsedAgain) {
    make_database("here");
    auto* const database = *link.database();
    EXPECT_FALSE(database->run(*Statement::parse("SELECT nothing FROM t", Dialect::sqlite3)));

    EXPECT_FALSE(database->usable());
    EXPECT_EQ(answer(), "here");
}

}  // namespace
}  // namespace lotbridge::sql
