#include "relay/downlink_fixture.hpp"

#include "fakes/member.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <gmock/gmock.h>

namespace lotbridge::relay {
namespace {

using fakes::member;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

auto const fee_data = R"({"recordCode":"R1","parkId":"P1","couponList":[]})";
auto const gate_data = R"({"parkId":"P1","barCode":"B1","isOpen":1})";
auto const pay_data = R"({"entryTime":"2026-05-28 20:00:00","orderMoney":12.5,"carNum":"测A12345","orderCode":"O1",)"
                      R"("recordCode":"R1","phoneNumber":"138****1234","parkId":"P1","parkCode":"C1"})";

TEST_F(DownlinkTest, AnswersAFeeQueryWithTheAdaptersReply) {
    adapters.result.reply = R"({"recordCode":"R1","payMoney":12.5,"chargeMoney":12.5})";

    send(request("9", "N1", fee_data));

    ASSERT_THAT(replies, SizeIs(1));
    EXPECT_EQ(reply().head.result_code, "0000");
    EXPECT_EQ(reply().head.opr_num, "N1");
    EXPECT_EQ(reply().head.code, "9");
    EXPECT_EQ(member(reply().data, "payMoney"), "12.50");
    EXPECT_EQ(signer.verify(reply().data, reply().signature), wire::Signer::Verdict::good);
}

TEST_F(DownlinkTest, TellsTheAdapterTheNumberOfEveryRequest) {
    send(request("18", "N1", gate_data));
    send(request("10", "N2", pay_data));

    ASSERT_THAT(adapters.carried, SizeIs(2));
    EXPECT_EQ(adapters.carried[0].opr_num, "N1");
    EXPECT_EQ(adapters.carried[1].opr_num, "N2");
}

TEST_F(DownlinkTest, AnswersARepeatedRequestWithTheFirstAnswerAndCarriesItOutOnce) {
    adapters.result.reply = R"({"recordCode":"R1","payMoney":12.5,"chargeMoney":12.5})";
    send(request("9", "N1", fee_data));
    adapters.result.reply = R"({"recordCode":"R1","payMoney":99,"chargeMoney":99})";

    send(request("9", "N1", fee_data));

    EXPECT_THAT(adapters.carried, SizeIs(1));
    EXPECT_EQ(reply(0).data, reply(1).data);
}

TEST_F(DownlinkTest, AnswersARepeatOfARunningRequestWhenItIsDone) {
    adapters.silent = true;
    send(request("18", "N1", gate_data));
    send(request("18", "N1", gate_data));
    EXPECT_TRUE(replies.empty());

    adapters.result.reply = R"({"barCode":"B1","status":1})";
    adapters.answer_open();
    idle();

    EXPECT_THAT(replies, SizeIs(2));
    EXPECT_THAT(adapters.carried, SizeIs(1));
}

TEST_F(DownlinkTest, NeverTriesAGateAgainAfterARestartInTheMiddle) {
    adapters.silent = true;
    send(request("18", "N1", gate_data));

    make();
    send(request("18", "N1", gate_data));

    EXPECT_THAT(adapters.carried, SizeIs(1));
    ASSERT_THAT(replies, SizeIs(1));
    EXPECT_EQ(reply().head.result_code, "9999");
    EXPECT_THAT(reply().head.result_message, HasSubstr("unknown"));
    EXPECT_THAT(outcomes(), ElementsAre("requested", "unknown"));
    send(request("18", "N1", gate_data));
    EXPECT_THAT(outcomes(), SizeIs(2));
}

TEST_F(DownlinkTest, WritesDownTheOutcomeOfAGateThatWasMovingWhenTheHostStoppedAlsoIfNobodyAsksAgain) {
    adapters.silent = true;
    send(request("18", "N1", gate_data));
    downlink.reset();
    store.reset();
    open_store();

    make();
    make();

    EXPECT_THAT(outcomes(), ElementsAre("requested", "unknown"));
}

TEST_F(DownlinkTest, WritesDownOneOutcomeOfEveryRequestForAGate) {
    adapters.result.reply = R"({"barCode":"B1","status":1})";
    send(request("18", "N1", gate_data));
    send(request("18", "N1", gate_data));
    adapters.result = {.status = LB_RETRY, .reply = "", .words = "no answer in time"};
    send(request("18", "N2", gate_data));
    adapters.result = {.status = LB_BROKEN, .reply = "", .words = "the driver hangs"};
    send(request("18", "N3", gate_data));
    send(request("18", "N4", R"({"parkId":"P2","barCode":"B1","isOpen":1})"));

    EXPECT_THAT(outcomes(),
                ElementsAre("requested", "acknowledged", "requested", "refused", "requested", "unknown", "refused"));
}

TEST_F(DownlinkTest, WritesDownAGateThatIsRefusedBeforeAnythingIsKnownOfIt) {
    auto forged = request("18", "N1", gate_data);
    forged.replace(forged.find(R"("isOpen":1)"), 10, R"("isOpen":0)");
    send(forged);
    send(request("9", "N2", R"({"parkId":"P2","recordCode":"R1"})"));

    EXPECT_THAT(outcomes(), ElementsAre("refused"));
}

TEST_F(DownlinkTest, GivesAGateCommandOnlyTenSecondsToLive) {
    send(request("18", "N1", gate_data));

    ASSERT_THAT(adapters.carried, SizeIs(1));
    EXPECT_LE(adapters.carried[0].limit, 10s);
}

TEST_F(DownlinkTest, GivesACarWithoutAPlateSixtySeconds) {
    adapters.served = {"unlicensed_entry", "unlicensed_exit"};

    send(request("15", "N1", R"({"recordCode":"R1","plateno":"临A1","inCross":"E1"})"));
    send(request("16", "N2", R"({"recordCode":"R1","plateno":"临A1","outCross":"X1"})"));

    ASSERT_THAT(adapters.carried, SizeIs(2));
    EXPECT_EQ(adapters.carried[0].limit, 60s);
    EXPECT_EQ(adapters.carried[1].limit, 60s);
}

TEST_F(DownlinkTest, WritesDownThatAGateWasAskedForAndWhatBecameOfIt) {
    adapters.result.reply = R"({"barCode":"B1","status":1})";

    send(request("18", "N1", gate_data));
    send(request("19", "N2", R"({"parkId":"P1","barCode":"B1"})"));

    SQLite::Database database((directory_ / "lotbridge.db").string());
    SQLite::Statement lines(database, "SELECT outcome || ' | ' || who || ' | ' || what FROM audit ORDER BY id");
    ASSERT_TRUE(lines.executeStep());
    auto const asked = lines.getColumn(0).getString();
    EXPECT_THAT(asked, testing::StartsWith("requested | cloud, oprNum N1 | gate_control "));
    EXPECT_THAT(asked, HasSubstr("\"isOpen\":1"));
    ASSERT_TRUE(lines.executeStep());
    EXPECT_THAT(lines.getColumn(0).getString(), testing::StartsWith("acknowledged | cloud, oprNum N1 |"));
    EXPECT_FALSE(lines.executeStep());
}

TEST_F(DownlinkTest, RepeatsTheWholeNumberOfTheRequest) {
    std::string const number = "1b4e28ba-2fa1-4d2b-883f-0016d3cca427";

    send(request("9", number, fee_data));
    send(request("77", number, fee_data));

    ASSERT_THAT(replies, SizeIs(2));
    EXPECT_EQ(reply(0).head.opr_num, number);
    EXPECT_EQ(reply(1).head.opr_num, number);
}

TEST_F(DownlinkTest, AcknowledgesAPaymentOnDiskAndAppliesItUntilThatSucceeds) {
    adapters.result = {.status = LB_RETRY, .reply = "", .words = "the lot's database is away"};
    send(request("10", "N1", pay_data));
    ASSERT_THAT(replies, SizeIs(1));
    EXPECT_EQ(member(reply().data, "result"), "1");
    EXPECT_EQ(member(reply().data, "orderCode"), "O1");

    advance(10s, 1s);
    auto const failed = adapters.carried.size();
    EXPECT_GE(failed, 3u);
    adapters.result = {.status = LB_OK, .reply = R"({"orderCode":"O1","result":1})", .words = ""};
    advance(2min, 1s);

    EXPECT_EQ(adapters.carried.size(), failed + 1);
    EXPECT_EQ(obligations->open(), 0u);
}

TEST_F(DownlinkTest, TakesUpAnUnappliedPaymentAfterARestart) {
    adapters.result = {.status = LB_RETRY, .reply = "", .words = "away"};
    send(request("10", "N1", pay_data));
    adapters.result = {.status = LB_OK, .reply = R"({"orderCode":"O1","result":1})", .words = ""};
    adapters.carried.clear();

    make();

    EXPECT_THAT(adapters.carried, SizeIs(1));
    EXPECT_EQ(obligations->open(), 0u);
}

TEST_F(DownlinkTest, DoesNotLetEarlierRunsDelayAPayment) {
    adapters.result = {.status = LB_RETRY, .reply = "", .words = "away"};
    send(request("10", "N1", pay_data));
    for (int restart = 0; restart < 10; ++restart) make();
    adapters.result = {.status = LB_OK, .reply = R"({"orderCode":"O1","result":1})", .words = ""};

    advance(1s, 1s);

    EXPECT_EQ(obligations->open(), 0u);
}

TEST_F(DownlinkTest, LeavesAPaymentToAPersonThatTheLotsSystemRefusedForTenMinutes) {
    adapters.result = {.status = LB_REJECTED, .reply = "", .words = "the car has left"};
    send(request("10", "N1", pay_data));
    EXPECT_EQ(member(reply().data, "result"), "1");
    advance(9min, 10s);
    EXPECT_EQ(obligations->open(), 1u);

    advance(2min, 10s);
    auto const tried = adapters.carried.size();
    advance(6h, 1h);
    make();

    EXPECT_EQ(obligations->open(), 0u);
    EXPECT_EQ(adapters.carried.size(), tried);
    EXPECT_EQ(counts().refused_payments, 1);
    auto const refused = payments();
    ASSERT_THAT(refused, SizeIs(1));
    EXPECT_EQ(refused[0].key, "O1");
    EXPECT_EQ(refused[0].words, "the car has left");
}

TEST_F(DownlinkTest, CountsARefusedPaymentsTenMinutesAnewAfterTheLotsSystemWasAway) {
    adapters.result = {.status = LB_REJECTED, .reply = "", .words = "no such stay"};
    send(request("10", "N1", pay_data));
    advance(9min, 10s);
    adapters.result = {.status = LB_RETRY, .reply = "", .words = "restarting"};
    advance(2min, 10s);
    adapters.result = {.status = LB_REJECTED, .reply = "", .words = "no such stay"};

    advance(9min, 10s);

    EXPECT_EQ(obligations->open(), 1u);
}

TEST_F(DownlinkTest, NeverGivesAPaymentUpWhileTheLotsSystemIsAway) {
    adapters.result = {.status = LB_RETRY, .reply = "", .words = "away"};
    send(request("10", "N1", pay_data));

    advance(3h, 10min);

    EXPECT_EQ(obligations->open(), 1u);
    EXPECT_EQ(counts().owed_payments, 1);
}

TEST_F(DownlinkTest, AppliesARefusedPaymentThatAPersonSentBack) {
    adapters.result = {.status = LB_REJECTED, .reply = "", .words = "no such stay"};
    send(request("10", "N1", pay_data));
    advance(11min, 10s);
    adapters.result = {.status = LB_OK, .reply = R"({"orderCode":"O1","result":1})", .words = ""};

    store->retry_payments({payments().at(0).id}, [](auto const&) {});
    obligations->start();
    idle();

    EXPECT_THAT(payments(), testing::IsEmpty());
    EXPECT_EQ(counts().refused_payments, 0);
}

TEST_F(DownlinkTest, WaitsForAnAdapterThatStarts) {
    adapters.served.clear();
    adapters.otherwise = Service::starting;
    send(request("10", "N1", pay_data));
    send(request("9", "N2", fee_data));
    advance(2s, 1s);
    EXPECT_TRUE(replies.empty());

    adapters.served = {"prepayment", "fee_query"};
    adapters.result.reply = R"({"recordCode":"R1","payMoney":5,"chargeMoney":5})";
    advance(1s, 1s);

    ASSERT_THAT(replies, SizeIs(2));
    EXPECT_EQ(reply(0).head.result_code, "0000");
    EXPECT_EQ(reply(1).head.result_code, "0000");
}

TEST_F(DownlinkTest, WaitsForAnAdapterNoLongerThanTheRequestLivesAndTakesItsRepeat) {
    adapters.served.clear();
    adapters.otherwise = Service::starting;
    send(request("18", "N1", gate_data));
    advance(9s, 1s);
    EXPECT_TRUE(replies.empty());
    advance(1s, 1s);
    ASSERT_THAT(replies, SizeIs(1));
    EXPECT_THAT(reply(0).head.result_message, HasSubstr("not ready yet"));
    EXPECT_THAT(outcomes(), ElementsAre("refused"));

    adapters.served = {"gate_control"};
    adapters.result.reply = R"({"barCode":"B1","status":1})";
    send(request("18", "N1", gate_data));

    EXPECT_EQ(reply(1).head.result_code, "0000");
}

TEST_F(DownlinkTest, LeavesAGateThatWaitedForItsAdapterOnlyTheRestOfItsTime) {
    adapters.served.clear();
    adapters.otherwise = Service::starting;
    send(request("18", "N1", gate_data));
    advance(8s, 1s);
    adapters.served = {"gate_control"};
    advance(1s, 1s);

    ASSERT_THAT(adapters.carried, SizeIs(1));
    EXPECT_LE(adapters.carried[0].limit, 2s);
}

TEST_F(DownlinkTest, RecognisesAPaymentByItsOrderCodeUnderAnotherNumber) {
    adapters.result = {.status = LB_OK, .reply = R"({"orderCode":"O1","result":1})", .words = ""};
    send(request("10", "N1", pay_data));
    send(request("10", "N2", pay_data));

    EXPECT_THAT(adapters.carried, SizeIs(1));
    EXPECT_EQ(reply(1).head.opr_num, "N2");
    EXPECT_EQ(reply(0).data, reply(1).data);
}

TEST_F(DownlinkTest, KeepsAStarInAStringOutOfTheReplysBytes) {
    adapters.result.reply = R"({"recordCode":"R*1","chargeMoney":0})";

    send(request("9", "N1", fee_data));

    EXPECT_THAT(replies.at(0), testing::Not(HasSubstr("*")));
    EXPECT_EQ(member(reply().data, "recordCode"), "R*1");
}

auto const member_data = R"({"carNum":"测A12345","carColor":"蓝色","isVip":1,"isAutoPay":0})";

TEST_F(DownlinkTest, KeepsAMemberThatIsHandedDownAlthoughNoAdapterDoes) {
    send(request("25", "N1", member_data));

    EXPECT_EQ(reply().head.result_code, "0000");
    EXPECT_EQ(member(reply().data, "isVip"), "1");
    EXPECT_THAT(learnt, testing::ElementsAre(member_data));
    EXPECT_TRUE(adapters.carried.empty());
}

TEST_F(DownlinkTest, TellsAMemberToAnAdapterThatKeepsThem) {
    adapters.served = {"member_query"};
    adapters.result.reply = R"({"isVip":1,"isAutoPay":0})";

    send(request("25", "N1", member_data));

    EXPECT_EQ(reply().head.result_code, "0000");
    ASSERT_THAT(adapters.carried, SizeIs(1));
    EXPECT_EQ(adapters.carried[0].body, member_data);
    EXPECT_THAT(learnt, SizeIs(1));
}

TEST_F(DownlinkTest, LetsTheCloudSendAMemberAgainThatTheAdapterCouldNotTake) {
    adapters.served = {"member_query"};
    adapters.result = {.status = LB_RETRY, .reply = "", .words = "locked"};
    send(request("25", "N1", member_data));
    EXPECT_EQ(reply().head.result_code, "9999");

    adapters.result = {.status = LB_UNSUPPORTED, .reply = "", .words = "it only asks"};
    send(request("25", "N2", member_data));

    EXPECT_EQ(reply(1).head.result_code, "0000");
    EXPECT_EQ(member(reply(1).data, "isVip"), "1");
}

TEST_F(DownlinkTest, TakesAMemberAgainThatAnEarlierRunDidNotGetTo) {
    adapters.served = {"member_query"};
    adapters.silent = true;
    send(request("25", "N1", member_data));
    adapters.silent = false;
    adapters.result.reply = R"({"isVip":1,"isAutoPay":0})";

    make();
    send(request("25", "N1", member_data));

    ASSERT_THAT(replies, SizeIs(1));
    EXPECT_EQ(reply().head.result_code, "0000");
    EXPECT_THAT(learnt, SizeIs(2));
}

TEST_F(DownlinkTest, CountsWhatInARequestDepartsFromTheStandardAndCarriesItOut) {
    auto packet = request("18", "N1", gate_data);
    packet.insert(1, R"("ip2":"","ip":"1234567890.123456",)");
    packet.replace(packet.find(R"(,"ip":"","signature")"), 8, "");

    send(packet);

    EXPECT_THAT(adapters.carried, SizeIs(1));
    ASSERT_THAT(downlink->departures().counts(), SizeIs(2));
    EXPECT_EQ(downlink->departures().counts().at("ip has more than 15 characters").last, scheduler.wall());
    EXPECT_EQ(downlink->departures().counts().at("unknown member \"ip2\"").times, 1u);
}

TEST_F(DownlinkTest, CountsNoDeparturesOfWhoIsNotTheCloud) {
    send(R"({"extra":1,"k":"","code":"18","oprNum":"N1","ip":"","signature":"","data":{"barCode":"B1","isOpen":1}})");

    EXPECT_TRUE(downlink->departures().counts().empty());
}

class RefusedPacket : public DownlinkTest {
protected:
    void expect_refused(std::string packet, std::string const& words, bool oversized = false) {
        send(std::move(packet), oversized);
        ASSERT_THAT(replies, SizeIs(1));
        EXPECT_EQ(reply().head.result_code, "9999");
        EXPECT_THAT(reply().head.result_message, HasSubstr(words));
        EXPECT_TRUE(adapters.carried.empty());
    }
};

TEST_F(RefusedPacket, WithAWrongSignature) {
    auto packet = request("18", "N1", gate_data);
    packet.replace(packet.find("\"isOpen\":1"), 10, "\"isOpen\":0");
    expect_refused(packet, "signature");
}
TEST_F(RefusedPacket, WithoutASignature) {
    expect_refused(
        R"({"k":"","code":"18","oprNum":"N1","ip":"","signature":"","data":{"parkId":"P1","barCode":"B1","isOpen":1}})",
        "not signed");
}
TEST_F(RefusedPacket, ForAnotherLot) {
    expect_refused(request("18", "N1", R"({"parkId":"P2","barCode":"B1","isOpen":1})"), "parkId");
}
TEST_F(RefusedPacket, WithAnUnknownCode) { expect_refused(request("77", "N1", "{}"), "unknown"); }
TEST_F(RefusedPacket, WithAnUplinkCode) { expect_refused(request("2", "N1", "{}"), "unknown"); }
TEST_F(RefusedPacket, ThatIsNotJson) { expect_refused("hello", ""); }
TEST_F(RefusedPacket, ThatIsTooLarge) { expect_refused("{\"k\":", "larger", true); }
TEST_F(RefusedPacket, OfAMemberThatDoesNotSayWhetherItIsOne) {
    expect_refused(request("25", "N1", R"({"carNum":"测A12345","carColor":"蓝色"})"), "isVip is missing");
}
TEST_F(RefusedPacket, ForWhatNoAdapterCanDo) {
    expect_refused(request("24", "N1", R"({"carNum":"测A12345","carType":1,"Type":1})"), "unsupported");
}

}  // namespace
}  // namespace lotbridge::relay
