#include "setup.hpp"
#include "connect_string.hpp"
#include "odbc_drivers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace lotbridge::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string setup_faults(std::string const& settings) {
    auto const setup = read_setup(settings);
    return setup ? "none" : setup.error().message;
}

TEST(Setup, TakesValuesAndTablesOfTheSite) {
    auto const setup =
        *read_setup(R"({"connection": {"backend": "mysql", "database": "carpark", "port": 3306}, "mapping": "m.json",
        "start": "2024-01-31 00:00:00", "image_root": "img", "params": {"lot": 7, "lanes": {"东门": "E1"}}})");

    EXPECT_EQ(setup.connection.members.at("port"), "3306");
    EXPECT_EQ(setup.start.time.text(), "2024-01-31 00:00:00");
    EXPECT_EQ(setup.parameters.values.at("lot"), "7");
    EXPECT_EQ(setup.parameters.values.at("image_root"), "img");
    EXPECT_EQ(setup.parameters.tables.at("lanes").values.at("东门"), "E1");
}

TEST(Setup, FaultsAreNamedByTheirPlace) {
    EXPECT_THAT(setup_faults(R"({"connection": {"backend": "oracle"}, "mapping": "m.json", "strat": "now"})"),
                HasSubstr("settings:1:16 /connection: \"backend\" is sqlite3, mysql, postgresql, firebird or odbc"));
    EXPECT_THAT(setup_faults(R"({"connection": {"backend": "sqlite3"}, "mapping": "m.json", "strat": "now"})"),
                HasSubstr("/strat: \"strat\" is not known here"));
    EXPECT_THAT(setup_faults(R"({"connection": {"backend": "sqlite3"}, "mapping": "m.json", "start": "yesterday"})"),
                HasSubstr("\"start\" is"));
}

Connection connection(std::string const& backend, std::map<std::string, std::string> members) {
    Connection out;
    out.backend = backend;
    out.members = std::move(members);
    return out;
}

TEST(ConnectString, OneSpellingServesEveryBackend) {
    EXPECT_EQ(connect_string(connection("sqlite3", {{"file", "a b.db"}}), Access::read_only),
              "dbname=\"a b.db\" readonly=true");
    auto server = connection("odbc", {{"Driver", "{SQL Server}"}, {"host", "10.0.0.5"}, {"password", "a;b}c"}});
    server.dialect = Dialect::mssql;
    EXPECT_EQ(connect_string(server, Access::read_only), "Driver={SQL Server};PWD={a;b}}c};SERVER=10.0.0.5");
    EXPECT_THAT(connect_string(connection("postgresql", {{"database", "car'park"}}), Access::read_only),
                HasSubstr("client_encoding='UTF-8' connect_timeout='5' dbname='car\\'park'"));
}

TEST(ConnectString, TheConnectionSpeaksTheEncodingOfTheMapping) {
    auto lot = connection("mysql", {{"database", "carpark"}});
    lot.encoding = Encoding::gbk;
    EXPECT_THAT(connect_string(lot, Access::read_only), HasSubstr("charset=gbk "));

    lot.members["charset"] = "latin1";
    EXPECT_THAT(connect_string(lot, Access::read_only), HasSubstr("charset=latin1 "));

    auto by_odbc = connection("odbc", {{"database", "carpark"}});
    by_odbc.dialect = Dialect::mysql;
    EXPECT_EQ(connect_string(by_odbc, Access::read_only), "CHARSET=utf8mb4;database=carpark");
}

TEST(ConnectString, FirebirdIsToldHostPortAndDatabaseInOneWord) {
    auto lot = connection("firebird", {{"host", "10.0.0.5"}, {"port", "3051"}, {"database", "C:\\lot\\carpark.fdb"}});
    EXPECT_EQ(connect_string(lot, Access::read_only), "charset=UTF8 service=10.0.0.5/3051:C:\\lot\\carpark.fdb");

    lot.members = {{"database", "/lot/carpark.fdb"}};
    lot.encoding = Encoding::gbk;
    EXPECT_EQ(connect_string(lot, Access::read_only), "charset=GBK service=/lot/carpark.fdb");
}

// Not run against a server: none is among Debian's packages.
TEST(ConnectString, SqlServerThroughFreeTdsSpeaksTheEncodingOfTheMapping) {
    auto lot =
        connection("odbc", {{"Driver", "FreeTDS"}, {"host", "10.0.0.5"}, {"PORT", "1433"}, {"TDS_Version", "7.1"}});
    lot.dialect = Dialect::mssql;
    lot.encoding = Encoding::gbk;
    EXPECT_EQ(connect_string(lot, Access::read_only),
              "ClientCharset=GBK;Driver=FreeTDS;PORT=1433;SERVER=10.0.0.5;TDS_Version=7.1");
}

