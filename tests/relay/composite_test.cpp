#include "composite_fixture.hpp"

namespace lotbridge::relay {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::SizeIs;

using ALotOfSeveralAdapters = CompositeFixture;

plugin::Message entry_of(std::string const& record, std::string const& lane) {
    return {.name = "vehicle_entry",
            .body = R"({"recordCode":")" + record + R"(","carNum":"测A12345","inCross":")" + lane +
                    R"(","inTime":"2026-05-28 20:00:00","inIdentity":2})",
            .key = record,
            .image = {}};
}
plugin::Message opened_by_hand(std::string const& lane) {
    return {.name = "manual_gate_opening",
            .body = R"({"outCross":")" + lane + R"(","operateTime":"2026-05-28 20:00:00","openType":1})",
            .key = {},
            .image = {}};
}

TEST_F(ALotOfSeveralAdapters, SendsACarOnceThatBothTell) {
    ASSERT_TRUE(tell("database", {entry_of("17", "东门入口")}));
    ASSERT_TRUE(tell("cameras", {entry_of("c-1", "1")}));

    auto const letters = outbox();
    ASSERT_THAT(letters, SizeIs(1));
    EXPECT_EQ(letters[0].record, "17");
    EXPECT_THAT(composite->figures().left.counts(), Contains(Key("cameras: vehicle_entry")));
}

TEST_F(ALotOfSeveralAdapters, KeepsTheCursorOfOneWhoseFactsAreLeft) {
    ASSERT_TRUE(tell("cameras", {entry_of("c-1", "1")}));

    EXPECT_EQ(*store->cursor(lot, "cameras"), "cursor 1");
}

TEST_F(ALotOfSeveralAdapters, SendsAGateThatWasOpenedByHandOnce) {
    ASSERT_TRUE(tell("cameras", {opened_by_hand("2")}));
    ASSERT_TRUE(tell("database", {opened_by_hand("东门出口")}));

    auto const letters = outbox();
    ASSERT_THAT(letters, SizeIs(1));
    EXPECT_THAT(letters[0].body, HasSubstr(R"("outCross":"X1")"));
}

TEST_F(ALotOfSeveralAdapters, ReportsLanesUnderTheCloudsCodes) {
    ASSERT_TRUE(tell("database", {entry_of("17", "东门入口")}));

    auto const letters = outbox();
    EXPECT_THAT(letters.at(0).body, HasSubstr(R"("inCross":"N1")"));
}

TEST_F(ALotOfSeveralAdapters, LosesNoLaneThatIsNotInTheMapAndSaysSo) {
    ASSERT_TRUE(tell("database", {entry_of("17", "西门"), entry_of("18", "西门")}));

    auto const letters = outbox();
    EXPECT_THAT(letters.at(1).body, HasSubstr(R"("inCross":"西门")"));
    EXPECT_EQ(composite->figures().unknown_lanes.counts().at("database: 西门").times, 2u);
}

TEST_F(ALotOfSeveralAdapters, LetsWhatIsToldWaitWhileItIsOpenWhoGivesIt) {
    settings.adapters[1].reports.clear();
    composite = make_composite();

    auto const told = tell("cameras", {entry_of("c-1", "1")});

    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, Errc::retry);
    EXPECT_THAT(told.error().message, HasSubstr("who gives vehicle_entry"));
    EXPECT_THAT(outbox(), IsEmpty());
}

TEST_F(ALotOfSeveralAdapters, HasTheBooksOfADayFromTheGiverAndInTheCloudsCodes) {
    EXPECT_FALSE(composite->of_the_books("cameras", entry_of("c-1", "1")));

    auto const told = composite->of_the_books("database", entry_of("17", "东门入口"));

    ASSERT_TRUE(told);
    EXPECT_THAT(told->body, HasSubstr(R"("inCross":"N1")"));
}

TEST(AComposite, IsNoLotOfOneAdapterWithoutAMap) {
    config::LotSettings settings;
    settings.adapters.resize(1);
    EXPECT_FALSE(Composite::is_composite(settings));

    settings.lanes.resize(1);
    EXPECT_TRUE(Composite::is_composite(settings));
}

}  // namespace
}  // namespace lotbridge::relay
