// The rules of docs/composite-lots.md about pictures, on a real store.
#include "composite_fixture.hpp"

#include <lotbridge/schema/scalars.hpp>

namespace lotbridge::relay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A car at the north entry at 20:00:00 and `seconds`, and at the exit an hour later.
std::string at(int seconds, int hour = 20) {
    return LocalTime(LocalTime::parse("2026-05-28 " + std::to_string(hour) + ":00:00")->at() +
                     std::chrono::seconds(seconds))
        .text();
}

class PicturesOfAnotherAdapter : public CompositeFixture {
protected:
    static plugin::Message entry_of(std::string const& record, std::string const& plate, int seconds,
                                    std::string const& lane) {
        return {.name = "vehicle_entry",
                .body = R"({"recordCode":")" + record + R"(","carNum":")" + plate + R"(","inCross":")" + lane +
                        R"(","inTime":")" + at(seconds) + R"(","inIdentity":2})",
                .key = record,
                .image = {}};
    }
    static plugin::Message exit_of(std::string const& record, std::string const& plate, int seconds,
                                   std::string const& lane) {
        return {.name = "vehicle_exit",
                .body = R"({"recordCode":")" + record + R"(","carNum":")" + plate + R"(","outCross":")" + lane +
                        R"(","outTime":")" + at(seconds, 21) + R"(","outIdentity":2})",
                .key = record,
                .image = {}};
    }
    plugin::Message picture_of(std::string const& record, int kind = 2) {
        auto const key = store->put_image("image/jpeg", "the picture of " + record + std::to_string(kind));
        return {.name = "image_upload",
                .body = R"({"recordCode":")" + record + R"(","imageCode":")" + record + R"(-p","imageType":)" +
                        std::to_string(kind) + "}",
                .key = record,
                .image = *key};
    }

    void told(std::string const& record, std::string const& plate = "测A12345", int seconds = 0) {
        ASSERT_TRUE(tell("database", {entry_of(record, plate, seconds, "东门入口")}));
    }
    void seen(std::string const& record, std::string const& plate = "测A12345", int seconds = 0) {
        ASSERT_TRUE(tell("cameras", {entry_of(record, plate, seconds, "1"), picture_of(record)}));
    }
    void pass(std::chrono::milliseconds time) {
        scheduler.advance(time);
        composite->settle();
    }

    // The letters in order: "17 vehicle_entry", "17 image_upload" ...
    std::vector<std::string> sent() {
        std::vector<std::string> words;
        for (auto const& letter : outbox()) words.push_back(letter.record + ' ' + letter.topic);
        return words;
    }
    PictureFigures pictures() { return composite->figures().pictures; }
};

TEST_F(PicturesOfAnotherAdapter, GoUnderTheRecordOfTheirCar) {
    told("17", "测A12345", 3);
    seen("c-1");

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload"));
    auto const letters = outbox();
    EXPECT_THAT(letters[1].body, HasSubstr(R"("recordCode":"17","imageCode":"c-1-p","imageType":2)"));
    EXPECT_EQ(*store->read_image(letters[1].image), "the picture of c-12");
    EXPECT_EQ(pictures().placed, 1u);
}

TEST_F(PicturesOfAnotherAdapter, WaitForARecordThatComesLater) {
    seen("c-1");
    EXPECT_THAT(sent(), IsEmpty()) << "the camera's passage is no stay";
    EXPECT_EQ(pictures().waiting, 1u);

    told("17", "测A12345", 3);

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload")) << "the record goes first (5.1.5)";
    EXPECT_EQ(pictures().waiting, 0u);
}

TEST_F(PicturesOfAnotherAdapter, ThatComeLateFindTheRecordOfTheirPassage) {
    told("17");
    ASSERT_TRUE(tell("cameras", {entry_of("c-1", "测A12345", 2, "1")}));
    ASSERT_TRUE(tell("cameras", {picture_of("c-1", 1), picture_of("c-1", 2)}));

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload", "17 image_upload"));
}

TEST_F(PicturesOfAnotherAdapter, OfTheExitGoUnderItsRecordToo) {
    ASSERT_TRUE(tell("database", {exit_of("17", "测A12345", 0, "东门出口")}));
    ASSERT_TRUE(tell("cameras", {exit_of("c-1", "测A12345", 2, "2"), picture_of("c-1", 4)}));

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_exit", "17 image_upload"));
}

TEST_F(PicturesOfAnotherAdapter, SurviveARestartWhileTheyWait) {
    seen("c-1");
    restart();
    told("17", "测A12345", 3);

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload"));
}

TEST_F(PicturesOfAnotherAdapter, FindARecordThatWasToldBeforeARestart) {
    told("17");
    restart();
    seen("c-1");

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload"));
}

TEST_F(PicturesOfAnotherAdapter, ThatAreToldAgainAreSentOnce) {
    told("17");
    seen("c-1");
    restart();
    told("17");
    seen("c-1");

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload"));
}

TEST_F(PicturesOfAnotherAdapter, AreNotSweptAwayWhileTheyWait) {
    seen("c-1");
    store->tidy(scheduler.wall() + 48h, 1h, [](Result<std::size_t>) {});
    told("17");

    auto const letters = outbox();
    EXPECT_TRUE(store->read_image(letters.at(1).image));
}

TEST_F(PicturesOfAnotherAdapter, OfAMisreadPlateGoToTheRecordOnceTheRightPlateHadTimeToCome) {
    told("17", "测A12345", 3);
    seen("c-1", "测A12845");
    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry"));

    pass(20s);

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload"));
    EXPECT_THAT(outbox().at(0).body, HasSubstr("测A12345")) << "the giver of the records says what the plate is";
}

