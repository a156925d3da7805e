#include "store/desk.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::IsEmpty;

struct CommandsTest : testing::Test {
    Folder folder;
    Desk desk{folder.path};

    static NewCommand command(std::string topic, std::string key) {
        NewCommand made;
        made.topic = std::move(topic);
        made.key = std::move(key);
        made.opr_num = "opr";
        made.body = "{}";
        made.arrived = on_day(1);
        return made;
    }
};

TEST_F(CommandsTest, ARepeatedRequestGetsTheFirstAnswer) {
    auto const first = desk.begin(command("gate", "k"));
    desk.finish(first.command.id, CommandState::answered, "opened");

    auto const again = desk.begin(command("gate", "k"));

    EXPECT_TRUE(first.first);
    EXPECT_EQ(first.command.state, CommandState::begun);
    EXPECT_FALSE(again.first);
    EXPECT_EQ(again.command.answer, "opened");
    EXPECT_EQ(again.command.state, CommandState::answered);
    EXPECT_TRUE(desk.begin(command("fee", "k")).first);
}

TEST_F(CommandsTest, WhatWasBegunWhenTheHostStoppedIsFoundAndNotBegunAgain) {
    auto const done = desk.begin(command("gate", "done"));
    desk.finish(done.command.id, CommandState::answered, "opened");
    desk.begin(command("gate", "k"));
    desk.reopen();

    auto const begun = desk.begun();

    ASSERT_EQ(begun.size(), 1u);
    EXPECT_EQ(begun[0].key, "k");
    EXPECT_FALSE(desk.begin(command("gate", "k")).first);
}

TEST_F(CommandsTest, TheCommandsOfARecordAreFoundInOrderAfterARestart) {
    for (auto const* const order : {"order 1", "order 2", "order 3"}) {
        auto payment = command("payment", order);
        payment.record = order == std::string("order 2") ? "R2" : "R1";
        desk.begin(payment);
    }
    auto query = command("fee", "query");
    query.record = "R1";
    desk.begin(query);
    desk.begin(command("payment", "about nothing"));
    desk.reopen();

    auto const found = desk.commands("R1", "payment");

    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].key, "order 1");
    EXPECT_EQ(found[1].key, "order 3");
    EXPECT_THAT(desk.commands("", "payment"), IsEmpty());
}

TEST_F(CommandsTest, APaymentIsOwedUntilItIsApplied) {
    auto payment = command("payment", "order 1");
    payment.owed = true;
    payment.answer = "1";
    auto const begun = desk.begin(payment);
    desk.finish(begun.command.id, CommandState::owed, "1", "the database is locked");
    desk.reopen();

    auto const owed = desk.owed();
    ASSERT_EQ(owed.size(), 1u);
    EXPECT_EQ(owed[0].answer, "1");
    EXPECT_EQ(owed[0].attempts, 1);
    EXPECT_EQ(owed[0].words, "the database is locked");
    desk.finish(owed[0].id, CommandState::answered, "1");
    EXPECT_THAT(desk.owed(), IsEmpty());
}

struct RefusedPayment : CommandsTest {
    RefusedPayment() {
        auto payment = command("payment", "order 1");
        payment.owed = true;
        payment.answer = "1";
        id = desk.begin(payment).command.id;
        desk.finish(id, CommandState::refused, "1", "the car has left");
    }

    std::int64_t id = 0;
};

TEST_F(RefusedPayment, IsStillOwedAndSaysThatItWasRefused) {
    desk.reopen();

    auto const owed = desk.owed();
    ASSERT_EQ(owed.size(), 1u);
    EXPECT_EQ(owed[0].state, CommandState::refused);
    EXPECT_EQ(desk.begin(command("payment", "order 1")).command.answer, "1");
}

TEST_F(RefusedPayment, IsNeverTidiedAway) {
    desk.tidy(on_day(1000), 24h);

    EXPECT_EQ(desk.begin(command("payment", "order 1")).command.state, CommandState::refused);
}

TEST_F(RefusedPayment, IsOwedAgainWhenAPersonSaysSo) {
    EXPECT_EQ(desk.retry_payments({id, 77}), 1u);

    EXPECT_EQ(desk.owed().at(0).state, CommandState::owed);
    EXPECT_EQ(desk.retry_payments({id}), 0u);
}

TEST_F(RefusedPayment, EndsWithAPersonsReasonAndAnAuditLine) {
    EXPECT_EQ(desk.drop_payments({id, 77}, "refunded at the desk"), 1u);

    auto const ended = desk.begin(command("payment", "order 1")).command;
    EXPECT_EQ(ended.state, CommandState::answered);
    EXPECT_EQ(ended.words, "refunded at the desk");
    desk.close();
    SQLite::Database database((folder.path / "lotbridge.db").string());
    EXPECT_EQ(database.execAndGet("SELECT what || '|' || outcome || '|' || detail FROM audit").getString(),
              "payment {}|dropped|refunded at the desk");
}

TEST_F(CommandsTest, APaymentThatIsStillTriedIsNotAPersonsToEnd) {
    auto payment = command("payment", "order 1");
    payment.owed = true;
    auto const id = desk.begin(payment).command.id;

    EXPECT_EQ(desk.drop_payments({id}, "refunded"), 0u);
    EXPECT_EQ(desk.owed().size(), 1u);
}

}  // namespace
}  // namespace lotbridge::test
