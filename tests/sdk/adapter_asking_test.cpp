// An adapter that asks the cloud: the questions, and what becomes of each answer.
#include "sdk/obedient.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace lotbridge::test {
namespace {

using lotbridge::testing::FakeHost;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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

}  // namespace
}  // namespace lotbridge::test
