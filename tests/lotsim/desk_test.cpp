#include "lotsim/desk.hpp"

#include "lotsim/lot.hpp"

#include <gmock/gmock.h>
#include <fstream>
#include <sstream>

namespace lotbridge::lotsim {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct DeskTest : testing::Test {
    std::string ledger_text() const {
        std::ostringstream text;
        text << std::ifstream(lot.folder / "ledger.jsonl").rdbuf();
        return text.str();
    }
    void command(std::string const& gate, std::string const& number) {
        lot.database.sql() << "INSERT INTO LotGateCommand (barCode, action, requestedAt, oprNum)"
                              " VALUES (:gate, 'open', '2025-06-02 08:00:00', :number)",
            soci::use(gate), soci::use(number);
    }

    Lot lot;
    Ledger ledger = *Ledger::open(lot.folder / "ledger.jsonl");
    Desk desk = *Desk::open(lot.database, ledger);
};

TEST_F(DeskTest, ACommandMovesItsGateOnce) {
    command("201", "request-1");

    ASSERT_TRUE(desk.look(at("08:00:01")));
    ASSERT_TRUE(desk.look(at("08:00:02")));

    EXPECT_EQ(desk.moves(), 1u);
    EXPECT_EQ(lot.one<std::string>("SELECT status || ' ' || movedAt FROM LotGateCommand"), "moved 2025-06-02 08:00:01");
    EXPECT_EQ(lot.one<std::string>("SELECT state FROM LotGate WHERE barCode = '201'"), "open");
    EXPECT_THAT(ledger_text(),
                HasSubstr(R"("what":"gate","command":1,"number":"request-1","gate":"201","action":"open")"));
}

TEST_F(DeskTest, ACommandForAGateThatIsNotThereFails) {
    command("999", "request-1");

    ASSERT_TRUE(desk.look(at("08:00:01")));

    EXPECT_EQ(desk.moves(), 0u);
    EXPECT_EQ(lot.one<std::string>("SELECT status FROM LotGateCommand WHERE movedAt IS NULL"), "failed");
}

TEST_F(DeskTest, AWithdrawnCommandMovesNothing) {
    command("201", "request-1");
    lot.database.sql() << "UPDATE LotGateCommand SET status = 'expired'";

    ASSERT_TRUE(desk.look(at("08:00:01")));

    EXPECT_EQ(lot.one<std::string>("SELECT state FROM LotGate WHERE barCode = '201'"), "closed");
    EXPECT_THAT(ledger_text(), IsEmpty());
}

TEST_F(DeskTest, APaymentIsNotedOnceInFen) {
    lot.database.sql() << "INSERT INTO CarPayHistory (plateNO, payId, payTime, payedMoney, couponValue, historyId)"
                          " VALUES ('粤B12345', 'p1', '2025-06-02 08:00:00', 9.5, 0.3, 12)";

    ASSERT_TRUE(desk.look(at("08:00:01")));
    auto const noted = ledger_text();
    ASSERT_TRUE(desk.look(at("08:00:02")));

    EXPECT_THAT(noted, HasSubstr(R"("number":"p1","id":12,"plate":"粤B12345")"));
    EXPECT_THAT(noted, HasSubstr(R"("paid":950,"coupon":30)"));
    EXPECT_EQ(ledger_text(), noted);
}

TEST_F(DeskTest, PaymentsOfAnEarlierPlayAreNotNotedAgain) {
    lot.database.sql() << "INSERT INTO CarPayHistory (payId, payedMoney) VALUES ('p1', 9.5)";
    auto later = Desk::open(lot.database, ledger);

    ASSERT_TRUE(later->look(at("08:00:01")));

    EXPECT_THAT(ledger_text(), IsEmpty());
}

}  // namespace
}  // namespace lotbridge::lotsim
