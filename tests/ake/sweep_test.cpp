// What is read beside the pushes: the platform's lists, its channels, its spaces, pictures, and days that are over.
#include "lot.hpp"

#include <lotbridge/adapter/reading.hpp>

namespace lotbridge::ake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char picture[] = "\xFF\xD8\xFF picture";

class SweepTest : public LotTest {
protected:
    struct Row {
        std::string record, plate;
        LocalTime in, out;  // empty: inside
        std::string more;
    };

    SweepTest() {
        answer = [this](std::string const& cmd, JsonValue const& body) { return serve(cmd, body); };
    }
    static std::string text_of(Row const& row) {
        auto text = R"({"parkingCode":")" + row.record + R"(","carLicenseNumber":")" + row.plate +
                    R"(","enterCarLicenseNumber":")" + row.plate + R"(","enterTime":")" + compact(row.in) +
                    R"(","enterChannelName":"东门入口","isCorrect":0)" + row.more;
        if (!row.out.empty())
            text += R"(,"leaveTime":")" + compact(row.out) + R"(","totalAmount":5,"actualReceivable":5)";
        return text + "}";
    }
    sim::Platform::Reply serve(std::string const& cmd, JsonValue const& body) {
        if (cmd == "getChannelInfo") return {.data = channels};
        if (cmd == "getParkRemainCarportAndFreeTime")
            return {.data = R"({"recordList":[{"totalPermitCount":300,"totalRemainCount":"7","freeTime":15}]})"};
        bool const leave = cmd == "getCarOutList";
        auto const from = read_time(body[leave ? "leaveStartTime" : "startTime"].text()).value();
        auto const to = read_time(body[leave ? "leaveEndTime" : "endTime"].text()).value();
        EXPECT_LT(to.at() - from.at(), 24h);
        auto const size = body["pageSize"].integer().value(), page = body["pageNum"].integer().value();
        std::string text;
        std::int64_t number = 0;
        for (auto const& row : rows) {
            auto const time = leave ? row.out : row.in;
            if (time.empty() || time < from || time > to) continue;
            if (++number <= (page - 1) * size || number > page * size) continue;
            text += (text.empty() ? "" : ",") + text_of(row);
        }
        return {.data = R"({"currCount":1,"total":1,"recordInList":[)" + text + "]}"};
    }

    std::vector<Row> rows;  // before start, or while nobody polls
    std::string channels = two_channels;
};

TEST_F(SweepTest, FindsAtTheStartWhatNoPushHasTold) {
    rows = {{"R1", "测A1", moment(-7200), {}, ""}, {"R2", "测A2", moment(-3600), moment(-60), ""}};
    start();
    ASSERT_TRUE(until([&] { return stored<vo::VehicleExit>().size() == 1; }));
    EXPECT_THAT(stored<vo::VehicleEntry>(), SizeIs(2));
    EXPECT_EQ(stored<vo::VehicleEntry>()[0].in_cross, "IN1") << "the list has a name, the directory its code";
    EXPECT_THAT(host_->quarantined(), IsEmpty());
}

TEST_F(SweepTest, TellsOnceWhatAPushHasToldToo) {
    start(R"("catch_up_seconds":1,)");
    Row const row{"R1", "测A1", moment(-5), {}, ""};
    rows = {row};
    push("reportCarIn", text_of(row), "L1");
    auto const calls = platform_->calls().size();
    EXPECT_TRUE(until([&] { return platform_->calls().size() > calls + 6; }));
    EXPECT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
}

TEST_F(SweepTest, ReadsAWeekInDaysAndFullPagesToTheirEnd) {
    for (int i = 0; i < 1100; ++i)
        rows.push_back({"R" + std::to_string(i), "测A" + std::to_string(i), moment(-86400 * 6 + i), {}, ""});
    for (int i = 0; i < 250; ++i) rows[static_cast<std::size_t>(i)].out = moment(-86400 * 3 + i);
    start(R"("since":")" + moment(-86400 * 7).text() + "\",");
    ASSERT_TRUE(until([&] { return stored<vo::VehicleExit>().size() == 250; }, 20s));
    EXPECT_THAT(stored<vo::VehicleEntry>(), SizeIs(1100));
    EXPECT_LT(host_->cursor().size(), 100'000u) << "no more is kept than a fault can bring back";
}

