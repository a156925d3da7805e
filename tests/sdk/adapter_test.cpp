// The C++ class seen from the other side of the border: everything goes through the C structs.
#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>

#include <stdexcept>
#include <thread>

namespace lotbridge::test {
namespace {

using lotbridge::testing::FakeHost;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

LocalTime const morning = *LocalTime::parse("2024-05-01 08:00:00");

// Does what a test tells it to, by its settings.
class Obedient final : public Adapter {
public:
    static constexpr auto offers =
        native<vo::VehicleEntry, vo::GateControl, vo::GateStatus, vo::FeeQuery> + derived<vo::FreeSpaces>;
    static constexpr char settings_schema[] = R"({"type":"object"})";

    Obedient() {
        on<vo::GateControl>([this](vo::GateControl const& control, std::chrono::milliseconds time_left) {
            return move_gate(control, time_left);
        });
        on<vo::GateStatus>([this](vo::GateStatus const& asked, Command const& command) -> Result<vo::GateStatusReply> {
            host().log(LogLevel::info, "asked by " + std::string(command.opr_num));
            return vo::GateStatusReply{.bar_code = asked.bar_code};
        });
    }

    Result<> start(Settings const& settings) override {
        LOTBRIDGE_TRY(mode_, settings.text("mode"));
        if (mode_ == "start throws") throw std::runtime_error("driver not installed");
        if (mode_ == "start throws an int") throw 7;
        return {};
    }

    Result<Batch> poll(std::string_view cursor) override {
        if (mode_ == "poll throws") throw std::runtime_error("table has gone");
        Batch batch;
        if (cursor == "done" || mode_ == "idle") return batch;
        batch.add(vo::VehicleEntry{.record_code = "R-1", .car_num = "A12345", .in_time = morning}, "row 1");
        if (mode_ == "breaks the schema") batch.add(vo::VehicleEntry{.car_num = "A12345"}, "row 2", Origin::inferred);
        if (mode_ == "with a picture") LOTBRIDGE_CHECK(add_picture(batch));
        if (mode_ != "keeps its cursor") batch.resume_at("done");
        if (mode_ == "reads a part") batch.leave_out("table gates has no column lane");
        batch.ask_again();
        return batch;
    }

    Result<Batch> list_day(LocalDate day) override {
        if (mode_ == "keeps no books") return Adapter::list_day(day);
        if (mode_ == "books throw") throw std::runtime_error("the books are locked");
        Batch batch;
        batch.add(vo::DailyReconciliation{.date_time = day, .pay_num = 1});
        batch.add(vo::VehicleExit{.record_code = "R-1", .out_time = morning}, "row 1", Origin::inferred);
        return batch;
    }
    Result<Batch> reread(LocalDate, std::vector<std::string> const& records) override {
        Batch batch;
        for (auto const& record : records)
            batch.add(vo::VehicleExit{.record_code = record, .out_time = morning}, "row of " + record);
        return batch;
    }

    void stop() override {
        if (mode_ == "stop throws") throw std::runtime_error("cannot close");
    }

private:
    Result<> add_picture(Batch& batch) {
        LOTBRIDGE_TRY(auto key, host().put_image("image/jpeg", "bytes"));
        batch.add_image({.record_code = "R-1", .image_code = "1", .image_type = vo::ImageType::entry_large}, key,
                        "row 1 picture");
        return {};
    }

    Result<vo::GateControlReply> move_gate(vo::GateControl const& control, std::chrono::milliseconds time_left) {
        host().log(LogLevel::info, "gate " + control.bar_code);
        if (control.bar_code == "broken") throw std::runtime_error("no answer from the controller");
        if (control.bar_code == "seen moving") LOTBRIDGE_CHECK(host().submit(opened_by_hand()));
        if (control.bar_code == "elsewhere") return fail(Errc::retry, "the controller is away");
        return vo::GateControlReply{.bar_code = control.bar_code, .status = time_left.count()};
    }

    static Batch opened_by_hand() {
        Batch batch;
        batch.add(vo::ManualGateOpening{.operate_time = morning, .open_type = vo::GateOpening::booth}, "opening 1");
        return batch;
    }

    std::string mode_;
};

class AdapterTest : public ::testing::Test {
protected:
    void start(std::string const& mode) { ASSERT_TRUE(host_.start("{\"mode\":\"" + mode + "\"}")); }

