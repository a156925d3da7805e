#include "plugin/adapter.hpp"

#include "bad_plugin.hpp"
#include "recorder.hpp"
#include "scripted_adapter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::plugin {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

class AdapterTest : public testing::Test {
protected:
    Result<std::unique_ptr<Adapter>> create(std::string const& plugin) {
        LOTBRIDGE_TRY(auto library, load_plugin(plugin));
        return Adapter::create(std::move(library), host_);
    }
    std::unique_ptr<Adapter> started(std::string const& plugin) {
        auto adapter = create(plugin).value();
        EXPECT_EQ(adapter->start("{}").status, LB_OK);
        return adapter;
    }
    std::string create_problem(std::string const& plugin) {
        auto const created = create(plugin);
        return created ? "created" : created.error().message;
    }

    Recorder recorder_;
    HostSide host_{recorder_.upward()};
};

TEST_F(AdapterTest, DeliversFromTheBeginningAndThenFromItsCursor) {
    auto const adapter = started("good");

    EXPECT_EQ(adapter->poll().status, LB_OK);
    EXPECT_EQ(adapter->poll().status, LB_OK);

    EXPECT_THAT(recorder_.cursors(), ElementsAre("1"));
    ASSERT_EQ(recorder_.messages().size(), 1u);
    EXPECT_EQ(recorder_.messages()[0].name, "vehicle_entry");
    EXPECT_EQ(recorder_.messages()[0].body, "{}");
    EXPECT_EQ(recorder_.messages()[0].key, "row 1");
    EXPECT_EQ(host_.submitted(), 1u);
}

TEST_F(AdapterTest, CarriesACommandThereAndItsReplyBack) {
    auto const adapter = started("good");

    auto const result = adapter->command({"fee_query", R"({"carNo":"粤B12345"})", "N1"}, 1s);

    EXPECT_EQ(result.status, LB_OK);
    EXPECT_EQ(result.reply, R"({"carNo":"粤B12345"})");
}

TEST_F(AdapterTest, RefusesACommandThatIsNoText) {
    auto const adapter = started("good");

    auto const result = adapter->command({"fee_query", "{\"carNo\":\"\xD4\xC1\"}", "N1"}, 1s);

    EXPECT_EQ(result.status, LB_REJECTED);
    EXPECT_EQ(result.words, "command fee_query: it is not UTF-8");
}

TEST_F(AdapterTest, ReadsTheCapabilitySheet) {
    auto const sheet = started("good")->capabilities();

    ASSERT_TRUE(sheet) << sheet.error().message;
    EXPECT_THAT(*sheet, ElementsAre(std::pair("vehicle_entry", "native")));
}

TEST_F(AdapterTest, PassesOnWhyCreateFailed) {
    EXPECT_EQ(create_problem("create_fails"), "create: the dongle of the vendor is not plugged in");
}

TEST_F(AdapterTest, CatchesWhatCreateThrows) {
    EXPECT_EQ(create_problem("create_throws"), "create: an exception left the adapter: forgot to catch");
}

TEST_F(AdapterTest, RefusesAnAdapterThatIsTooShort) {
    EXPECT_THAT(create_problem("short_adapter"), HasSubstr("create: gave an adapter of"));
}

TEST_F(AdapterTest, RefusesAnAdapterThatLacksAFunction) {
    EXPECT_EQ(create_problem("lacks_poll"), "create: gave an adapter that lacks one of its functions");
}

TEST_F(AdapterTest, TakesAStatusThatDoesNotExistAsABug) {
    auto const outcome = started("nonsense_status")->poll();

    EXPECT_EQ(outcome.status, LB_BROKEN);
    EXPECT_THAT(outcome.words, AllOf(HasSubstr("returned 99"), EndsWith("error 99 of the vendor")));
}

TEST_F(AdapterTest, RefusesABodyOfMoreThanOneMebibyteWithWords) {
    auto const outcome = started("giant_body")->poll();

    EXPECT_EQ(outcome.status, LB_REJECTED);
    EXPECT_EQ(outcome.words, "poll: message 1 has a body of 1048577 bytes; the most is 1048576");
    EXPECT_TRUE(recorder_.cursors().empty());
}

TEST_F(AdapterTest, RefusesTextThatIsNotUtf8WithoutRepeatingIt) {
    auto const outcome = started("gbk_text")->poll();

    EXPECT_EQ(outcome.status, LB_REJECTED);
    EXPECT_EQ(outcome.words, "poll: the body of message 1 is not UTF-8");
    EXPECT_TRUE(recorder_.cursors().empty());
}

TEST_F(AdapterTest, ReadsNoMoreWordsThanThereIsRoomFor) {
    auto const outcome = started("wild_error")->poll();

    EXPECT_EQ(outcome.status, LB_RETRY);
    EXPECT_EQ(outcome.words, "poll: " + std::string(sizeof(lb_error::text), 'x'));
}

TEST_F(AdapterTest, TakesACommandWithoutAReplyAsABug) {
    auto const result = started("silent_command")->command({"fee_query", "{}", "N1"}, 1s);

    EXPECT_EQ(result.status, LB_BROKEN);
    EXPECT_THAT(result.words, HasSubstr("replied 0 times"));
}

TEST_F(AdapterTest, TakesASecondReplyAsABug) {
    auto const result = started("double_reply")->command({"fee_query", "{}", "N1"}, 1s);

    EXPECT_EQ(result.status, LB_BROKEN);
    EXPECT_THAT(result.words, HasSubstr("replied 2 times"));
    EXPECT_EQ(result.reply, "");
}

TEST_F(AdapterTest, RefusesASubmitDuringStart) {
    auto const outcome = create("eager_start").value()->start("{}");

    EXPECT_EQ(outcome.status, LB_MISUSE);
    EXPECT_THAT(outcome.words, HasSubstr("submit was called outside of poll, look and command"));
    EXPECT_TRUE(recorder_.cursors().empty());
}

TEST_F(AdapterTest, ListsTheQuestionsThatWait) {
    ScriptedAdapter script;
    script.look_interval = 100;
    auto const adapter = Adapter::create(script.library(), host_).value();

    auto const questions = adapter->questions();

    EXPECT_EQ(adapter->look_interval(), 100ms);
    ASSERT_TRUE(questions) << questions.error().message;
    ASSERT_EQ(questions->size(), 1u);
    EXPECT_EQ(questions->front().name, "member_query");
    EXPECT_EQ(questions->front().body, R"({"carNum":"A1"})");
}

TEST_F(AdapterTest, FindsNoQuestionsWhereTheAdapterOffersNone) { EXPECT_EQ(started("good")->look_interval(), 0ms); }

TEST_F(AdapterTest, SaysThatAnAdapterCannotCheckItsSettings) {
    auto const outcome = create("good").value()->check("{}", [](Finding const&) {});

    EXPECT_EQ(outcome.status, LB_UNSUPPORTED);
}

}  // namespace
}  // namespace lotbridge::plugin
