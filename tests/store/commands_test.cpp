#include "store/desk.hpp"

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

TEST_F(CommandsTest, WhatWasBegunWhenTheHostStoppedIsUnknown) {
    desk.begin(command("gate", "k"));
    desk.reopen();

    auto const again = desk.begin(command("gate", "k"));

    EXPECT_FALSE(again.first);
    EXPECT_EQ(again.command.state, CommandState::unknown);
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

}  // namespace
}  // namespace lotbridge::test