TEST_F(SweepTest, GoesOnWhereItWasAfterARestart) {
    start();
    ASSERT_TRUE(until([&] { return std::ranges::count(platform_->calls(), "getCarOutList") == 1; }));
    auto const cursor = host_->cursor();
    rows = {{"R1", "测A1", moment(-100), {}, ""}, {"R0", "测A0", moment(-80000), {}, ""}};
    start("", cursor);
    ASSERT_TRUE(until([&] { return !stored<vo::VehicleEntry>().empty(); }));
    EXPECT_THAT(stored<vo::VehicleEntry>(), SizeIs(1)) << "not from the beginning";
}

// What happened while the lot was cut off comes late, with its old times.
TEST_F(SweepTest, GoesBackToWhereTheLotWasHeardOfLast) {
    start(R"("catch_up_seconds":1,"overlap_seconds":0,"silence_seconds":1,)");
    push("reportParkHeartbeat", "{}");
    ASSERT_TRUE(until([&] { return stored<vo::StationStatus>().size() == 2; }, 15s));
    auto const cut_off = moment(0);
    start(R"("catch_up_seconds":1,"overlap_seconds":0,"silence_seconds":1,)", host_->cursor());
    auto const calls = platform_->calls().size();
    ASSERT_TRUE(until([&] { return platform_->calls().size() > calls + 4; }));
    rows = {{"R1", "测A1", cut_off, {}, ""}};
    push("reportParkHeartbeat", "{}");
    EXPECT_TRUE(until([&] { return stored<vo::VehicleEntry>().size() == 1; }));
}

TEST_F(SweepTest, SaysWhatCannotBeReadAndGoesOnWithTheRest) {
    answer = [this](std::string const& cmd, JsonValue const& body) -> sim::Platform::Reply {
        if (cmd == "getCarInList") return {.status = 2, .result = 911};
        return serve(cmd, body);
    };
    rows = {{"R2", "测A2", moment(-3600), moment(-60), ""}};
    start();
    EXPECT_TRUE(until([&] { return stored<vo::VehicleExit>().size() == 1; }));
    EXPECT_TRUE(until([&] { return !host_->left_out().empty(); }));
    EXPECT_THAT(host_->left_out(), HasSubstr("getCarInList: resultCode 911, no right to this lot"));
}

TEST_F(SweepTest, TellsChannelsWhenTheyChangeAndWhenTheyGo) {
    start();
    ASSERT_TRUE(until([&] { return stored<vo::ChannelInfo>().size() == 2; }));
    EXPECT_EQ(stored<vo::ChannelInfo>()[1].door_type, vo::DoorType::outer_exit);

    channels = R"({"recordList":[{"id":57,"customCode":"IN1","entranceName":"北门入口","entranceType":1}]})";
    push("reportChannelChange", "{}", "L1");
    ASSERT_TRUE(until([&] { return stored<vo::ChannelInfo>().size() == 4; }));
    EXPECT_EQ(stored<vo::ChannelInfo>()[2].channel_name, "北门入口");
    EXPECT_EQ(stored<vo::ChannelInfo>()[3].action_type, vo::ActionType::remove);
}

TEST_F(SweepTest, ReadsSpacesAndFreeMinutes) {
    start();
    ASSERT_TRUE(until([&] { return stored<vo::FreeMinutes>().size() == 1; }));
    EXPECT_EQ(stored<vo::FreeSpaces>()[0].empty_num, 7);
    EXPECT_EQ(stored<vo::TotalSpaces>()[0].total_num, 300);
}

