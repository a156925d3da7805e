#include "acceptance/functions.hpp"

#include "lot_facts.hpp"

#include <lotbridge/schema/catalogue.hpp>

namespace lotbridge::acceptance::test {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

Item judged_function(Facts const& facts, std::string_view id) { return item(judge_functions(facts), id); }

TEST(FunctionsOfChapter5, AreAllThereInTheOrderOfTheStandard) {
    auto const items = judge_functions(lot_facts());

    ASSERT_EQ(items.size(), schema::interfaces().size() + 1);
    EXPECT_EQ(items.front().clause, "5.1.1");
    EXPECT_EQ(items.back().clause, "5.7");
    EXPECT_TRUE(std::ranges::is_sorted(items, {}, &Item::clause));
    for (auto const& one : items) {
        EXPECT_FALSE(one.title.zh.empty()) << one.clause;
        EXPECT_FALSE(one.why.en.empty()) << one.clause;
        EXPECT_FALSE(one.why.zh.empty()) << one.clause;
    }
}

TEST(MessagesThatGoUp, PassWhenSomeArrivedAndNoneIsInTrouble) {
    auto facts = lot_facts();
    deliver(facts, "vehicle_entry", 128).messages = {{17, "opr-17", "R1", now, ""}};

    auto const entry = judged_function(facts, "vehicle_entry");

    EXPECT_THAT(entry, Graded(Grade::pass, "128"));
    EXPECT_THAT(entry.messages, Contains(Field(&Message::opr_num, "opr-17")));
}

TEST(MessagesThatGoUp, FailWhenSomeWereGivenUp) {
    auto facts = lot_facts();
    auto& sent = deliver(facts, "vehicle_exit", 100);
    sent.dead = 2;
    sent.trouble = Message{7, "opr-7", "R7", now, "9999 no such lane"};

    EXPECT_THAT(judged_function(facts, "vehicle_exit"), Graded(Grade::fail, "no such lane"));
}

TEST(MessagesThatGoUp, FailWhenTheCloudRefusesSomeAndTheyAreTriedOn) {
    auto facts = lot_facts();
    auto& sent = deliver(facts, "vehicle_exit", 100);
    sent.held = sent.refused = 1;

    EXPECT_THAT(judged_function(facts, "vehicle_exit"), Graded(Grade::fail, "refuses 1"));
}

TEST(MessagesThatGoUp, FailWhenRowsCouldNotBeMadeIntoMessages) {
    auto facts = lot_facts();
    facts.sent["monthly_card"].quarantined = 3;

    EXPECT_THAT(judged_function(facts, "monthly_card"), Graded(Grade::fail, "3 rows"));
}

TEST(MessagesThatGoUp, FailWhenOneWaitsOnAlthoughTheCloudIsThere) {
    auto facts = lot_facts();
    auto& sent = deliver(facts, "vehicle_entry", 5);
    sent.waiting = 1;
    sent.oldest_open = now - 16min;
    EXPECT_THAT(judged_function(facts, "vehicle_entry"), Graded(Grade::fail, "waits since"));

    facts.running->reachable = false;
    EXPECT_THAT(judged_function(facts, "vehicle_entry"), Graded(Grade::pass, "5"));
}

TEST(MessagesThatGoUp, ThatTheLotCannotTellAreNotSupportedAndOthersNotTested) {
    auto facts = lot_facts();
    facts.running->abilities = {{"equipment_status", "unsupported"}, {"channel_info", "native"}};

    EXPECT_EQ(judged_function(facts, "equipment_status").grade, Grade::not_supported);
    EXPECT_EQ(judged_function(facts, "channel_info").grade, Grade::not_tested);
}

TEST(Pictures, FailWhenManyCarsCameAndNotOnePicture) {
    auto facts = lot_facts();
    deliver(facts, "vehicle_entry", 19);
    EXPECT_EQ(judged_function(facts, "image_upload").grade, Grade::not_tested);

    deliver(facts, "vehicle_exit", 1);
    EXPECT_THAT(judged_function(facts, "image_upload"), Graded(Grade::fail, "20 entries"));
}

TEST(RequestsThatComeDown, PassWhenOneWasCarriedOutAndFailWhenNoneWas) {
    auto facts = lot_facts();
    facts.requests["fee_query"] = {.arrived = 3, .done = 1, .failed = 2};
    facts.requests["blacklist"] = {.arrived = 2, .failed = 2, .trouble = Message{1, "o", "", now, "no rights"}};

    EXPECT_THAT(judged_function(facts, "fee_query"), Graded(Grade::pass, "1"));
    EXPECT_THAT(judged_function(facts, "blacklist"), Graded(Grade::fail, "no rights"));
}

TEST(RequestsThatComeDown, FailWhenTheOutcomeOfOneIsNotKnown) {
    auto facts = lot_facts();
    facts.requests["gate_control"] = {.arrived = 9, .done = 8, .unknown = 1};

    EXPECT_THAT(judged_function(facts, "gate_control"), Graded(Grade::fail, "not known"));
}

TEST(Payments, FailWhenTheLotsSystemRefusesOne) {
    auto facts = lot_facts();
    facts.requests["prepayment"] = {.arrived = 9, .done = 8, .refused = 1};

    EXPECT_THAT(judged_function(facts, "prepayment"), Graded(Grade::fail, "refuses 1"));
}

TEST(Payments, MayBeOwedForAWhile) {
    auto facts = lot_facts();
    facts.requests["prepayment"] = {.arrived = 2, .done = 1, .owed = 1, .trouble = Message{1, "o", "", now - 1min, ""}};
    EXPECT_EQ(judged_function(facts, "prepayment").grade, Grade::pass);

    facts.requests["prepayment"].trouble->at = now - 16min;
    EXPECT_THAT(judged_function(facts, "prepayment"), Graded(Grade::fail, "have not reached"));
}

TEST(Gates, FailWhenOneRequestWasCarriedOutTwiceOrLate) {
    auto facts = lot_facts();
    facts.requests["gate_control"] = {.arrived = 1, .done = 1};
    facts.gates = {{.request = "a", .requested = 1, .acknowledged = 1, .took = 2s}};
    EXPECT_EQ(judged_function(facts, "gate_control").grade, Grade::pass);

    facts.gates = {{.request = "a", .requested = 1, .acknowledged = 2, .took = 2s}};
    EXPECT_THAT(judged_function(facts, "gate_control"), Graded(Grade::fail, "2 times"));

    facts.gates = {{.request = "a", .requested = 1, .acknowledged = 1, .took = 11s}};
    EXPECT_THAT(judged_function(facts, "gate_control"), Graded(Grade::fail, "after 11.0 s"));
}

TEST(Login, FailsWhenThereIsNoWayToTheCloud) {
    auto facts = lot_facts();
    EXPECT_EQ(judged_function(facts, "login").grade, Grade::pass);

    facts.running->reachable = false;
    facts.running->link = "the login is refused";
    EXPECT_THAT(judged_function(facts, "login"), Graded(Grade::fail, "the login is refused"));
}

TEST(Heartbeat, FailsWhenItIsOldOrTheClockIsOff) {
    auto facts = lot_facts();
    facts.running->last_heartbeat = now - 4min;
    facts.running->clock_offset = 1s;
    EXPECT_EQ(judged_function(facts, "heartbeat").grade, Grade::pass);

    facts.running->clock_offset = -6s;
    EXPECT_THAT(judged_function(facts, "heartbeat"), Graded(Grade::fail, "clock is off"));

    facts.running->clock_offset.reset();
    facts.running->last_heartbeat = now - 12min;
    EXPECT_THAT(judged_function(facts, "heartbeat"), Graded(Grade::fail, "12 min"));
}

TEST(Deductions, FailWhenNobodyKnowsWhetherMoneyWasTaken) {
    auto facts = lot_facts();
    facts.questions["auto_deduct"] = {.answered = 5};
    EXPECT_EQ(judged_function(facts, "auto_deduct").grade, Grade::pass);

    facts.questions["auto_deduct"].abandoned = 1;
    EXPECT_THAT(judged_function(facts, "auto_deduct"), Graded(Grade::fail, "nobody knows"));
}

TEST(TheReferenceCloud, FailsAnItemWhoseClauseWasBroken) {
    auto facts = lot_facts();
    deliver(facts, "vehicle_exit", 100);
    deliver(facts, "vehicle_entry", 100);
    facts.judgement =
        Judgement{.violations = {{"C.2.4", "vehicle_exit", "shall", "parkMinutes does not fit", "opr-1", now}}};

    EXPECT_THAT(judged_function(facts, "vehicle_exit"), Graded(Grade::fail, "parkMinutes"));
    EXPECT_EQ(judged_function(facts, "vehicle_entry").grade, Grade::pass);
}

TEST(TheReferenceCloud, OnlyMentionsWhatIsARecommendation) {
    auto facts = lot_facts();
    deliver(facts, "free_spaces", 100);
    facts.judgement = Judgement{.violations = {{"5.1.7", "free_spaces", "should", "silence", "", now}}};

    auto const spaces = judged_function(facts, "free_spaces");

    EXPECT_EQ(spaces.grade, Grade::pass);
    EXPECT_THAT(spaces.evidence, Contains(Field(&Text::en, HasSubstr("silence"))));
}

TEST(TheReferenceCloud, FailsWhatWasAcknowledgedAndNeverCame) {
    auto facts = lot_facts();
    deliver(facts, "image_upload", 40);
    facts.judgement = Judgement{.missing = {{"image_upload", 7}}, .example = {{"image_upload", "R9"}}};

    EXPECT_THAT(judged_function(facts, "image_upload"), Graded(Grade::fail, "R9"));
}

TEST(TheProtocol, FailsWhenMorePacketsWereCalledWrongThan614Allows) {
    auto facts = lot_facts();
    facts.figures.days = {{store::Day(), store::Figures{.packets = 1000, .malformed = 3}}};

    EXPECT_THAT(judged_function(facts, "5.7"), Graded(Grade::fail, "3 of 1000"));

    facts.figures.days[0].second.malformed = 2;
    EXPECT_EQ(judged_function(facts, "5.7").grade, Grade::pass);
}

TEST(TheProtocol, IsTheReferenceCloudsToJudgeWhereThereIsOne) {
    auto facts = lot_facts();
    facts.figures.days = {{store::Day(), store::Figures{.packets = 1000, .malformed = 1}}};
    facts.judgement.emplace();
    EXPECT_EQ(judged_function(facts, "5.7").grade, Grade::pass);

    facts.judgement->violations = {{"B.2.6", "", "shall", "the signature is wrong", "opr", now}};
    EXPECT_THAT(judged_function(facts, "5.7"), Graded(Grade::fail, "signature"));
}

}  // namespace
}  // namespace lotbridge::acceptance::test
