// Everything that the C border can do, through a process.
#include "isolation/isolated.hpp"

#include <lotbridge/abi/check.h>

namespace lotbridge::isolation {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class IsolatedAdapter : public Isolated {};

TEST_F(IsolatedAdapter, TellsWhatItsLibraryIsWithoutThatItIsLoadedHere) {
    auto const loaded = library();

    EXPECT_STREQ(loaded->entry().id, "test.faulty");
    EXPECT_THAT(loaded->entry().settings_schema, HasSubstr("How many facts there are"));
    EXPECT_THAT(loaded->entry().capabilities, HasSubstr(R"("vehicle_entry":"native")"));
}

TEST_F(IsolatedAdapter, DeliversFromTheBeginningAndThenFromItsCursor) {
    auto const adapter = started(R"({"facts":2})");

    auto const first = adapter->poll(), second = adapter->poll(), third = adapter->poll();

    EXPECT_TRUE(first.ok()) << first.words;
    EXPECT_TRUE(first.more);
    EXPECT_FALSE(second.more);
    EXPECT_TRUE(third.ok());
    EXPECT_THAT(recorder_.cursors(), ElementsAre("1", "2"));
    ASSERT_EQ(recorder_.messages().size(), 2u);
    EXPECT_EQ(recorder_.messages()[1].name, "vehicle_entry");
    EXPECT_EQ(recorder_.messages()[1].key, "record-2");
    EXPECT_THAT(recorder_.messages()[1].body, HasSubstr(R"("recordCode":"record-2")"));
}

TEST_F(IsolatedAdapter, PassesOnThatTheHostCouldNotStore) {
    recorder_.refuse_submit = "the disk is full";
    auto const adapter = started();

    auto const outcome = adapter->poll();

    EXPECT_EQ(outcome.status, LB_RETRY);
    EXPECT_EQ(outcome.words, "poll: handing messages to the host: the disk is full");
}

TEST_F(IsolatedAdapter, CarriesOutACommandAndSaysWhatItCannot) {
    auto const adapter = started();

    auto const moved = adapter->command({"gate_control", open_gate, "N1"}, 1s);
    auto const unknown = adapter->command({"fee_query", "{}", "N2"}, 1s);

    EXPECT_EQ(moved.status, LB_OK) << moved.words;
    EXPECT_THAT(moved.reply, HasSubstr("{"));
    EXPECT_EQ(unknown.status, LB_UNSUPPORTED);
    EXPECT_THAT(unknown.words, testing::StartsWith("command fee_query: "));
}

TEST_F(IsolatedAdapter, TellsItsCapabilities) {
    auto const sheet = started()->capabilities();

    ASSERT_TRUE(sheet) << sheet.error().message;
    EXPECT_EQ(sheet->at("gate_control"), "native");
    EXPECT_EQ(sheet->at("fee_query"), "unsupported");
}

TEST_F(IsolatedAdapter, AsksTheCloudInsideALook) {
    recorder_.answer = plugin::Answer{R"({"isVip":"1"})", 5};
    auto const adapter = started();

    EXPECT_EQ(adapter->look_interval(), 50ms);
    auto const looked = adapter->look();

    EXPECT_TRUE(looked.ok()) << looked.words;
    EXPECT_EQ(recorder_.noted(R"(ask member_query {"carNum":"粤B12345","carColor":""} 70)"), 1u);
    EXPECT_EQ(recorder_.noted("receipt 5 well"), 1u);
}

TEST_F(IsolatedAdapter, AsksToBeLookedAtWithoutBeingAsked) {
    auto const adapter = started();

    EXPECT_TRUE(recorder_.eventually_noted("wake"));
}

TEST_F(IsolatedAdapter, PassesOnThatTheCloudDidNotAnswer) {
    recorder_.answer = fail(Errc::retry, "no answer in time");
    auto const adapter = started();

    auto const looked = adapter->look();

    EXPECT_EQ(looked.status, LB_RETRY);
    EXPECT_EQ(looked.words, "look: member_query: no answer in time");
}

TEST_F(IsolatedAdapter, ListsTheQuestionsThatWait) {
    auto const questions = started()->questions();

    ASSERT_TRUE(questions) << questions.error().message;
    ASSERT_EQ(questions->size(), 1u);
    EXPECT_EQ(questions->front().body, R"({"carNum":"粤B12345"})");
}

TEST_F(IsolatedAdapter, ListsADayWithItsNumbersAsTheyAre) {
    std::vector<plugin::Message> found;
    auto const adapter = started();

    auto const listed = adapter->list_day("2026-11-25", [&](plugin::Message message) { found.push_back(message); });
    auto const wrong = adapter->list_day("yesterday", [](plugin::Message const&) {});

    EXPECT_TRUE(listed.ok()) << listed.words;
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].body, R"({"day":"2026-11-25","sum":12.50})");
    EXPECT_EQ(wrong.status, LB_MISUSE);
    EXPECT_EQ(wrong.words, "list yesterday: \"yesterday\" is no day");
}

