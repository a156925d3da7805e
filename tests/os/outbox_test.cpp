// The outbox from the command line: over a real store, beside a running host and on a stopped one.
#include "app/control.hpp"
#include "app/outbox_actions.hpp"
#include "base/text.hpp"
#include "os/spoken.hpp"
#include "store/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <fstream>
#include <thread>

namespace lotbridge::os {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr auto entry = R"({"recordCode":"R1","plateNo":"京A12345"})";

class OutboxCommand : public testing::Test {
protected:
    Spoken outbox(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "outbox");
        arguments.insert(arguments.end(), {"--data", base::to_text(folder.path)});
        return say(std::move(arguments));
    }
    // Puts an entry into the outbox that the cloud refused for good, and closes the store.
    void leave_a_dead_entry() {
        test::Desk desk(folder.path);
        desk.take_in({test::letter("vehicle_entry", "R1", "key 京A12345", entry)});
        auto const seq = desk.claim().at(0).seq;
        desk.settle({test::dead(seq)});
    }

    test::Folder folder;
};

TEST_F(OutboxCommand, ListsLettersWithoutPlates) {
    leave_a_dead_entry();

    auto const spoken = outbox({"list"});

    EXPECT_EQ(spoken.exit_code, 0) << spoken.error;
    EXPECT_THAT(spoken.out,
                AllOf(HasSubstr("vehicle_entry"), HasSubstr("dead"), HasSubstr("R1"), Not(HasSubstr("A12345"))));
}

TEST_F(OutboxCommand, ListsOnlyWhatIsAskedFor) {
    leave_a_dead_entry();

    EXPECT_THAT(outbox({"list", "--state", "delivered"}).out, Not(HasSubstr("vehicle_entry")));
    EXPECT_THAT(outbox({"list", "--record", "R1", "--state", "dead"}).out, HasSubstr("vehicle_entry"));
}

TEST_F(OutboxCommand, ShowsPlatesOnlyWhenAskedTo) {
    leave_a_dead_entry();

    EXPECT_THAT(outbox({"show", "1"}).out, AllOf(HasSubstr("plateNo"), Not(HasSubstr("A12345"))));
    EXPECT_THAT(outbox({"show", "1", "--json"}).out, Not(HasSubstr("A12345")));
    EXPECT_THAT(outbox({"show", "1", "--reveal"}).out, HasSubstr("京A12345"));
}

TEST_F(OutboxCommand, ListsDeductionsWithWhatBecameOfThem) {
    {
        test::Desk desk(folder.path);
        auto const question = desk.ask("R1", entry).question;
        desk.settle({question.id, store::QuestionState::doubted, "", "it was sent and not answered", {}});
    }

    auto const table = outbox({"list", "--deductions"}).out;
    EXPECT_THAT(table, AllOf(HasSubstr("R1"), HasSubstr("in doubt"), HasSubstr("it was sent and not answered")));
    EXPECT_THAT(outbox({"list", "--deductions", "--record", "R2"}).out, Not(HasSubstr("R1")));
    EXPECT_THAT(outbox({"list", "--deductions", "--json"}).out,
                AllOf(HasSubstr(R"("record":"R1")"), Not(HasSubstr("A12345"))));
}

TEST_F(OutboxCommand, NamesALetterThatIsNotThere) {
    leave_a_dead_entry();

    auto const spoken = outbox({"show", "99"});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.error, HasSubstr("there is no message 99"));
}

TEST_F(OutboxCommand, NeverExportsIntoAFileThatIsThere) {
    leave_a_dead_entry();
    auto const store = folder.path / "lotbridge.db";
    auto const size = file_size(store);

    EXPECT_THAT(outbox({"export", "--to", base::to_text(store)}).error,
                HasSubstr("is there already; name another file"));
    EXPECT_EQ(file_size(store), size);
}

