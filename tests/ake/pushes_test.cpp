// What the platform pushes, from the request to the host's disk and back.
#include "lot.hpp"

namespace lotbridge::ake {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string entry(std::string const& record, std::string const& plate, std::string const& more = "") {
    return R"({"parkingCode":")" + record + R"(","carLicenseNumber":")" + plate + R"(","enterCarLicenseNumber":")" +
           plate + R"(","enterTime":"20240102080005","enterChannelCustomCode":"IN1","enterVipType":1,"isCorrect":0)" +
           more + "}";
}
std::string leaving(std::string const& record, std::string const& plate, std::string const& more = "") {
    return entry(
        record, plate,
        R"(,"leaveTime":"20240102100005","leaveChannelCustomCode":"OUT1","totalAmount":10,"actualReceivable":"10")" +
            more);
}
std::string modification(std::string const& record, std::string const& plate, std::string const& time) {
    return R"({"parkingCode":")" + record + R"(","newCarCode":")" + plate + R"(","modifyDate":")" + time + R"("})";
}
constexpr char deduction[] =
    R"({"parkingCode":"R1","carNo":"测A12345","enterTime":"20240102080005","parkingFee":10,"shouldPayValue":"8.5"})";

class PushesTest : public LotTest {};

TEST_F(PushesTest, AreTakenWhenTheyAreOnDiskAndTwiceIsOnce) {
    start();
    host_->fail_next_submit({Errc::retry, "the disk is full"});
    EXPECT_EQ(push("reportCarIn", entry("R1", "测A12345"), "L1"), "") << "it is to come again";
    EXPECT_THAT(host_->messages(), IsEmpty());

    EXPECT_THAT(push("reportCarIn", entry("R1", "测A12345"), "L1"), HasSubstr(R"("status":1,"resultCode":0)"));
    EXPECT_NE(push("reportCarIn", entry("R1", "测A12345"), "L1"), "");
    EXPECT_NE(push("reportCarIn", entry("R1", "测A12345"), "L2"), "") << "the same with another lockKey";
    EXPECT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
}

TEST_F(PushesTest, AreKnownAfterARestart) {
    start();
    push("reportCarIn", entry("R1", "测A12345"), "L1");
    start("", host_->cursor());
    push("reportCarIn", entry("R1", "测A12345"), "L1");
    EXPECT_THAT(stored<vo::VehicleEntry>(), IsEmpty());
}

TEST_F(PushesTest, OfAnExitWhoseEntryWasLostTellBoth) {
    start();
    push("reportCarOut", leaving("R1", "测A12345"), "L1");
    push("reportCarIn", entry("R1", "测A12345"), "L2");

    ASSERT_THAT(host_->messages(), SizeIs(2));
    EXPECT_EQ(host_->messages()[0].name, "vehicle_entry");
    EXPECT_EQ(stored<vo::VehicleExit>()[0].pay_money, Money::from_fen(1000));
}

TEST_F(PushesTest, OfCorrectionsThatOvertakeEachOtherLeaveTheLast) {
    start();
    push("reportCarIn", entry("R1", "测A1234S"), "L1");
    push("reportModifyCar", modification("R1", "测A12345", "20240102082000"), "L2");
    push("reportModifyCar", modification("R1", "测A12346", "20240102081000"), "L3");
    push("reportModifyCar", modification("R1", "测A12345", "20240102082000"), "L4");
    ASSERT_THAT(stored<vo::VehicleCorrection>(), SizeIs(1));
    EXPECT_EQ(stored<vo::VehicleCorrection>()[0].car_num, "测A12345");

    push("reportCarOut", leaving("R1", "测A12345"), "L5");
    push("reportModifyCar", modification("R1", "测A12345", "20240102083000"), "L6");
    EXPECT_THAT(stored<vo::VehicleCorrection>(), SizeIs(1)) << "the exit has brought it";
}

TEST_F(PushesTest, WithoutWhatMayBeMissingAreTaken) {
    start();
    EXPECT_NE(push("reportCarIn", R"({"parkingCode":"R1","carLicenseNumber":"测A12345","enterTime":"20240102080005"})"),
              "");
    EXPECT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_THAT(host_->quarantined(), IsEmpty());
}

