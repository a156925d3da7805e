#include "plugin/host_side.hpp"

#include "plugin/text.hpp"
#include "recorder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <array>
#include <optional>
#include <thread>

namespace lotbridge::plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A message as a later minor would have it: longer than the host knows.
struct LaterMessage {
    lb_message known{};
    std::uint64_t tail = 7;
};

class HostSideTest : public testing::Test {
protected:
    static lb_message message(std::string_view body) {
        lb_message made{};
        made.struct_size = sizeof made;
        made.name = border_text("vehicle_entry");
        made.body = border_text(body);
        return made;
    }
    lb_status submit(lb_message const* messages, std::size_t count, std::string_view cursor) {
        auto const* host = side_.host();
        error_.struct_size = sizeof error_;
        return host->submit(host, messages, count, border_text(cursor), &error_);
    }
    std::string words() const { return {error_.text, error_.text_size}; }

    Recorder recorder_;
    HostSide side_{recorder_.upward()};
    std::optional<HostSide::Open> open_{std::in_place, side_};
    lb_error error_{};
};

TEST_F(HostSideTest, KeepsTheCursorThatWasStored) {
    auto const one = message("{}");

    EXPECT_EQ(submit(&one, 1, "7"), LB_OK);

    EXPECT_EQ(side_.cursor(), "7");
    EXPECT_THAT(recorder_.cursors(), ElementsAre("7"));
}

TEST_F(HostSideTest, MovesTheCursorAloneWithoutMessages) {
    EXPECT_EQ(submit(nullptr, 0, "9"), LB_OK);

    EXPECT_EQ(side_.cursor(), "9");
}

TEST_F(HostSideTest, LeavesTheCursorWhereItIsWhenNoneIsGiven) {
    side_.set_cursor("41");
    auto const one = message("{}");

    EXPECT_EQ(submit(&one, 1, ""), LB_OK);

    EXPECT_EQ(side_.cursor(), "41");
    EXPECT_THAT(recorder_.cursors(), ElementsAre("41"));
}

TEST_F(HostSideTest, KeepsTheOldCursorWhenNothingWasStoredAndSaysWhy) {
    recorder_.refuse_submit = "storing 1 message: disk full";
    side_.set_cursor("41");
    auto const one = message("{}");

    EXPECT_EQ(submit(&one, 1, "42"), LB_RETRY);

    EXPECT_EQ(side_.cursor(), "41");
    EXPECT_EQ(words(), "storing 1 message: disk full");
}

TEST_F(HostSideTest, StepsOverTheTailOfMessagesFromALaterMinor) {
    std::array<LaterMessage, 2> two;
    two[0].known = message("{\"n\":1}");
    two[1].known = message("{\"n\":2}");
    two[0].known.struct_size = two[1].known.struct_size = sizeof(LaterMessage);

    EXPECT_EQ(submit(&two[0].known, 2, "2"), LB_OK);

    ASSERT_EQ(recorder_.messages().size(), 2u);
    EXPECT_EQ(recorder_.messages()[1].body, "{\"n\":2}");
}

TEST_F(HostSideTest, RefusesMessagesThatBreakTheContract) {
    auto short_one = message("{}");
    short_one.struct_size = 16;
    EXPECT_EQ(submit(&short_one, 1, "1"), LB_MISUSE);
    EXPECT_THAT(words(), HasSubstr("struct_size 16"));

    auto nameless = message("{}");
    nameless.name = {};
    EXPECT_EQ(submit(&nameless, 1, "1"), LB_MISUSE);
    EXPECT_EQ(words(), "message 1 has no name");

    auto odd_origin = message("{}");
    odd_origin.origin = 17;
    EXPECT_EQ(submit(&odd_origin, 1, "1"), LB_MISUSE);

    auto hollow = message("{}");
    hollow.key = {nullptr, 3};
    EXPECT_EQ(submit(&hollow, 1, "1"), LB_MISUSE);
    EXPECT_EQ(words(), "the key of message 1 has a size but no data");

    EXPECT_EQ(submit(nullptr, 1, "1"), LB_MISUSE);
    EXPECT_THAT(recorder_.cursors(), IsEmpty());
}

TEST_F(HostSideTest, RefusesACursorThatIsNotUtf8) {
    auto const one = message("{}");

    EXPECT_EQ(submit(&one, 1, "\xFF"), LB_REJECTED);

    EXPECT_THAT(recorder_.cursors(), IsEmpty());
}

TEST_F(HostSideTest, RefusesASubmitOutsideOfACall) {
    auto const one = message("{}");
    open_.reset();

    EXPECT_EQ(submit(&one, 1, "1"), LB_MISUSE);
}

TEST_F(HostSideTest, RefusesASubmitFromAnotherThread) {
    auto const one = message("{}");
    lb_status status = LB_OK;

    std::thread([&] { status = submit(&one, 1, "1"); }).join();

    EXPECT_EQ(status, LB_MISUSE);
    EXPECT_THAT(recorder_.cursors(), IsEmpty());
}

TEST_F(HostSideTest, CutsWordsToTheRoomThatTheCallerHas) {
    recorder_.refuse_submit = std::string(5000, 'w');
    auto const one = message("{}");

    EXPECT_EQ(submit(&one, 1, "1"), LB_RETRY);

    EXPECT_EQ(words(), std::string(sizeof(lb_error::text), 'w'));
}