TEST_F(OutboxCommand, ExportsOneJsonObjectPerLine) {
    leave_a_dead_entry();
    auto const file = folder.path / "out.jsonl";

    EXPECT_EQ(outbox({"export", "--to", base::to_text(file), "--reveal"}).exit_code, 0);

    std::ifstream in(file);
    std::string line;
    ASSERT_TRUE(std::getline(in, line));
    rapidjson::Document letter;
    letter.Parse(line.c_str());
    ASSERT_TRUE(letter.IsObject()) << line;
    EXPECT_STREQ(letter["message"].GetString(), "vehicle_entry");
    EXPECT_STREQ(letter["body"]["plateNo"].GetString(), "京A12345");
    EXPECT_FALSE(std::getline(in, line));
}

TEST_F(OutboxCommand, VerifiesAWholeStore) {
    leave_a_dead_entry();

    auto const spoken = outbox({"verify"});

    EXPECT_EQ(spoken.exit_code, 0) << spoken.error;
    EXPECT_THAT(spoken.out, HasSubstr("the store is whole"));
}

TEST_F(OutboxCommand, RetriesOnAStoppedHost) {
    leave_a_dead_entry();

    auto const spoken = outbox({"retry", "--all-dead"});

    EXPECT_EQ(spoken.out, "1 of 1 will be sent again\n") << spoken.error;
    EXPECT_THAT(outbox({"list"}).out, HasSubstr("ready"));
}

TEST_F(OutboxCommand, DropsWithAReason) {
    leave_a_dead_entry();

    EXPECT_EQ(outbox({"drop", "1"}).exit_code, 2);
    EXPECT_EQ(outbox({"drop", "1", "--why", "test car"}).exit_code, 0);
    EXPECT_THAT(outbox({"show", "1"}).out, AllOf(HasSubstr("dropped"), HasSubstr("test car")));
}

TEST_F(OutboxCommand, SaysWhenNothingWasNamedOrChanged) {
    leave_a_dead_entry();

    EXPECT_THAT(outbox({"retry"}).error, HasSubstr("nothing is named"));
    EXPECT_EQ(outbox({"retry", "99"}).exit_code, 1);
}

class RefusedPayment : public OutboxCommand {
protected:
    RefusedPayment() {
        test::Desk desk(folder.path);
        store::NewCommand payment;
        payment.topic = "prepayment";
        payment.key = "ORDER-1";
        payment.body = R"({"orderCode":"ORDER-1","recordCode":"R1","carNum":"京A12345","orderMoney":12.50})";
        payment.arrived = test::on_day(1);
        payment.owed = true;
        desk.begin(payment);
        desk.finish(1, store::CommandState::refused, "1", "the car has left");
    }
};

TEST_F(RefusedPayment, IsListedWithItsReasonAndWithoutThePlate) {
    EXPECT_THAT(outbox({"list", "--payments"}).out,
                AllOf(HasSubstr("refused"), HasSubstr("ORDER-1"), HasSubstr("the car has left")));
    auto const spoken = outbox({"list", "--payments", "--json"});
    rapidjson::Document listed;
    listed.Parse(spoken.out.c_str());
    ASSERT_TRUE(listed.IsArray() && listed.Size() == 1) << spoken.out;
    EXPECT_STREQ(listed[0]["state"].GetString(), "refused");
    EXPECT_THAT(spoken.out, AllOf(HasSubstr("12.50"), Not(HasSubstr("A12345"))));
    EXPECT_THAT(outbox({"list", "--payments", "--json", "--reveal"}).out, HasSubstr("京A12345"));
}

TEST_F(RefusedPayment, IsSentBackToTheLotsSystemOnAStoppedHost) {
    EXPECT_EQ(outbox({"retry", "--payment", "1"}).out, "1 of 1 will be sent again\n");
    EXPECT_THAT(outbox({"list", "--payments"}).out, AllOf(HasSubstr("owed"), Not(HasSubstr("refused"))));
}

TEST_F(RefusedPayment, IsEndedWithAReason) {
    EXPECT_EQ(outbox({"drop", "--payment", "1", "--why", "refunded"}).out, "1 of 1 dropped\n");
    EXPECT_THAT(outbox({"list", "--payments"}).out, Not(HasSubstr("ORDER-1")));
}