TEST(Introduction, SqlServerIsToldHowLongToWaitForLocksAndWhetherToTakeThem) {
    auto lot = connection("odbc", {{"Driver", "FreeTDS"}});
    lot.dialect = Dialect::mssql;
    lot.lock_wait = std::chrono::milliseconds(1500);
    EXPECT_THAT(introduction(lot, Access::read_only),
                ElementsAre("SET LOCK_TIMEOUT 1500", "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"));

    lot.uncommitted = true;
    EXPECT_THAT(introduction(lot, Access::read_only),
                ElementsAre("SET LOCK_TIMEOUT 1500", "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED"));
}

TEST(Introduction, AccessIsToldNothing) {
    auto lot = connection("odbc", {});
    lot.dialect = Dialect::access;
    EXPECT_THAT(introduction(lot, Access::read_only), ElementsAre());
}

TEST(ConnectString, AnAccessFileIsOpenedForReadingUnlessCommandsWrite) {
    auto lot =
        connection("odbc", {{"Driver", "{Microsoft Access Driver (*.mdb, *.accdb)}"}, {"DBQ", "C:\\lot\\park.mdb"}});
    lot.dialect = Dialect::access;
    EXPECT_THAT(connect_string(lot, Access::read_only), HasSubstr(";ReadOnly=1"));
    EXPECT_THAT(connect_string(lot, Access::writing), Not(HasSubstr("ReadOnly")));
}

TEST(Setup, ReadingWhatIsNotCommittedIsForSqlServerOnly) {
    auto const lot = [](std::string const& connection) {
        return R"({"mapping": "m.json", "connection": {)" + connection + R"(, "uncommitted": true}})";
    };
    EXPECT_TRUE(read_setup(lot(R"("backend": "odbc")"))->connection.uncommitted);
    EXPECT_THAT(setup_faults(lot(R"("backend": "mysql")")), HasSubstr("\"uncommitted\" is for SQL Server"));
}

TEST(Setup, ASlipInAConnectionsMemberDoesNotReachTheDriver) {
    auto const lot = [](std::string const& member) {
        return R"({"mapping": "m.json", "connection": {"backend": "odbc", )" + member + "}}";
    };
    EXPECT_THAT(setup_faults(lot(R"("prot": 3306)")),
                HasSubstr("/connection/prot: \"prot\" is not known here; did you mean \"port\"?"));
    EXPECT_THAT(setup_faults(lot(R"("pasword": "x")")), HasSubstr("did you mean \"password\"?"));
    for (auto const* own :
         {"PORT", "Database", "Server", "Driver", "DBQ", "UID", "TDS_Version", "charset", "sslmode", "role"})
        EXPECT_TRUE(read_setup(lot("\"" + std::string(own) + "\": \"x\""))) << own;
}

TEST(ConnectString, WordsNeverRepeatThePassword) {
    auto const lot = connection("mysql", {{"database", "carpark"}, {"host", "10.0.0.5"}, {"password", "hunter2"}});

    EXPECT_EQ(describe(lot), "mysql carpark on 10.0.0.5");
    EXPECT_EQ(without_secrets("cannot log in with hunter2", lot), "cannot log in with ***");
}

TEST(OdbcDrivers, ThatAreMissingAreNamedWithTheKindOfProgramThatLooksForThem) {
    EXPECT_THAT(missing_odbc_driver(connection("odbc", {{"Driver", "{No Such Driver}"}})),
                HasSubstr("the ODBC driver \"No Such Driver\" is not installed for 64-bit programs"));
}

TEST(OdbcDrivers, AreNotLookedForWhereTheConnectionNamesNone) {
    EXPECT_EQ(missing_odbc_driver(connection("odbc", {{"DSN", "carpark"}})), "");
    EXPECT_EQ(missing_odbc_driver(connection("odbc", {{"Driver", "/usr/lib/libsqlite3odbc.so"}})), "");
    EXPECT_EQ(missing_odbc_driver(connection("mysql", {{"Driver", "No Such Driver"}})), "");
}

#if !defined(_WIN32)
// Of Debian's packages, as in the other tests of ODBC; its case does not matter.
TEST(OdbcDrivers, ThatAreInstalledAreFound) {
    EXPECT_EQ(missing_odbc_driver(connection("odbc", {{"driver", "sqlite3"}})), "");
}
#endif

}  // namespace
}  // namespace lotbridge::sql
