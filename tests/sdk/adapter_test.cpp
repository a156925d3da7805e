// The C++ class seen from the other side of the border: everything goes through the C structs.
#include "sdk/obedient.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace lotbridge::test {
namespace {

using lotbridge::testing::FakeHost;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class AdapterTest : public ::testing::Test {
protected:
    void start(std::string const& mode) { ASSERT_TRUE(host_.start("{\"mode\":\"" + mode + "\"}")); }

    FakeHost<Obedient> host_;
};

TEST_F(AdapterTest, DeliversMessagesAndCursorTogether) {
    start("normal");

    ASSERT_TRUE(host_.poll_all());

    EXPECT_THAT(host_.stored<vo::VehicleEntry>(),
                ElementsAre(vo::VehicleEntry{.record_code = "R-1", .car_num = "A12345", .in_time = Obedient::morning}));
    EXPECT_EQ(host_.cursor(), "done");
}

TEST_F(AdapterTest, DeliversAgainWhatCouldNotBeStored) {
    start("normal");
    host_.fail_next_submit({Errc::retry, "the disk is full"});

    auto const failed = host_.poll();
    ASSERT_TRUE(host_.poll_all());

    EXPECT_EQ(failed.error(), (Error{Errc::retry, "handing messages to the host: the disk is full"}));
    EXPECT_THAT(host_.messages(), SizeIs(1));
}

TEST_F(AdapterTest, KeepsTheCursorOfABatchThatNamesNone) {
    start("keeps its cursor");
    host_.set_cursor("where it was");

    ASSERT_TRUE(host_.poll());

    EXPECT_EQ(host_.cursor(), "where it was");
    EXPECT_THAT(host_.messages(), SizeIs(1));
}

TEST_F(AdapterTest, ListsADayWithoutSubmittingIt) {
    start("normal");

    auto const listed = host_.list_day("2024-05-01");

    ASSERT_TRUE(listed) << listed.error().message;
    ASSERT_THAT(*listed, SizeIs(2));
    EXPECT_EQ((*listed)[0].name, "daily_reconciliation");
    EXPECT_THAT((*listed)[0].body, HasSubstr("2024-05-01"));
    EXPECT_EQ((*listed)[1].key, "row 1");
    EXPECT_EQ((*listed)[1].origin, Origin::inferred);
    EXPECT_THAT(host_.messages(), SizeIs(0));
}

TEST_F(AdapterTest, SubmitsTheRecordsOfADayThatItIsAskedForAndKeepsItsCursor) {
    start("normal");
    host_.set_cursor("where it was");

    ASSERT_TRUE(host_.submit_day("2024-05-01", {"R-2", "R-3"}));

    auto const exits = host_.stored<vo::VehicleExit>();
    ASSERT_THAT(exits, SizeIs(2));
    EXPECT_EQ(exits[1].record_code, "R-3");
    EXPECT_EQ(host_.cursor(), "where it was");
}

TEST_F(AdapterTest, SaysThatItKeepsNoBooksAndTakesOnlyDays) {
    start("keeps no books");
    EXPECT_EQ(host_.list_day("2024-05-01").error().code, Errc::unsupported);
    EXPECT_EQ(host_.list_day("yesterday").error().code, Errc::misuse);

    host_.stop();
    EXPECT_EQ(host_.list_day("2024-05-01").error().code, Errc::misuse);
    start("books throw");
    EXPECT_EQ(host_.list_day("2024-05-01").error(), (Error{Errc::broken, "the books are locked"}));
}

TEST_F(AdapterTest, SaysBesideItsBatchWhatItHadToLeaveOut) {
    start("reads a part");

    ASSERT_TRUE(host_.poll());
    EXPECT_EQ(host_.left_out(), "table gates has no column lane");
    EXPECT_THAT(host_.messages(), SizeIs(1));

    ASSERT_TRUE(host_.poll());
    EXPECT_EQ(host_.left_out(), "");
}

TEST_F(AdapterTest, SubmitsNothingWhenThereIsNothing) {
    start("idle");
    host_.fail_next_submit({Errc::retry, "nobody should ask"});

    EXPECT_EQ(host_.poll(), Result<bool>(false));
}

TEST_F(AdapterTest, AFactIsStoredOnceUnderItsKey) {
    start("keeps its cursor");

    ASSERT_TRUE(host_.poll());
    ASSERT_TRUE(host_.poll());

    EXPECT_THAT(host_.messages(), SizeIs(1));
}

TEST_F(AdapterTest, ABodyThatBreaksTheSchemaIsQuarantinedAndHoldsNothingUp) {
    start("breaks the schema");

    ASSERT_TRUE(host_.poll_all());

    EXPECT_THAT(host_.messages(), SizeIs(1));
    ASSERT_THAT(host_.quarantined(), SizeIs(1));
    EXPECT_EQ(host_.quarantined()[0].problems, "/recordCode is empty [C.2.2]; /inTime is empty [C.2.2]");
    EXPECT_EQ(host_.quarantined()[0].origin, Origin::inferred);
}

TEST_F(AdapterTest, PicturesTravelBesideTheirMessage) {
    start("with a picture");

    ASSERT_TRUE(host_.poll_all());

    EXPECT_THAT(host_.images(), ElementsAre("bytes"));
    EXPECT_EQ(host_.messages().back().name, "image_upload");
    EXPECT_EQ(host_.messages().back().image, "image-0");
}

TEST_F(AdapterTest, CarriesOutACommandWithTheTimeThatIsLeft) {
    start("normal");

    auto const reply =
        host_.command(vo::GateControl{.bar_code = "G1", .is_open = true}, std::chrono::milliseconds(4321));

    EXPECT_EQ(reply, (vo::GateControlReply{.bar_code = "G1", .status = 4321}));
    EXPECT_THAT(host_.logged(), ElementsAre(std::pair(LogLevel::info, std::string("gate G1"))));
}

TEST_F(AdapterTest, KnowsTheCloudsNumberOfARequest) {
    start("normal");

    ASSERT_TRUE(host_.command("gate_status", R"({"barCode":"G1"})", std::chrono::seconds(1), "N-17"));

    EXPECT_THAT(host_.logged(), ElementsAre(std::pair(LogLevel::info, std::string("asked by N-17"))));
}

TEST_F(AdapterTest, MayReportAFactWhileItCarriesOutACommandAndLeavesTheCursor) {
    start("normal");
    host_.set_cursor("where it was");

    ASSERT_TRUE(host_.command(vo::GateControl{.bar_code = "seen moving"}));

    EXPECT_THAT(host_.stored<vo::ManualGateOpening>(), SizeIs(1));
    EXPECT_EQ(host_.cursor(), "where it was");
}

TEST_F(AdapterTest, AnswersWithTheHandlersOwnError) {
    start("normal");

    EXPECT_EQ(host_.command(vo::GateControl{.bar_code = "elsewhere"}).error(),
              (Error{Errc::retry, "the controller is away"}));
}

TEST_F(AdapterTest, RefusesACommandThatBreaksTheSchema) {
    start("normal");

    EXPECT_EQ(host_.command("gate_control", R"({"barCode":"G1"})").error(),
              (Error{Errc::rejected, "/isOpen is missing [C.6.1]"}));
}

TEST_F(AdapterTest, AnswersUnsupportedToACommandWithoutHandler) {
    start("normal");

    EXPECT_EQ(host_.command(vo::FeeQuery{.record_code = "R-1"}).error(),
              (Error{Errc::unsupported, "this adapter does not carry out fee_query"}));
    EXPECT_EQ(host_.command("make_coffee", "{}").error().code, Errc::unsupported);
}

TEST_F(AdapterTest, TheInstancesSheetLeavesOutDownlinksWithoutHandler) {
    start("normal");

    auto const sheet = host_.capabilities().value();

    EXPECT_THAT(sheet, HasSubstr(R"("vehicle_entry":"native")"));
    EXPECT_THAT(sheet, HasSubstr(R"("gate_control":"native")"));
    EXPECT_THAT(sheet, HasSubstr(R"("free_spaces":"derived")"));
    EXPECT_THAT(sheet, HasSubstr(R"("fee_query":"unsupported")"));
    EXPECT_THAT(sheet, HasSubstr(R"("blacklist":"unsupported")"));
}

TEST_F(AdapterTest, TheEntrysSheetIsTheClasssAndNeedsNoInstance) {
    constexpr auto entry = lotbridge::detail::entry<Obedient>("test.obedient", "1.0.0", "听话", "Obedient");

    EXPECT_EQ(entry.struct_size, sizeof(lb_entry));
    EXPECT_EQ(entry.capabilities, Obedient::offers.text());
    EXPECT_STREQ(entry.settings_schema, R"({"type":"object"})");
}

TEST_F(AdapterTest, CallsOutOfTurnAreMisuse) {
    EXPECT_EQ(host_.poll().error().code, Errc::misuse);
    EXPECT_EQ(host_.command(vo::GateControl{.bar_code = "G1"}).error().code, Errc::misuse);
    EXPECT_EQ(host_.capabilities().error().code, Errc::misuse);
    start("normal");
    EXPECT_EQ(host_.start("{}").error(), (Error{Errc::misuse, "start: the adapter is started already"}));
    EXPECT_EQ(host_.check("{}").error().code, Errc::misuse);
}

TEST_F(AdapterTest, StartsAgainAfterAStopAndAfterAFailedStart) {
    EXPECT_EQ(host_.start("{}").error(), (Error{Errc::rejected, "settings /mode: is missing"}));
    start("normal");
    host_.stop();
    host_.stop();
    start("normal");

    EXPECT_TRUE(host_.poll());
}

TEST_F(AdapterTest, NoExceptionGetsOut) {
    EXPECT_EQ(host_.start(R"({"mode":"start throws"})").error(), (Error{Errc::broken, "driver not installed"}));
    EXPECT_EQ(host_.start(R"({"mode":"start throws an int"})").error(),
              (Error{Errc::broken, "the adapter threw something unknown"}));
    start("poll throws");
    EXPECT_EQ(host_.poll().error(), (Error{Errc::broken, "table has gone"}));
    EXPECT_EQ(host_.command(vo::GateControl{.bar_code = "broken"}).error(),
              (Error{Errc::broken, "no answer from the controller"}));
}

TEST_F(AdapterTest, AStopThatThrowsIsLoggedAndTheAdapterIsStopped) {
    start("stop throws");

    host_.stop();

    EXPECT_THAT(host_.logged(), ElementsAre(std::pair(LogLevel::error, std::string("cannot close"))));
    EXPECT_EQ(host_.poll().error().code, Errc::misuse);
}

TEST_F(AdapterTest, ChecksByStartingWhenItHasNoCheckOfItsOwn) {
    auto const good = host_.check(R"({"mode":"normal"})");
    auto const bad = host_.check("{}");

    ASSERT_TRUE(good && bad);
    EXPECT_EQ(good->at(0).outcome, Findings::Outcome::ok);
    EXPECT_EQ(bad->at(0).outcome, Findings::Outcome::failed);
    EXPECT_EQ(bad->at(0).words, "settings /mode: is missing");
}

TEST_F(AdapterTest, TwoInstancesKnowNothingOfEachOther) {
    FakeHost<Obedient> other;
    start("normal");

    EXPECT_FALSE(other.poll());
    EXPECT_TRUE(host_.poll());
}

class Unmakeable final : public Adapter {
public:
    static constexpr auto offers = native<>;