TEST_F(RefusedPayment, IsShownWithoutThePlateThatTheLotsSystemRepeats) {
    {
        test::Desk desk(folder.path);
        desk.finish(1, store::CommandState::refused, "1", "京A12345 has left");
    }

    EXPECT_THAT(outbox({"list", "--payments"}).out, AllOf(HasSubstr("has left"), Not(HasSubstr("A12345"))));
    EXPECT_THAT(outbox({"list", "--payments", "--reveal"}).out, HasSubstr("京A12345 has left"));
    EXPECT_THAT(say({"status", "--data", base::to_text(folder.path)}).out,
                AllOf(HasSubstr("has left"), Not(HasSubstr("A12345"))));
}

TEST_F(RefusedPayment, IsSeenInTheStatus) {
    auto const spoken = say({"status", "--data", base::to_text(folder.path)});

    EXPECT_THAT(spoken.out, AllOf(HasSubstr("ORDER-1"), HasSubstr("the car has left")));
    EXPECT_THAT(say({"status", "--data", base::to_text(folder.path), "--json"}).out,
                HasSubstr("\"refused_payments\":1"));
}

// Two entries that broke the standard, one of which only an older program took for broken; and the lot's settings.
class Quarantine : public OutboxCommand {
protected:
    Quarantine() {
        test::Desk desk(folder.path);
        store::Intake intake;
        intake.lot = test::must(desk.store->lot("north"));
        intake.quarantine = {
            {"vehicle_entry", "k1", R"({"recordCode":"R1","carNum":"京A12345","inTime":"yesterday"})", "/inTime: bad"},
            {"vehicle_entry", "k2",
             R"({"recordCode":"R2","carNum":"京A12345","inCross":"N1","inTime":"2026-05-28 20:00:00","inIdentity":2})",
             "/inCross: unknown"}};
        test::must(desk.try_take_in(std::move(intake)));
    }
    Spoken with_settings(std::vector<std::string> arguments) const {
        std::ofstream(folder.path / "host.json") << R"({"data":".","lots":["lot.json"]})";
        std::ofstream(folder.path / "lot.json")
            << R"({"name":"north","park_id":"P1","park_code":"C1","cloud":{"url":"http://127.0.0.1:9/api","user":"u",)"
            << R"("password":{"file":"24"},"login_key":{"file":"24"},"login_iv":{"file":"8"},)"
            << R"("signature_keys":[{"file":"8"}]},)"
            << R"("adapters":[{"name":"a","plugin":"none"}]})";
        std::ofstream(folder.path / "24") << "123456789012345678901234";
        std::ofstream(folder.path / "8") << "12345678";
        arguments.insert(arguments.begin(), "outbox");
        arguments.insert(arguments.end(), {"--settings", base::to_text(folder.path / "host.json")});
        return say(std::move(arguments));
    }
};

TEST_F(Quarantine, IsSentAgainAsFarAsItIsWholeNow) {
    auto const spoken = with_settings({"retry", "--all-quarantined"});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_EQ(spoken.out, "1 of 2 will be sent again\n") << spoken.error;
    EXPECT_THAT(spoken.error, AllOf(HasSubstr("1 stays in quarantine: "), HasSubstr("/inTime"), HasSubstr("C.2.2")));
    EXPECT_THAT(outbox({"show", "1", "--json"}).out, AllOf(HasSubstr("R2"), HasSubstr(R"("parkMinutes":0)")));
    EXPECT_THAT(outbox({"list", "--quarantine"}).out, Not(HasSubstr("/inCross")));
}

TEST_F(Quarantine, IsNotSentUncheckedWhereTheSettingsAreNotKnown) {
    auto const spoken = outbox({"retry", "--quarantined", "2", "--settings", "nowhere.json"});

    EXPECT_EQ(spoken.out, "0 of 1 will be sent again\n");
    EXPECT_THAT(spoken.error, HasSubstr("no settings of the lot \"north\""));
}