TEST_F(PushesTest, OfAnotherLotToAnotherPathAndInPiecesAreRefused) {
    start();
    auto const http = net::HttpClient::open(network_).value();
    auto const send = [&](std::string const& path, std::string const& body) {
        auto answered = std::async(std::launch::async, [&] {
            return http.send({"POST", "http://127.0.0.1:" + std::to_string(port_) + path, {}, body}).reply;
        });
        while (answered.wait_for(1ms) != std::future_status::ready) (void)host_->look();
        return answered.get();
    };
    auto const other = send("/ake/push", R"({"cmd":"reportCarIn","parkCode":"P2","parkingCode":"R1"})");
    EXPECT_THAT(other.body, HasSubstr(R"("status":2,"resultCode":904)"));
    EXPECT_EQ(send("/", "{}").status, 404);
    EXPECT_EQ(send("/ake/pushed", "{}").status, 404);
    EXPECT_EQ(send("/ake/push", R"({"cmd":"reportCarIn","parkCo)").status, 400);
    EXPECT_EQ(send("/ake/push/reportParkHeartbeat", "{}").status, 200) << "the command may stand in the address";
    EXPECT_THAT(stored<vo::StationStatus>(), SizeIs(1));
}

TEST_F(PushesTest, OfStatesAreNewsWhenTheyDiffer) {
    start();
    for (auto const* left : {"20", "20", "\"19\""})
        push("reportParkRemainCarport", R"({"totalPermitCount":300,"totalRemainCount":)" + std::string(left) + "}");
    EXPECT_THAT(stored<vo::TotalSpaces>(), SizeIs(1));
    EXPECT_THAT(stored<vo::FreeSpaces>(), SizeIs(2));
}

TEST_F(PushesTest, OfALotThatIsCutOffEndAndItsStateIsTold) {
    start(R"("silence_seconds":1,)");
    push("reportParkHeartbeat", R"({"parkTime":"20240102080005"})");
    ASSERT_THAT(stored<vo::StationStatus>(), SizeIs(1));
    EXPECT_EQ(stored<vo::StationStatus>()[0].link_status, vo::LinkStatus::online);
    EXPECT_TRUE(until([&] { return stored<vo::StationStatus>().size() == 2; }, 15s));
    EXPECT_EQ(stored<vo::StationStatus>()[1].link_status, vo::LinkStatus::offline);

    push("reportParkHeartbeat", "{}");
    EXPECT_THAT(stored<vo::StationStatus>(), SizeIs(3));
}

TEST_F(PushesTest, OfThreeKindsOfFactsAreEachToldOnce) {
    start();
    for (int times = 0; times < 2; ++times) {
        push("reportAbnormalCar",
             R"({"parkingCode":"A1","recordType":2,"outerChannelCode":"OUT1","operateTime":"2024-01-02 08:00:05"})",
             "open");
        push("reportMonthCar",
             R"({"vipTicketRecordSeq":1,"carLicenseNumber":"测A1","vipTime":"20240101000000-20240131235959"})", "card");
        push(
            "reportShift",
            R"({"shiftList":[{"shiftFromName":"a","loginInTime":"20240102080000","loginOutTime":"20240102180000","shiftMoney":1}]})",
            "shift");
        push("reportParkMonthTicketConfig", R"({"id":7,"ticketName":"月卡","price":300,"ticketStatus":1})", "product");
        push(
            "reportEquipmentStatus",
            R"({"reportTime":"20240102080005","statusList":[{"equipList":[{"equipSeq":1,"equipType":2,"statusDesc":"2"}]}]})",
            "device");
    }
    EXPECT_THAT(host_->messages(), SizeIs(5));
    EXPECT_THAT(host_->quarantined(), IsEmpty());
}

TEST_F(PushesTest, OfADeductionAreAskedAndAnsweredWithItsNumber) {
    start();
    host_->answer_with([](std::string_view, std::string_view) -> Result<std::string> {
        return R"({"payStatus":1,"orderNum":"order-1"})";
    });
    auto const reply = push("reducePrestore", deduction);

    EXPECT_THAT(reply, HasSubstr(R"("thirdBillCode":"order-1")"));
    ASSERT_THAT(host_->asked(), SizeIs(1));
    auto const asked = schema::decode<vo::AutoDeduct>(host_->asked()[0].body).value();
    EXPECT_EQ(asked.record_code, "R1");
    EXPECT_EQ(asked.pay_money, Money::from_fen(1000));
    EXPECT_EQ(asked.charge_money, Money::from_fen(850));
}

TEST_F(PushesTest, OfADeductionThatIsNotMadeLetTheLotChargeAsUsual) {
    start();
    EXPECT_EQ(push("reducePrestore", deduction), "") << "no answer in time";
    host_->answer_with(
        [](std::string_view, std::string_view) -> Result<std::string> { return R"({"payStatus":0,"failReason":4})"; });
    EXPECT_EQ(push("reducePrestore", deduction), "");
    EXPECT_EQ(push("reducePrestore", R"({"parkingCode":"R1","carNo":"测A1","parkingFee":"a lot"})"), "");
    EXPECT_THAT(host_->asked(), SizeIs(2));
}

TEST_F(PushesTest, OfADeductionTwiceInARowAreAskedOneByOne) {
    start();
    host_->answer_with([](std::string_view, std::string_view) -> Result<std::string> {
        return R"({"payStatus":1,"orderNum":"order-1"})";
    });
    auto const ask = [&] { return platform_->push_once("reducePrestore", deduction, "", 3s); };
    auto first = std::async(std::launch::async, ask), second = std::async(std::launch::async, ask);
    while (first.wait_for(1ms) != std::future_status::ready || second.wait_for(1ms) != std::future_status::ready)
        (void)host_->look();
    EXPECT_NE(first.get(), "");
    EXPECT_NE(second.get(), "");
}

TEST_F(PushesTest, OfARefundAreRefusedAndWhatIsNotKnownIsTakenWithAWord) {
    start();
    EXPECT_EQ(push("refundParkFee", R"({"billCode":"1"})"), "");
    EXPECT_NE(push("reportSomethingNew", "{}"), "");
    auto const& logged = host_->logged();
    EXPECT_TRUE(std::ranges::any_of(
        logged, [](auto const& line) { return line.second.find("reportSomethingNew") != line.second.npos; }));
}

}  // namespace
}  // namespace lotbridge::ake