TEST_F(PicturesOfAnotherAdapter, OfACarWithoutAPlateGoToTheNearestRecord) {
    told("17", "测A12345", 0);
    told("18", "测B99999", 8);
    seen("c-1", "无牌车", 6);
    pass(20s);

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "18 vehicle_entry", "18 image_upload"));
}

TEST_F(PicturesOfAnotherAdapter, PreferTheSamePlateToANearerOne) {
    told("17", "测A12345", 0);
    seen("c-1", "测A12346", 1);
    seen("c-2", "测A12345", 8);
    pass(20s);

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload"));
    EXPECT_THAT(outbox().at(1).body, HasSubstr("c-2"));
    EXPECT_EQ(pictures().waiting, 1u);
}

TEST_F(PicturesOfAnotherAdapter, OfOnePassageBelongToOneRecordAtMost) {
    told("17", "测A12345", 0);
    seen("c-1", "测A12345", 2);
    told("18", "测A12345", 4);
    pass(20s);

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload", "18 vehicle_entry"));
}

TEST_F(PicturesOfAnotherAdapter, OfAnotherLaneOrAnotherTimeAreNotTheRecords) {
    told("17");
    ASSERT_TRUE(tell("cameras", {entry_of("c-1", "测A12345", 1, "9"), picture_of("c-1")}));
    seen("c-2", "测A12345", 21);
    pass(20s);

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry"));
    EXPECT_EQ(pictures().waiting, 2u);
}

TEST_F(PicturesOfAnotherAdapter, AreGivenUpAndCountedWhenNoRecordComes) {
    seen("c-1");
    pass(24h);

    EXPECT_EQ(pictures().waiting, 0u);
    EXPECT_EQ(pictures().given_up, 1u);
    EXPECT_EQ(pictures().lone_passages, 1u);
    EXPECT_THAT(sent(), IsEmpty()) << "a passage without a record is no stay";
    EXPECT_THAT(*store->notes(lot), IsEmpty());
}

TEST_F(PicturesOfAnotherAdapter, AreNotWaitedForByARecord) {
    told("17");
    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry"));

    pass(24h);

    EXPECT_EQ(pictures().lone_records, 1u);
    EXPECT_THAT(*store->notes(lot), IsEmpty());
}

TEST_F(PicturesOfAnotherAdapter, GiveWayToThoseOfTheRecordsOwnAdapter) {
    ASSERT_TRUE(tell("database", {entry_of("17", "测A12345", 0, "东门入口"), picture_of("17")}));
    seen("c-1");

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload"));
    EXPECT_THAT(outbox().at(1).body, HasSubstr("17-p"));
    EXPECT_EQ(pictures().spare, 1u);
    EXPECT_EQ(pictures().lone_records, 0u);
}

TEST_F(PicturesOfAnotherAdapter, StayWhenTheRecordsOwnComeAfterThem) {
    told("17");
    seen("c-1");
    ASSERT_TRUE(tell("database", {picture_of("17", 2), picture_of("17", 1)}));

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload", "17 image_upload")) << "one of each kind";
    EXPECT_EQ(pictures().spare, 1u);
}

TEST_F(PicturesOfAnotherAdapter, OfAnExitThatWasOnlyInferredAreNone) {
    auto inferred = exit_of("c-1", "测A12345", 0, "2");
    inferred.origin = LB_ORIGIN_INFERRED;
    ASSERT_TRUE(tell("cameras", {inferred}));
    ASSERT_TRUE(tell("database", {exit_of("17", "测A12345", 0, "东门出口")}));
    pass(24h);

    EXPECT_EQ(pictures().lone_passages, 0u);
    EXPECT_EQ(pictures().lone_records, 1u);
}

TEST_F(PicturesOfAnotherAdapter, ThatBreakTheStandardAreQuarantinedAndWaitForNothing) {
    auto broken = picture_of("c-1");
    broken.body = R"({"recordCode":"c-1","imageCode":"x","imageType":7})";

    auto const receipt = tell("cameras", {broken});

    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->quarantined, 1u);
    EXPECT_EQ(pictures().waiting, 0u);
}

TEST_F(PicturesOfAnotherAdapter, AreForgottenWithWhatTheStoreDidNotTake) {
    store->keep_free(std::uint64_t{1} << 62);
    scheduler.run_until([&] { return !store->accepting(); }, 3s);
    ASSERT_FALSE(tell("database", {entry_of("17", "测A12345", 0, "东门入口")}));
    store->keep_free(0);
    scheduler.run_until([&] { return store->accepting(); }, 3s);
    seen("c-1");

    EXPECT_THAT(sent(), IsEmpty()) << "the record is not on disk";
    told("17");
    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload"));
}

TEST_F(PicturesOfAnotherAdapter, AreTheGiversOwnBusinessWhenItTellsTheRecordsToo) {
    settings.adapters[1].reports = {"equipment_status"};
    restart();
    ASSERT_TRUE(tell("database", {entry_of("17", "测A12345", 0, "东门入口"), picture_of("17")}));
    seen("c-1");

    EXPECT_THAT(sent(), ElementsAre("17 vehicle_entry", "17 image_upload"));
    EXPECT_THAT(*store->notes(lot), IsEmpty());
}

}  // namespace
}  // namespace lotbridge::relay