TEST_F(Quarantine, ShowsWhyAMessageIsThere) {
    EXPECT_THAT(outbox({"show", "--quarantined", "1"}).out,
                AllOf(HasSubstr("/inTime: bad"), HasSubstr("C.2.2"), HasSubstr("yesterday"), Not(HasSubstr("A12345"))));
    EXPECT_THAT(outbox({"show", "--quarantined", "1", "--json"}).out, HasSubstr(R"("problems":"/inTime: bad")"));
    EXPECT_THAT(outbox({"list", "--quarantine"}).out, HasSubstr("R1"));  // by which it is found in the lot's software
    EXPECT_THAT(outbox({"show", "--quarantined", "7"}).error, HasSubstr("there is nothing 7 in quarantine"));
}

TEST_F(Quarantine, ShowsAMessageHoweverDeepItIsNested) {
    {
        test::Desk desk(folder.path);
        store::Intake intake;
        intake.lot = test::must(desk.store->lot("north"));
        intake.quarantine = {{"vehicle_entry", "k3", std::string(1 << 20, '['), "Nested deeper than 32 levels"}};
        test::must(desk.try_take_in(std::move(intake)));
    }

    EXPECT_THAT(outbox({"show", "--quarantined", "3"}).out, HasSubstr("Nested deeper"));
    EXPECT_THAT(outbox({"show", "--quarantined", "3", "--json"}).out, HasSubstr(R"(hidden_bytes\":1048576)"));
}

TEST_F(Quarantine, IsDroppedWithAReason) {
    EXPECT_EQ(outbox({"drop", "--quarantined", "1", "--why", "test car"}).out, "1 of 1 dropped\n");
    EXPECT_THAT(outbox({"list", "--quarantine"}).out, Not(HasSubstr("/inTime")));
    EXPECT_THAT(say({"status", "--data", base::to_text(folder.path), "--json"}).out, HasSubstr("\"quarantined\":1"));
}

TEST_F(OutboxCommand, DropWantsToKnowWhat) {
    leave_a_dead_entry();

    EXPECT_THAT(outbox({"drop", "--why", "because"}).error, HasSubstr("nothing is named"));
}

TEST_F(OutboxCommand, SaysThatThereIsNoStore) { EXPECT_EQ(outbox({"list"}).exit_code, 1); }

// A host that is running as far as the command line can see: it owns the store and answers at the control door.
class RunningHost : public OutboxCommand {
protected:
    RunningHost() {
        leave_a_dead_entry();
        desk = std::make_unique<test::Desk>(folder.path);
        app::ControlServer::Handlers handlers{{"status", [](auto const&, auto const& answer) {
                                                   answer(R"({"version":"1","lots":[{"name":"lot 1","reachable":true,)"
                                                          R"("departures":[{"in":"answers","what":"ip is too long",)"
                                                          R"("times":12,"last":"2026-05-28T20:00:00Z"}]}],)"
                                                          R"("broken_lots":[{"lot":"north.json","words":)"
                                                          R"("north.json:2:3: /cloud: is missing"}]})");
                                               }}};
        handlers["poll_now"] = [this](std::string arguments, auto const& answer) {
            polled = std::move(arguments);
            answer("{}");
        };
        handlers["stop"] = [this](auto const&, auto const& answer) {
            answer("{}");
            boost::asio::post(io, [this] {
                server.reset();  // nobody is answered any more, and the store is still open
                boost::asio::post(io, [this] { desk.reset(); });
            });
        };
        for (std::string const action : {"retry", "drop"}) {
            handlers[action] = [this, action](std::string const& arguments, app::ControlServer::Answer answer) {
                app::change_outbox(*desk->store, {}, action, arguments,
                                   [this, answer](Result<std::string> const& result) {
                                       boost::asio::post(io, [answer, result] { answer(result); });
                                   });
            };
        }
        server = *app::ControlServer::open(io, folder.path, std::move(handlers));
        network = std::jthread([this] { io.run(); });
    }
    ~RunningHost() override {
        work.reset();
        io.stop();
        network.join();
    }

    std::string polled;
    std::unique_ptr<test::Desk> desk;
    boost::asio::io_context io;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
    std::unique_ptr<app::ControlServer> server;
    std::jthread network;
};