TEST_F(SweepTest, FetchesAPictureAfterItsRecordAndALateOneLater) {
    start();
    platform_->put_picture("late.jpg", picture, 1500ms);
    auto const body = [&](std::string const& record, std::string const& name) {
        return text_of({record,
                        "测A1",
                        moment(-5),
                        {},
                        R"(,"enterImageArray":[{"carImage":")" + platform_->picture_url(name) + R"("}])"});
    };
    push("reportCarIn", body("R1", "late.jpg"), "L1");
    push("reportCarIn", body("R2", "never.jpg"), "L2");
    EXPECT_THAT(stored<vo::VehicleEntry>(), SizeIs(2)) << "no picture holds a record back";
    EXPECT_TRUE(until([&] { return stored<vo::ImageUpload>().size() == 1; }, 15s));
    EXPECT_EQ(stored<vo::ImageUpload>()[0].image_code, "R1-in-car1");
    EXPECT_THAT(host_->images(), ElementsAre(picture));
}

TEST_F(SweepTest, RemembersPicturesThatAreStillToBeFetched) {
    start();
    auto const more = R"(,"enterImageArray":[{"carImage":")" + platform_->picture_url("1.jpg") + R"("}])";
    push("reportCarIn", text_of({"R1", "测A1", moment(-5), {}, more}), "L1");
    auto const cursor = host_->cursor();
    platform_->put_picture("1.jpg", picture);
    start("", cursor);
    EXPECT_TRUE(until([&] { return stored<vo::ImageUpload>().size() == 1; }));
}

TEST_F(SweepTest, ListsADayThatIsOverAndReadsItsRecordsAnew) {
    auto const noon = *LocalTime::parse("2024-03-05 12:00:00");
    auto const at = [&](int minutes) { return LocalTime(noon.at() + std::chrono::minutes(minutes)); };
    platform_->put_picture("out.jpg", picture);
    auto const image = R"(,"leaveImageArray":[{"carImage":")" + platform_->picture_url("out.jpg") + R"("}])";
    rows = {{"R1", "测A1", at(-60), at(0), image},
            {"R2", "测A2", at(-60), at(1), R"(,"leaveType":98)"},
            {"R3", "测A3", at(-60), at(24 * 60), ""}};
    start();
    auto const listed = host_->list_day("2024-03-05");
    ASSERT_TRUE(listed) << listed.error().message;
    ASSERT_THAT(*listed, SizeIs(3)) << "two exits, and the sums";
    auto const sums = schema::decode<vo::DailyReconciliation>(listed->back().body).value();
    EXPECT_EQ(sums.pay_num, 1) << "nobody saw the other one leave";
    EXPECT_EQ(sums.charge_money_sum, Money::from_fen(500));

    ASSERT_TRUE(host_->submit_day("2024-03-05", {"R1"}));
    EXPECT_THAT(stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_THAT(stored<vo::VehicleExit>(), SizeIs(1));
    EXPECT_THAT(stored<vo::ImageUpload>(), SizeIs(1));
}

TEST(PendingPicturesTest, AreTriedWithAGrowingPauseAndGivenUpInTheEnd) {
    PendingPictures pending;
    EXPECT_TRUE(pending.add(
        {{.record_code = "R1", .image_code = "C1", .image_type = vo::ImageType::entry_large}, "http://p/1"}, 100));
    EXPECT_EQ(PendingPictures::read(pending.text()), pending);
    EXPECT_EQ(pending.next(99), nullptr);
    int tries = 0;
    for (std::int64_t now = 100; pending.next(now) || pending.size() > 0; ++now) {
        if (!pending.next(now)) continue;
        ++tries;
        if (!pending.again("C1", now)) break;
    }
    EXPECT_EQ(tries, PendingPictures::most_tries);
    EXPECT_EQ(pending.text(), "");
    EXPECT_EQ(PendingPictures::read("nonsense").size(), 0u);
}

TEST(PendingPicturesTest, AreNoMoreThanTheCursorCanCarry) {
    PendingPictures pending;
    for (std::size_t i = 0; i < PendingPictures::most; ++i)
        EXPECT_TRUE(pending.add({{.image_code = std::to_string(i)}, "u"}, 0));
    EXPECT_FALSE(pending.add({{.image_code = "more"}, "u"}, 0));
    EXPECT_EQ(pending.next(0)->picture.upload.image_code, "1");
}

}  // namespace
}  // namespace lotbridge::ake