    FakeHost<Obedient> host_;
};

TEST_F(AdapterTest, DeliversMessagesAndCursorTogether) {
    start("normal");

    ASSERT_TRUE(host_.poll_all());

    EXPECT_THAT(host_.stored<vo::VehicleEntry>(),
                ElementsAre(vo::VehicleEntry{.record_code = "R-1", .car_num = "A12345", .in_time = morning}));
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

// Lets members out whose fee the cloud takes from their account.
class Barrier final : public Adapter {
public:
    static constexpr auto offers = native<vo::AutoDeduct, vo::MemberQuery>;
    static constexpr char settings_schema[] = "{}";

    Barrier() {
        on<vo::MemberChange>([this](vo::MemberChange const& change) -> Result<vo::MemberQueryReply> {
            host().log(LogLevel::info, change.is_vip ? "a member more" : "a member less");
            std::thread([this] { host().wake(); }).join();
            return vo::MemberQueryReply{change.is_vip, change.is_auto_pay};
        });
    }

    Result<> start(Settings const&) override { return {}; }
    Result<Batch> poll(std::string_view) override {
        auto const reply = host().ask(vo::AutoDeduct{.record_code = "R-1", .car_num = "A1", .pay_money = fee},
                                      std::chrono::milliseconds(800));
        host().log(LogLevel::info, reply ? "order " + reply->order_num : reply.error().message);
        return Batch();
    }
    // The booth writes down which car it wants to know about.
    std::chrono::milliseconds look_every() const override { return std::chrono::milliseconds(50); }
    Result<Batch> look() override {
        auto const reply = host().ask(asked_by_the_booth);
        if (!reply) return fail(reply.error());
        host().log(LogLevel::info, reply->is_vip ? "a member" : "no member");
        return Batch();
    }
    Result<Batch> questions() override {
        Batch batch;
        batch.add_body("member_query", schema::encode(asked_by_the_booth));
        return batch;
    }
    void stop() override {}

private:
    static constexpr auto fee = Money::from_fen(500);
    vo::MemberQuery asked_by_the_booth{.car_num = "A1", .car_color = ""};
};

class AskingTest : public ::testing::Test {
protected:
    AskingTest() { EXPECT_TRUE(host_.start("{}")); }
    std::string told() {
        EXPECT_TRUE(host_.poll());
        return host_.logged().back().second;
    }
    FakeHost<Barrier> host_;
};

TEST_F(AskingTest, AQuestionGetsTheCloudsAnswer) {
    host_.answer_with([](auto, auto) { return R"({"payStatus":1,"orderNum":"D7","actualPay":5})"; });

    EXPECT_EQ(told(), "order D7");

    ASSERT_THAT(host_.asked(), SizeIs(1));
    EXPECT_EQ(host_.asked()[0].name, "auto_deduct");
    EXPECT_EQ(host_.asked()[0].limit, std::chrono::milliseconds(800));
    EXPECT_EQ(schema::decode<vo::AutoDeduct>(host_.asked()[0].body)->record_code, "R-1");
}

TEST_F(AskingTest, AnAnswerThatDoesNotComeInTimeIsARetry) {
    EXPECT_EQ(told(), "auto_deduct: the cloud did not answer in time");
}

TEST_F(AskingTest, AnAnswerThatBreaksTheSchemaIsNone) {
    host_.answer_with([](auto, auto) { return R"({"orderNum":"D7"})"; });

    EXPECT_THAT(told(), HasSubstr("/payStatus is missing"));
}

TEST_F(AskingTest, AQuestionThatTheLegacySystemWroteDownIsAskedByALookAndShownWithoutOne) {
    host_.answer_with([](auto, auto) { return R"({"isVip":1})"; });

    auto const shown = host_.questions();
    EXPECT_THAT(host_.asked(), IsEmpty());
    ASSERT_TRUE(host_.look());

    ASSERT_TRUE(shown);
    ASSERT_THAT(*shown, SizeIs(1));
    EXPECT_EQ(shown->front().problems, "");
    EXPECT_EQ(host_.logged().back().second, "a member");
    EXPECT_EQ(host_.look_every(), std::chrono::milliseconds(50));
}

TEST_F(AskingTest, AnAdapterMayAskToBeLookedAtFromAnyThread) {
    EXPECT_EQ(host_.wakes(), 0);

    ASSERT_TRUE(host_.command(vo::MemberChange{.car_num = "A1", .is_vip = true}));

    EXPECT_EQ(host_.wakes(), 1);
}

TEST_F(AskingTest, AnAdapterLooksForNoQuestionsUnlessItSaysSo) {
    EXPECT_EQ(FakeHost<Obedient>().look_every(), std::chrono::milliseconds(0));
}

TEST_F(AskingTest, AMemberThatTheCloudHandsDownComesWithWhatItIs) {
    ASSERT_TRUE(host_.command(vo::MemberChange{.car_num = "A1", .is_vip = true}));

    EXPECT_EQ(host_.logged().back().second, "a member more");
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