TEST_F(RunningHost, IsAskedToRetry) {
    auto const spoken = outbox({"retry", "1"});

    EXPECT_EQ(spoken.out, "1 of 1 will be sent again\n") << spoken.error;
}

TEST_F(RunningHost, DoesNotMindBeingRead) { EXPECT_THAT(outbox({"list"}).out, HasSubstr("vehicle_entry")); }

TEST_F(RunningHost, TellsItsStatus) {
    auto const data = base::to_text(folder.path);

    EXPECT_THAT(say({"status", "--data", data}).out, AllOf(HasSubstr("running, version 1"), HasSubstr("reached")));
    EXPECT_THAT(say({"status", "--data", data, "--json"}).out, HasSubstr("\"running\":true"));
}

TEST_F(RunningHost, TellsWhatTheCloudDoesOtherwiseThanTheStandard) {
    auto const spoken = say({"status", "--data", base::to_text(folder.path)});

    EXPECT_THAT(spoken.out, ContainsRegex("lot 1 +answers +ip is too long +12 +2026-05-28T20:00:00Z"));
}

TEST_F(RunningHost, IsToldToReadNow) {
    auto const spoken = say({"poll", "--lot", "north", "--data", base::to_text(folder.path)});

    EXPECT_EQ(spoken.exit_code, 0) << spoken.error;
    EXPECT_EQ(polled, R"({"lot":"north"})");
}

TEST_F(RunningHost, IsStoppedAndWaitedFor) {
    auto const data = base::to_text(folder.path);

    EXPECT_EQ(say({"stop", "--data", data}).out, "stopped\n");

    EXPECT_THAT(say({"stop", "--data", data}).error, HasSubstr("no host runs on"));
    EXPECT_EQ(say({"poll", "--data", data}).exit_code, 1);
}

TEST_F(RunningHost, TellsWhichLotsItCouldNotRun) {
    auto const spoken = say({"status", "--data", base::to_text(folder.path)});

    EXPECT_THAT(spoken.out, HasSubstr("north.json: does not run: north.json:2:3: /cloud: is missing"));
}

TEST_F(OutboxCommand, StatusOfAStoppedHostTellsWhichLotsHaveBrokenSettings) {
    leave_a_dead_entry();
    std::ofstream(folder.path / "host.json") << R"({ "data": ".", "lots": ["north.json"] })";
    std::ofstream(folder.path / "north.json") << R"({ "nmae": "north" })";

    auto const spoken = say({"status", "--settings", base::to_text(folder.path / "host.json")});

    EXPECT_EQ(spoken.exit_code, 0) << spoken.error;
    EXPECT_THAT(spoken.out, AllOf(HasSubstr("north.json: does not run: "), HasSubstr("did you mean \"name\"?")));
    EXPECT_THAT(say({"status", "--json", "--settings", base::to_text(folder.path / "host.json")}).out,
                HasSubstr("\"broken_lots\":[{\"lot\":\"north.json\""));
}

TEST_F(OutboxCommand, StatusTellsOfBrokenSettingsAlsoWhereNoHostEverRan) {
    std::ofstream(folder.path / "host.json") << R"({ "data": "data", "lots": ["north.json"] })";
    std::ofstream(folder.path / "north.json") << "{";

    auto const spoken = say({"status", "--settings", base::to_text(folder.path / "host.json")});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.out, HasSubstr("north.json: does not run: "));
    EXPECT_THAT(spoken.error, HasSubstr("no host has stored anything there yet"));
}

TEST_F(OutboxCommand, StatusOfAStoppedHostIsThatOfItsStore) {
    leave_a_dead_entry();

    auto const spoken = say({"status", "--data", base::to_text(folder.path)});

    EXPECT_EQ(spoken.exit_code, 0) << spoken.error;
    EXPECT_THAT(spoken.out, AllOf(HasSubstr("the host is not running"), HasSubstr("lot 1")));
}

}  // namespace
}  // namespace lotbridge::os
