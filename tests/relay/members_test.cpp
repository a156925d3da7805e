#include "relay/asking_fixture.hpp"

namespace lotbridge::relay {
namespace {

using testing::HasSubstr;

class MembersTest : public AskingFixture {
protected:
    AskedPtr ask_for(std::string const& plate, std::string const& color = "蓝色") {
        return ask("member_query", R"({"carNum":")" + plate + R"(","carColor":")" + color + "\"}");
    }
    void hand_down(std::string const& plate, std::string const& color, bool vip) {
        questions->learn_member(R"({"carNum":")" + plate + R"(","carColor":")" + color + R"(","isVip":)" +
                                (vip ? "1" : "0") + R"(,"isAutoPay":0})");
        idle();
    }
    void cut_off() {
        gateway.answer = [](auto const&) { return fakes::unsent(); };
    }
};

TEST_F(MembersTest, AreWhatTheCloudSays) {
    gateway.answer = [](auto const&) { return answered(R"({"isVip":1,"isAutoPay":1})"); };

    EXPECT_EQ(ask_for("A1")->text("isVip"), "1");

    EXPECT_EQ(sent()[0].opr_num, "question-1");
    EXPECT_TRUE(sent()[0].urgent);
}

TEST_F(MembersTest, AreWhatTheCloudSaidBeforeWhileItIsAwayAlsoAfterARestart) {
    gateway.answer = [](auto const&) { return answered(R"({"isVip":1,"isAutoPay":1})"); };
    ask_for("A1");
    crash();
    cut_off();

    EXPECT_EQ(ask_for("A1")->text("isVip"), "1");
    EXPECT_EQ(questions->figures().from_cache, 1u);
}

TEST_F(MembersTest, AreNotBelievedWhenTheyAreTooOld) {
    gateway.answer = [](auto const&) { return answered(R"({"isVip":1,"isAutoPay":1})"); };
    ask_for("A1");
    cut_off();
    advance(24h, 24h);
    EXPECT_EQ(ask_for("A1")->text("isVip"), "1");

    advance(1s);

    EXPECT_EQ(ask_for("A1")->error(), Errc::retry);
    EXPECT_THAT(ask_for("A1")->answer->error().message, HasSubstr("too old"));
}

TEST_F(MembersTest, ThatNobodyKnowsAreARetry) {
    cut_off();

    EXPECT_EQ(ask_for("A1")->error(), Errc::retry);
}

TEST_F(MembersTest, AreTakenFromTheCacheWhenTheAnswerTakesTooLongAndKeptWhenItComes) {
    hand_down("A1", "蓝色", false);
    gateway.silent = true;
    auto const slow = ask_for("A1");
    EXPECT_TRUE(slow->waits());
    advance(1s, 1s);
    EXPECT_EQ(slow->text("isVip"), "0");

    come_back(answered(R"({"isVip":1,"isAutoPay":1})"));
    gateway.silent = false;
    cut_off();

    EXPECT_EQ(ask_for("A1")->text("isVip"), "1");
}

TEST_F(MembersTest, AreWhatTheCloudHandedDown) {
    cut_off();
    hand_down("A1", "蓝色", true);
    EXPECT_EQ(ask_for("A1")->text("isVip"), "1");

    hand_down("A1", "蓝色", false);

    EXPECT_EQ(ask_for("A1")->text("isVip"), "0");
}

TEST_F(MembersTest, HandedDownWithoutAColourCountForAnyButNotForAnotherThanTheirOwn) {
    cut_off();
    hand_down("A1", "", true);
    hand_down("A2", "黄色", true);

    EXPECT_EQ(ask_for("A1", "蓝色")->text("isVip"), "1");
    EXPECT_EQ(ask_for("A2", "蓝色")->error(), Errc::retry);
}

TEST_F(MembersTest, OfAnAnswerThatBreaksTheStandardAreTakenFromTheCache) {
    hand_down("A1", "蓝色", true);
    gateway.answer = [](auto const&) { return answered(R"({"isAutoPay":1})"); };

    EXPECT_EQ(ask_for("A1")->text("isVip"), "1");
}

}  // namespace
}  // namespace lotbridge::relay
