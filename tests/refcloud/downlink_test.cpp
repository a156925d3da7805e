#include "terminal.hpp"

#include <gmock/gmock.h>
#include <future>
#include <thread>

namespace lotbridge::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr char const* fee_of_ten =
    R"({"recordCode":"R1","payMoney":12.50,"agioMoney":2.50,"chargeMoney":10.00,"realPayMoney":0,"couponList":[],)"
    R"("chargeTime":"2024-05-01 10:00:00"})";

class CloudDownlink : public testing::Test {
protected:
    CloudDownlink() { lot.login(); }

    // The API's caller waits for the lot's reply while the test plays the lot.
    std::future<rapidjson::Document> ask(std::string const& target, std::string const& body) const {
        return std::async(std::launch::async, [this, target, body] { return cloud.post(target, body); });
    }

    CloudProcess cloud;
    Lot lot{cloud};
};

TEST_F(CloudDownlink, CarriesAFeeQueryDownAndItsAnswerBack) {
    Terminal terminal(cloud, lot);
    auto asked = ask("/downlink/fee_query", R"({"recordCode":"R1"})");

    auto const packet = terminal.packet();
    terminal.send(reply("9", number_of(packet), fee_of_ten));

    auto const data = std::string(R"({"recordCode":"R1","parkId":"P1","couponList":[]})");
    EXPECT_THAT(packet, StartsWith(R"({"k":")" + lot.token() + R"(","code":"9","oprNum":")"));
    EXPECT_THAT(packet, testing::EndsWith(R"(,"data":)" + data + "}"));
    EXPECT_THAT(packet, testing::AnyOf(HasSubstr(md5_capitals(data + "k0") + "00"),
                                       HasSubstr(md5_capitals(data + "k1") + "01")));
    auto const answer = asked.get();
    EXPECT_EQ(text(answer, "resultCode"), "0000");
    EXPECT_EQ(answer["data"]["chargeMoney"].GetDouble(), 10);
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudDownlink, PaysLikeADriverWhatTheLotSaysIsDue) {
    Terminal terminal(cloud, lot);
    auto paid = ask("/fee-and-pay", R"({"recordCode":"R1","carNum":"京A12345","orderCode":"O1"})");

    terminal.send(reply("9", number_of(terminal.packet()), fee_of_ten));
    auto const payment = terminal.packet();
    terminal.send(reply("10", number_of(payment), R"({"orderCode":"O1","result":1})"));

    EXPECT_THAT(payment, HasSubstr(R"("orderMoney":10,)"));
    EXPECT_THAT(payment, HasSubstr("138\\u002a\\u002a\\u002a\\u002a1234"));
    EXPECT_EQ(text(paid.get(), "outcome"), "paid");
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST_F(CloudDownlink, SaysSoWhenTheLotIsNotConnected) {
    EXPECT_EQ(text(cloud.post("/downlink/gate_status", R"({"barCode":"G1"})"), "error"),
              "lot P1 is not on the downlink");
}

TEST_F(CloudDownlink, SaysSoWhenTheLotDoesNotReply) {
    Terminal terminal(cloud, lot);

    EXPECT_EQ(text(cloud.post("/downlink/gate_status?wait=50", R"({"barCode":"G1"})"), "error"),
              "no reply within 50 ms");
    EXPECT_EQ(text(cloud.get("/downlinks")[0], "outcome"), "no reply within 50 ms");
}

TEST_F(CloudDownlink, SaysSoWhenTheLotHangsUp) {
    std::future<rapidjson::Document> asked;
    {
        Terminal terminal(cloud, lot);
        asked = ask("/downlink/gate_status", R"({"barCode":"G1"})");
        terminal.packet();
    }
    EXPECT_EQ(text(asked.get(), "error"), "the lot closed the connection before it replied");
}

TEST_F(CloudDownlink, TakesRepliesInAnyOrder) {
    Terminal terminal(cloud, lot);
    auto first = ask("/downlink/gate_status", R"({"barCode":"G1"})");
    auto const one = terminal.packet();
    auto second = ask("/downlink/gate_control", R"({"barCode":"G2","isOpen":1})");
    auto const two = terminal.packet();

    terminal.send(reply("18", number_of(two), R"({"barCode":"G2","status":1})"));
    terminal.send(reply("19", number_of(one), R"({"barCode":"G1","barStatus":1})"));

    EXPECT_EQ(text(first.get()["data"], "barCode"), "G1");
    EXPECT_EQ(text(second.get()["data"], "barCode"), "G2");
}

TEST_F(CloudDownlink, ReadsAReplyThatComesInPiecesAndHoldsAStar) {
    Terminal terminal(cloud, lot);
    auto asked = ask("/downlink/gate_status", R"({"barCode":"*"})");
    auto const whole = reply("19", number_of(terminal.packet()), R"({"barCode":"*","barStatus":1})");

    terminal.send(whole.substr(0, 10));
    terminal.send(whole.substr(10));

    EXPECT_EQ(text(asked.get()["data"], "barCode"), "*");
}

TEST_F(CloudDownlink, ReportsAReplyWithAWrongSignatureCodeOrField) {
    Terminal terminal(cloud, lot);
    auto asked = ask("/downlink/gate_status", R"({"barCode":"G1"})");
    auto bad = reply("18", number_of(terminal.packet()), R"({"barCode":"G1","barStatus":"up?"})");
    bad.replace(bad.find(R"("signature":")") + 13, 4, "0000");

    terminal.send(bad);

    asked.get();
    EXPECT_THAT(cloud.violations(), Contains("B.1.2.2 the reply has another code (D4)"));
    EXPECT_THAT(cloud.violations(), Contains("B.2.6 the reply's signature is not good"));
    EXPECT_THAT(cloud.violations(), Contains(StartsWith("C.6.2 /barStatus")));
}

TEST_F(CloudDownlink, ReportsAReplyThatSpeaksOfAnotherGate) {
    Terminal terminal(cloud, lot);
    auto asked = ask("/downlink/gate_control", R"({"barCode":"G1","isOpen":1})");

    terminal.send(reply("18", number_of(terminal.packet()), R"({"barCode":"G2","status":1})"));

    asked.get();
    EXPECT_THAT(cloud.violations(), ElementsAre("C.6.1 barCode is not that of the request"));
}

TEST_F(CloudDownlink, ReportsAFeeWhoseAmountsDoNotAddUp) {
    Terminal terminal(cloud, lot);
    auto asked = ask("/downlink/fee_query", R"({"recordCode":"R1"})");
    auto wrong = std::string(fee_of_ten);
    wrong.replace(wrong.find("10.00"), 5, "10.01");

    terminal.send(reply("9", number_of(terminal.packet()), wrong));

    asked.get();
    EXPECT_THAT(cloud.violations(),
                ElementsAre("C.3.1 chargeMoney is not payMoney less agioMoney, nor that less realPayMoney"));
}

TEST_F(CloudDownlink, ReportsARepeatedRequestThatIsAnsweredOtherwise) {
    Terminal terminal(cloud, lot);
    auto asked = ask("/downlink/gate_control?copies=2", R"({"barCode":"G1","isOpen":1})");
    auto const first = terminal.packet(), second = terminal.packet();

    terminal.send(reply("18", number_of(first), R"({"barCode":"G1","status":1})"));
    terminal.send(reply("18", number_of(second), R"({"barCode":"G1","status":0})"));

    EXPECT_EQ(first, second);
    EXPECT_EQ(asked.get()["replies"].Size(), 2u);
    EXPECT_THAT(cloud.violations(),
                ElementsAre("B.1.2.1 a repeated oprNum was answered otherwise than the first (D5)"));
}

TEST_F(CloudDownlink, RemembersTheFirstAnswerToANumberThatIsAskedAgainLater) {
    Terminal terminal(cloud, lot);
    auto const once = [&](char const* status) {
        auto asked = ask("/downlink/gate_control?oprNum=N1", R"({"barCode":"G1","isOpen":1})");
        terminal.send(
            reply("18", number_of(terminal.packet()), std::string(R"({"barCode":"G1","status":)") + status + "}"));
        asked.get();
    };
    once("1");
    once("1");
    ASSERT_THAT(cloud.violations(), IsEmpty());

    once("0");

    EXPECT_THAT(cloud.violations(),
                ElementsAre("B.1.2.1 a repeated oprNum was answered otherwise than the first (D5)"));
}

TEST_F(CloudDownlink, BreaksTheProtocolOnRequest) {
    Terminal terminal(cloud, lot);

    auto big = ask("/downlink/gate_status?fill=1048576&cut=1,1000&signature=none&code=77",
                   R"({"barCode":"G1","parkId":"P9"})");
    auto const packet = terminal.packet();
    terminal.send(reply("77", number_of(packet), "{}", "9999"));

    EXPECT_EQ(packet.size(), 1048576u);
    EXPECT_THAT(packet, HasSubstr(R"("code":"77")"));
    EXPECT_THAT(packet, HasSubstr(R"("signature":"","data":{"barCode":"G1","parkId":"P9"})"));
    EXPECT_EQ(text(big.get(), "resultCode"), "9999");
}

TEST_F(CloudDownlink, SendsExactBytesAndGivesBackWhateverComes) {
    Terminal terminal(cloud, lot);
    auto asked = ask("/downlink-raw?expect=2", "no json*{}*");

    EXPECT_EQ(terminal.packet(), "no json");
    EXPECT_EQ(terminal.packet(), "{}");
    terminal.send(reply("", "", "{}", "9999") + reply("", "", "{}", "9999"));

    EXPECT_EQ(asked.get()["packets"].Size(), 2u);
}

TEST_F(CloudDownlink, SendsACorrectionDownAndExpectsItsPlateAtTheExit) {
    lot.tell("2", entry("R1", "京A12345"));
    Terminal terminal(cloud, lot);
    auto asked = ask("/downlink/vehicle_correction", correction("R1", "京A88888"));
    terminal.send(reply("3", number_of(terminal.packet()), "{}"));
    asked.get();

    lot.tell("4", exit("R1", "京A12345"));

    EXPECT_THAT(cloud.violations(), ElementsAre("5.1.4.2 the exit's carNum is not the corrected one"));
}

TEST_F(CloudDownlink, HangsUpOnAHelloWithAForeignToken) {
    Terminal terminal(cloud.downlink());
    Lot const stranger(cloud);

    terminal.send(stranger.envelope("8", R"({"parkId":"P1","parkCode":"PC1"})") + "*");

    EXPECT_TRUE(terminal.closed());
    EXPECT_THAT(cloud.violations(), Contains("B.2.4 a hello with a token that is not valid (D2)"));
}

TEST_F(CloudDownlink, ReportsAHelloThatDoesNotNameTheLot) {
    Terminal terminal(cloud.downlink());
    terminal.send(lot.envelope("8", "{}") + "*");
    while (!on_the_downlink(cloud)) std::this_thread::yield();

    EXPECT_THAT(cloud.violations(), ElementsAre("B.2 a hello without the lot's parkId and parkCode (D2)"));
}

TEST_F(CloudDownlink, TakesALoginAsHello) {
    Terminal terminal(cloud.downlink());
    Lot const fresh(cloud);
    auto const data = std::string(R"({"parkUserName":"lot1","parkUserPwd":")") + sealed_password + R"("})";

    terminal.send(fresh.envelope("1", data) + "*");

    EXPECT_THAT(terminal.packet(), HasSubstr(R"("resultCode":"0000")"));
    EXPECT_TRUE(on_the_downlink(cloud));
}

TEST_F(CloudDownlink, LetsANewConnectionOfALotReplaceTheOld) {
    Terminal old(cloud, lot);
    Terminal fresh(cloud, lot);

    EXPECT_TRUE(old.closed());
    auto asked = ask("/downlink/gate_status", R"({"barCode":"G1"})");
    fresh.send(reply("19", number_of(fresh.packet()), R"({"barCode":"G1","barStatus":1})"));
    EXPECT_EQ(text(asked.get(), "resultCode"), "0000");
}

TEST_F(CloudDownlink, IsClosedDuringAnOutage) {
    Terminal terminal(cloud, lot);

    cloud.post("/faults", R"({"kind":"refuse"})");

    EXPECT_TRUE(terminal.closed());
    EXPECT_FALSE(on_the_downlink(cloud));
}

}  // namespace
}  // namespace lotbridge::test
