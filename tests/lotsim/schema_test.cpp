#include "lotsim/lot.hpp"

#include <gmock/gmock.h>

namespace lotbridge::lotsim {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Statements, AreCutAtSemicolonsAndCommentLinesAreDropped) {
    EXPECT_THAT(statements("-- one; two\nCREATE a (\n  b\n);\nCREATE c;\n"),
                ElementsAre("CREATE a (\n  b\n)", HasSubstr("CREATE c")));
}

TEST(Schema, CreatingItTwiceChangesNothing) {
    Lot lot;

    EXPECT_TRUE(create_schema(lot.database));
    EXPECT_TRUE(furnish(lot.database, {}, at("07:00:00")));

    EXPECT_EQ(lot.one("SELECT count(*) FROM SingleCarparkCarpark"), 1);
    EXPECT_EQ(lot.one("SELECT count(*) FROM LotGate"), 4);
}

TEST(Schema, MonthlyCarsAreRegisteredUsers) {
    Chance chance(1);
    Town town(20, chance);
    auto database = Database::open_sqlite(":memory:");

    ASSERT_TRUE(create_schema(*database));
    ASSERT_TRUE(furnish(*database, town.cars(), at("06:00:00")));

    int users = 0;
    database->sql() << "SELECT count(*) FROM SingleCarparkUser WHERE type IN ('普通', '储值')", soci::into(users);
    EXPECT_EQ(users, 20);
}

TEST(Schema, AFileThatIsNoDatabaseIsNamedInTheError) {
    auto const lot = Database::open_sqlite("/nowhere/at/all/lot.db");

    ASSERT_FALSE(lot);
    EXPECT_THAT(lot.error().message, HasSubstr("opening the lot's sqlite3 database"));
}

}  // namespace
}  // namespace lotbridge::lotsim
