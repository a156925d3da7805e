#include "fakes/mariadb_server.hpp"
#include "lotsim/books.hpp"
#include "lotsim/late_entry.hpp"
#include "lotsim/schema.hpp"

#include <gmock/gmock.h>
#include <boost/process.hpp>

namespace lotbridge::lotsim {
namespace {

namespace bp = boost::process;
using testing::Ge;
using testing::SizeIs;

TEST(LotsimOnMySql, PlaysADayWhoseLedgerEqualsTheDatabase) {
    fakes::MariaDbServer server;
    auto const ledger = std::filesystem::path(server.socket()).parent_path() / "ledger.jsonl";

    auto const code =
        bp::system(LOTBRIDGE_LOTSIM, "donglu", "--mysql", server.connection(), "--ledger", ledger.string(), "--start",
                   "2025-06-02 06:00:00", "--speed", "max", "--events", "1500", "--quiet", bp::std_out > bp::null);

    auto database = Database::open_mysql(server.connection());
    ASSERT_EQ(code, 0);
    ASSERT_TRUE(database);
    EXPECT_THAT(books_of_ledger(ledger), SizeIs(Ge(500u)));
    EXPECT_EQ(books_of_ledger(ledger), books_of_database(*database));
}

TEST(LotsimOnMySql, ALateEntryIsATransactionThatOthersCannotSee) {
    fakes::MariaDbServer server;
    auto database = Database::open_mysql(server.connection());
    ASSERT_TRUE(create_schema(*database));
    ASSERT_TRUE(furnish(*database, {}, *LocalTime::parse("2025-06-02 06:00:00")));
    LateEntry late(*database);
    Car const visitor;
    int before = -1, after = -1;

    auto const id = late.begin(
        {.plate = "粤B12345", .car = &visitor, .lane = entry_lanes[0], .at = *LocalTime::parse("2025-06-02 08:00:00")});
    database->sql() << "SELECT count(*) FROM SingleCarparkInOutHistory", soci::into(before);
    auto const committed = late.commit(*LocalTime::parse("2025-06-02 08:00:15"));
    database->sql() << "SELECT count(*) FROM SingleCarparkInOutHistory WHERE plateNo = '粤B12345'", soci::into(after);

    EXPECT_EQ(before, 0);
    EXPECT_EQ(*committed, *id);
    EXPECT_EQ(after, 1);
}

}  // namespace
}  // namespace lotbridge::lotsim