    Unmakeable() { throw std::runtime_error("licence has expired"); }
    Result<> start(Settings const&) override { return {}; }
    Result<Batch> poll(std::string_view) override { return Batch(); }
    void stop() override {}
};

TEST(AdapterMaking, SaysWhyAnAdapterCannotBeMade) {
    lb_host const host{sizeof host, nullptr, nullptr, nullptr, nullptr};
    lb_error error{sizeof error, 0, {}};

    EXPECT_EQ(lotbridge::detail::create<Unmakeable>(&host, &error), nullptr);
    EXPECT_EQ(std::string(error.text, error.text_size), "licence has expired");
}

TEST(AdapterMaking, RefusesAHostThatIsOlderThanTheContract) {
    lb_host const host{sizeof host - 8, nullptr, nullptr, nullptr, nullptr};
    lb_error error{sizeof error, 0, {}};

    EXPECT_EQ(lotbridge::detail::create<Obedient>(&host, &error), nullptr);
    EXPECT_THAT(std::string(error.text, error.text_size), HasSubstr("older than ABI 1.0"));
}

TEST(Words, AreCutBetweenCharacters) {
    std::string words;
    for (int i = 0; i < 600; ++i) words += "闸";
    lb_error error{sizeof error, 0, {}};

    lotbridge::detail::put_words(words, &error);

    EXPECT_EQ(error.text_size % 3, 0u);
    EXPECT_GT(error.text_size, sizeof error.text - 3);
}

// An adapter that works with any message, as the SQL plugin does.
class Universal final : public Adapter {
public:
    static constexpr auto offers = every_interface;

    Result<> start(Settings const&) override { return {}; }
    Result<Batch> poll(std::string_view) override { return Batch(); }
    void stop() override {}
    Offers capabilities() const override { return native<vo::FeeQuery>; }
    Result<std::string> command(Command const& command) override { return std::string(command.body); }
    Result<> check(Settings const&, Findings& findings) override {
        findings.ok("database", "connected");
        findings.note("column PlateNo", "is not used");
        return {};
    }
};

TEST(AnyMessageAdapter, CarriesOutWhateverComes) {
    FakeHost<Universal> host;
    EXPECT_THAT(host.check("{}").value(), SizeIs(2));
    ASSERT_TRUE(host.start("{}"));

    EXPECT_EQ(host.command("fee_query", R"({"recordCode":"R"})"), R"({"recordCode":"R"})");
    EXPECT_THAT(host.capabilities().value(), HasSubstr(R"("blacklist":"unsupported")"));
}

}  // namespace
}  // namespace lotbridge::test