TEST_F(HostSideTest, MakesLogLinesFitToBeShown) {
    auto const* host = side_.host();

    host->log(host, 99, border_text("two\nlines \xFF"));

    EXPECT_THAT(recorder_.notes(), ElementsAre("log two lines \xEF\xBF\xBD"));
}

class ImagesTest : public HostSideTest {
protected:
    lb_status put(std::string_view bytes) {
        auto const* images = static_cast<lb_host_images const*>(side_.host()->extension(side_.host(), LB_EXT_IMAGES));
        error_.struct_size = sizeof error_;
        auto const sink = [](void* context, lb_text key) { *static_cast<std::string*>(context) = view(key); };
        return images->put(side_.host(), border_text("image/jpeg"), bytes.data(), bytes.size(), sink, &key_, &error_);
    }

    std::string key_;
};

TEST_F(ImagesTest, GivesTheKeyOfAStoredPicture) {
    EXPECT_EQ(put("pixels"), LB_OK);

    EXPECT_EQ(key_, "image-key");
    EXPECT_THAT(recorder_.notes(), ElementsAre("image image/jpeg pixels"));
}

TEST_F(ImagesTest, RefusesAnEmptyAndATooLargePicture) {
    EXPECT_EQ(put(""), LB_MISUSE);
    EXPECT_EQ(put(std::string(largest_picture + 1, 'p')), LB_REJECTED);

    EXPECT_EQ(key_, "");
}

TEST_F(ImagesTest, RefusesAPictureOutsideOfACall) {
    open_.reset();

    EXPECT_EQ(put("pixels"), LB_MISUSE);
}

TEST_F(ImagesTest, AreNotOfferedByAHostThatStoresNone) {
    auto upward = recorder_.upward();
    upward.put_image = nullptr;
    HostSide const without(std::move(upward));

    EXPECT_EQ(without.host()->extension(without.host(), LB_EXT_IMAGES), nullptr);
    EXPECT_EQ(side_.host()->extension(side_.host(), "lotbridge.tea/1"), nullptr);
}

class AskingTest : public HostSideTest {
protected:
    lb_status ask(std::string_view body, std::uint32_t limit_ms = 0) {
        auto const* asking = static_cast<lb_host_ask const*>(side_.host()->extension(side_.host(), LB_EXT_ASK));
        error_.struct_size = sizeof error_;
        auto question = message(body);
        question.name = border_text("member_query");
        auto const sink = [](void* context, lb_text text) { *static_cast<std::string*>(context) = view(text); };
        return asking->ask(side_.host(), &question, limit_ms, sink, &answer_, &error_);
    }
    void end_call(bool well) {
        open_->ended_well(well);
        open_.reset();
    }

    std::string answer_;
};

TEST_F(AskingTest, GivesTheCloudsAnswer) {
    recorder_.answer = Answer{.body = "{\"isVip\":1}"};

    EXPECT_EQ(ask("{}", 250), LB_OK);
    end_call(true);

    EXPECT_EQ(answer_, "{\"isVip\":1}");
    EXPECT_THAT(recorder_.notes(), ElementsAre("ask member_query {} 250"));
}

TEST_F(AskingTest, SaysWhyThereIsNoAnswer) {
    recorder_.answer = fail(Errc::retry, "no answer in time");

    EXPECT_EQ(ask("{}"), LB_RETRY);

    EXPECT_EQ(words(), "no answer in time");
    EXPECT_EQ(answer_, "");
}

TEST_F(AskingTest, HandsReceiptsBackWhenTheCallHasEnded) {
    recorder_.answer = Answer{.body = "{}", .receipt = 7};
    ask("{}");
    EXPECT_EQ(recorder_.noted("receipt 7 well"), 0u);

    end_call(true);
    EXPECT_EQ(recorder_.noted("receipt 7 well"), 1u);

    open_.emplace(side_);
    ask("{}");
    end_call(false);
    EXPECT_EQ(recorder_.noted("receipt 7 not well"), 1u);
}

TEST_F(AskingTest, RefusesAQuestionOutsideOfACall) {
    open_.reset();

    EXPECT_EQ(ask("{}"), LB_MISUSE);
    EXPECT_THAT(recorder_.notes(), IsEmpty());
}

TEST_F(AskingTest, RefusesAQuestionThatIsNotUtf8) {
    EXPECT_EQ(ask("\xFF"), LB_REJECTED);
    EXPECT_THAT(recorder_.notes(), IsEmpty());
}

TEST_F(AskingTest, IsNotOfferedByAHostThatTakesNoQuestions) {
    auto upward = recorder_.upward();
    upward.ask = nullptr;
    HostSide const without(std::move(upward));

    EXPECT_EQ(without.host()->extension(without.host(), LB_EXT_ASK), nullptr);
}

TEST_F(HostSideTest, PassesOnFromAnyThreadThatTheAdapterWantsToBeLookedAt) {
    auto const* waking = static_cast<lb_host_wake const*>(side_.host()->extension(side_.host(), LB_EXT_WAKE));

    std::thread([&] { waking->wake(side_.host()); }).join();
    waking->wake(nullptr);

    EXPECT_THAT(recorder_.notes(), ElementsAre("wake"));
}

TEST_F(HostSideTest, OffersNoWakingWhereNobodyLooks) {
    auto upward = recorder_.upward();
    upward.wake = nullptr;
    HostSide const without(std::move(upward));

    EXPECT_EQ(without.host()->extension(without.host(), LB_EXT_WAKE), nullptr);
}

}  // namespace
}  // namespace lotbridge::plugin