TEST_F(IsolatedAdapter, HandsOverPicturesAndBodiesThatAreNoJson) {
    auto const adapter = started();

    auto const submitted = adapter->submit_day("2026-11-25", {"a", "b"});

    EXPECT_TRUE(submitted.ok()) << submitted.words;
    EXPECT_EQ(recorder_.noted(std::string("image image/jpeg \xFF\xD8\0\1", 21)), 1u);
    ASSERT_EQ(recorder_.messages().size(), 2u);
    EXPECT_EQ(recorder_.messages()[1].body, "no JSON");
    EXPECT_EQ(recorder_.messages()[1].image, "image-key");
    EXPECT_EQ(recorder_.messages()[1].origin, LB_ORIGIN_REPLAY);
}

TEST_F(IsolatedAdapter, ProvesItsSettings) {
    std::vector<std::string> findings;

    auto const checked = create()->check("{}", [&](plugin::Finding const& finding) {
        findings.push_back(std::to_string(finding.result) + " " + finding.subject + ": " + finding.words);
    });

    EXPECT_TRUE(checked.ok()) << checked.words;
    EXPECT_THAT(findings, ElementsAre("0 database: can be reached", "2 table: has no column in_time"));
}

TEST_F(IsolatedAdapter, IsToldWhetherItMayConnectAndWhatTheLotsClockIs) {
    auto const adapter = create();

    EXPECT_THAT(findings(*adapter, true, 480min),
                ElementsAre("1 terms: the lot is 480 minutes before UTC, nothing is connected to"));
    EXPECT_THAT(findings(*adapter, false, -90min),
                ElementsAre("1 terms: the lot is -90 minutes before UTC", "0 database: can be reached",
                            "2 table: has no column in_time"));
}

TEST_F(IsolatedAdapter, StartsAgainAfterAStop) {
    auto const adapter = started();

    adapter->stop();

    EXPECT_EQ(adapter->poll().words, "poll: poll: the adapter is not started");
    EXPECT_TRUE(adapter->start("{}").ok());
    EXPECT_TRUE(adapter->poll().ok());
}

TEST_F(IsolatedAdapter, LogsAndItsVendorsPrintingIsLoggedWithoutPersonalValues) {
    auto const adapter = started(R"({"print":"the car 粤B12345 came"})");

    EXPECT_TRUE(recorder_.eventually_noted("log starting"));
    EXPECT_TRUE(recorder_.eventually([&] {
        auto const notes = recorder_.notes();
        return std::ranges::any_of(notes, [](std::string const& note) {
            return note.starts_with("log printed: the car <") && note.find("B12345") == note.npos;
        });
    }));
}

TEST_F(IsolatedAdapter, PassesOnThatTheLibraryIsNone) {
    auto const refused = load(manifest(std::filesystem::path(LOTBRIDGE_BAD_PLUGINS) / "not_a_library"), patient());

    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, AllOf(HasSubstr("not_a_library"), HasSubstr("cannot be loaded as a library")));
}

TEST_F(IsolatedAdapter, PassesOnWhyCreateFailed) {
    auto const refused = load(manifest(std::filesystem::path(LOTBRIDGE_BAD_PLUGINS) / "create_fails"), patient());

    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("the dongle of the vendor is not plugged in"));
}

TEST_F(IsolatedAdapter, RefusesWhatAnAdapterDoesAgainstTheContractAsHere) {
    auto const loaded = load(manifest(std::filesystem::path(LOTBRIDGE_BAD_PLUGINS) / "gbk_text"), patient());
    ASSERT_TRUE(loaded) << loaded.error().message;
    auto const adapter = *plugin::Adapter::create(*loaded, host_);
    ASSERT_TRUE(adapter->start("{}").ok());

    auto const outcome = adapter->poll();

    EXPECT_EQ(outcome.status, LB_REJECTED);
    EXPECT_EQ(outcome.words, "poll: the body of message 1 is not UTF-8");
}

}  // namespace
}  // namespace lotbridge::isolation
