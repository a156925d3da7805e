// The lot's own procedure, asked through the mapping: MySQL as a real lot has it.
#include "adapter.hpp"
#include "fakes/mariadb_server.hpp"
#include "lotsim/schema.hpp"

#include <lotbridge/adapter/quote.hpp>
#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>

#include <algorithm>

namespace lotbridge::sql {
namespace {

// A car inside since two hours by the lot's clock: 5 yuan the first hour, 2 for each begun one after it, 15 minutes
// free.
class DongluOnMySql : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = lotsim::Database::open_mysql(server.connection());
        ASSERT_TRUE(opened);
        ASSERT_TRUE(lotsim::create_schema(*opened));
        auto& sql = opened->sql();
        sql << "INSERT INTO carpark_charge_standard (id, free_time, oneday_max_charge, First_Time, First_Time_Fee) "
               "VALUES (1, 15, 30, 60, 5)";
        sql << "INSERT INTO carpark_duration_standard (id, standard_id) VALUES (1, 1)";
        sql << "INSERT INTO carpark_duration_price (duration_id, unit_duration, unit_price) VALUES (1, 60, 2)";
        sql << "INSERT INTO LotClock VALUES (1, '2024-01-02 10:00:30')";
        sql << "INSERT INTO SingleCarparkInOutHistory (id, plateNo, carType, fixCarInType, inTime, carparkId) "
               "VALUES (17, '测A12345', '临时车', 0, '2024-01-02 08:00:00', 1)";
        auto const started = host.start(R"({"connection":{"backend":"mysql","socket":")" + server.socket() +
                                        R"(","user":"root","database":"carpark"},"mapping":")" LOTBRIDGE_SOURCE_DIR
                                        R"(/adapters/donglu/donglu-demo.json"})");
        ASSERT_TRUE(started) << started.error().message;
    }
    std::string ask(std::string const& more = "") {
        auto const answer =
            host.FakeHostBase::command("fee_query", R"({"recordCode":"17-20240102080000")" + more + "}");
        EXPECT_TRUE(answer) << answer.error().message;
        return answer.value_or("{}");
    }

    fakes::MariaDbServer server;
    testing::FakeHost<SqlAdapter> host;
};

TEST_F(DongluOnMySql, AFeeAndTheFeeOfAShorterStayAreWhatTheProcedureSays) {
    auto const now = ask();
    auto const shorter = ask(R"(,"stayMinutes":40)");
    auto const free = ask(R"(,"stayMinutes":15)");

    auto const fee = schema::decode<vo::FeeQueryReply>(now);
    EXPECT_EQ(fee->pay_money, Money::from_fen(700));
    EXPECT_EQ(fee->charge_money, Money::from_fen(700));
    EXPECT_EQ(fee->charge_time.text(), "2024-01-02 10:00:30");
    EXPECT_EQ(*schema::decode<FeeTerms>(now), (FeeTerms{.coupons_open = true, .stay_minutes = 120, .any_stay = true}));
    EXPECT_EQ(schema::decode<vo::FeeQueryReply>(shorter)->pay_money, Money::from_fen(500));
    EXPECT_EQ(schema::decode<FeeTerms>(shorter)->stay_minutes, 40);
    EXPECT_EQ(schema::decode<vo::FeeQueryReply>(free)->pay_money, Money());
}

TEST_F(DongluOnMySql, TheBooksOfADayAreItsExitsThatSomebodySaw) {
    auto lot = lotsim::Database::open_mysql(server.connection());
    ASSERT_TRUE(lot);
    lot->sql()
        << "INSERT INTO SingleCarparkInOutHistory (id, plateNo, outPlateNO, carType, fixCarInType, inTime, outTime, "
           "outDevice, shouldMoney, factMoney, carparkId) VALUES "
           "(18, '测B12345', '测B12345', '临时车', 0, '2024-01-01 22:00:00', '2024-01-02 00:00:00', '东门出口', 0.1, "
           "0.1, 1), "
           "(19, '测C12345', '测C12345', '临时车', 0, '2024-01-02 08:00:00', '2024-01-02 23:59:59', '东门出口', 0.2, "
           "0.2, 1), "
           "(20, '测D12345', NULL, '临时车', 0, '2024-01-02 08:00:00', '2024-01-02 12:00:00', NULL, 5, 0, 1), "
           "(21, '测E12345', '测E12345', '临时车', 0, '2024-01-02 08:00:00', '2024-01-03 00:00:00', '东门出口', 7, 7, "
           "1)";

    auto const listed = host.list_day("2024-01-02");

    ASSERT_TRUE(listed) << listed.error().message;
    EXPECT_EQ(listed->front().body,
              R"({"dateTime":"2024-01-02","payNum":2,"payMoneySum":0.30,"chargeMoneySum":0.30,"agioMoneySum":0})");
    EXPECT_EQ(std::count_if(
                  listed->begin(), listed->end(),
                  [](auto const& message) { return message.name == "vehicle_exit" && message.origin == Origin::seen; }),
              2);
}

}  // namespace
}  // namespace lotbridge::sql
