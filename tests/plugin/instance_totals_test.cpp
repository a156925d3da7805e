// lotbridge.totals/1 through an instance: a day's messages come up on the adapter's thread.
#include "instance_fixture.hpp"

namespace lotbridge::plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class InstanceTotals : public InstanceFixture {
protected:
    InstanceTotals() { adapter_.keeps_books = true; }

    static lb_message exit_of(std::string_view body) {
        lb_message message{};
        message.struct_size = sizeof message;
        message.name = border_text("vehicle_exit");
        message.body = border_text(body);
        return message;
    }
    // What was listed is noted as its body, the end as "listed" and the status.
    void list(std::string day) {
        instance_->list_day(
            std::move(day), 1h, [this](Message const& message) { recorder_.note(message.body); },
            [this](CommandResult const& result) {
                words_ = result.words;
                recorder_.note("listed " + std::to_string(result.status));
            });
    }

    std::string words_;
};

TEST_F(InstanceTotals, OfADayComeOneByOne) {
    adapter_.on_list = [](std::string_view day, auto const& found, auto) {
        EXPECT_EQ(day, "2024-01-31");
        found(exit_of(R"({"n":1})"));
        found(exit_of(R"({"n":2})"));
        return LB_OK;
    };
    run(patient());

    list("2024-01-31");

    ASSERT_TRUE(recorder_.eventually_noted("listed 0"));
    EXPECT_THAT(happened(), ElementsAre(R"({"n":1})", R"({"n":2})", "listed 0"));
    EXPECT_THAT(recorder_.cursors(), IsEmpty());
}

TEST_F(InstanceTotals, EndWithTheFirstMessageThatCannotBeBelieved) {
    adapter_.on_list = [](auto, auto const& found, auto) {
        found(exit_of("\xff"));
        found(exit_of("{}"));
        return LB_OK;
    };
    run(patient());

    list("2024-01-31");

    ASSERT_TRUE(recorder_.eventually_noted("listed 5"));
    EXPECT_THAT(happened(), ElementsAre("listed 5"));
    EXPECT_THAT(words_, HasSubstr("the body of message 1 is not UTF-8"));
}

TEST_F(InstanceTotals, AreUnsupportedWhereTheAdapterDoesNotOfferThem) {
    adapter_.keeps_books = false;
    run(patient());

    list("2024-01-31");

    ASSERT_TRUE(recorder_.eventually_noted("listed 3"));
    EXPECT_THAT(words_, HasSubstr("does not offer lotbridge.totals/1"));
}

TEST_F(InstanceTotals, LetTheAdapterSubmitARecordAgain) {
    run(patient());

    instance_->submit_day("2024-01-31", {"R1", "R2"}, 1h, [this](CommandResult const& result) {
        recorder_.note("submitted " + std::to_string(result.status));
    });

    ASSERT_TRUE(recorder_.eventually_noted("submitted 0"));
    ASSERT_EQ(recorder_.messages().size(), 2u);
    EXPECT_EQ(recorder_.messages()[1].body, R"({"recordCode":"R2"})");
}

TEST_F(InstanceTotals, AnInstanceSaysWhetherItStillReads) {
    adapter_.on_poll = [this](auto, bool& more, auto) {
        more = recorder_.notes().empty();
        if (!more) gate_.wait();
        recorder_.note("poll");
        return LB_OK;
    };
    run(patient());

    ASSERT_TRUE(recorder_.eventually_noted("poll"));
    EXPECT_TRUE(instance_->status().reading);
    gate_.open();
    EXPECT_TRUE(recorder_.eventually([&] { return !instance_->status().reading; }));
}

}  // namespace
}  // namespace lotbridge::plugin
