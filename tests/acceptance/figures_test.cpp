#include "acceptance/figures.hpp"

#include "lot_facts.hpp"

namespace lotbridge::acceptance::test {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;

// A lot that was watched all the time, with these figures on one day.
Facts with(store::Figures figures) {
    auto facts = lot_facts();
    facts.figures.since = now - 30 * 24h;
    facts.figures.days = {{store::Day(std::chrono::days(20'600)), std::move(figures)}};
    return facts;
}
Item judged(Facts const& facts, std::string_view id) { return item(judge_figures(facts), id); }

store::Figures delayed(std::initializer_list<std::chrono::milliseconds> delays) {
    store::Figures figures;
    for (auto const delay : delays) figures.delays.add(delay);
    return figures;
}

TEST(Correctness, NeedsMoreThan999Of1000) {
    EXPECT_EQ(judged(with({.due = 10'000, .accepted = 9'991}), "6.1.1").grade, Grade::pass);
    EXPECT_THAT(judged(with({.due = 10'000, .accepted = 9'990}), "6.1.1"), Graded(Grade::fail, "99.90 %"));
}

TEST(Correctness, CountsWhatTheReconciliationFoundWrong) {
    EXPECT_EQ(judged(with({.due = 1'000, .accepted = 1'000, .wrong = 1}), "6.1.1").grade, Grade::fail);
}

TEST(Correctness, LeavesOutWhatIsUnderWayAndWhatOthersCarry) {
    auto facts = with({.due = 1'100, .absorbed = 90, .accepted = 1'000});
    EXPECT_EQ(judged(facts, "6.1.1").grade, Grade::fail);

    facts.sent["vehicle_entry"].waiting = 10;
    EXPECT_EQ(judged(facts, "6.1.1").grade, Grade::pass);
}

TEST(Correctness, DoesNotCallUnderWayWhatTheCloudRefuses) {
    auto facts = with({.due = 1'000, .accepted = 990});
    facts.sent["vehicle_entry"].held = facts.sent["vehicle_entry"].refused = 10;

    EXPECT_EQ(judged(facts, "6.1.1").grade, Grade::fail);
}

TEST(Delay, MayBe5SecondsOnAverageAndOutagesAreApart) {
    auto figures = delayed({2s, 8s});
    figures.apart.add(1h);
    auto const item = judged(with(figures), "6.1.2");
    EXPECT_EQ(item.grade, Grade::pass);
    EXPECT_THAT(item.evidence, Contains(Field(&Text::en, HasSubstr("1 h 0 min"))));

    EXPECT_THAT(judged(with(delayed({2s, 8s + 2ms})), "6.1.2"), Graded(Grade::fail, "5.0 s"));
}

TEST(Loss, MayBeOneOfAHundred) {
    EXPECT_EQ(judged(with({.due = 1'000, .lost = 10}), "6.1.3").grade, Grade::pass);
    EXPECT_THAT(judged(with({.due = 1'000, .lost = 11}), "6.1.3"), Graded(Grade::fail, "1.10 %"));
}

TEST(Errors, MayBeTwoOfAThousand) {
    EXPECT_EQ(judged(with({.packets = 1'000, .malformed = 2}), "6.1.4").grade, Grade::pass);
    EXPECT_THAT(judged(with({.packets = 1'000, .malformed = 3}), "6.1.4"), Graded(Grade::fail, "0.30 %"));
}

TEST(Figures, OfNothingAreNotTested) {
    auto facts = lot_facts();
    for (auto const& one : judge_figures(facts)) EXPECT_EQ(one.grade, Grade::not_tested) << one.id;
}

TEST(Endurance, Needs15DaysAndNoGap) {
    auto facts = with({});
    EXPECT_THAT(judged(facts, "7.3"), Graded(Grade::pass, "15 d"));

    facts.figures.downtime = {{now - 2h, now - 1h, false}};
    EXPECT_THAT(judged(facts, "7.3"), Graded(Grade::fail, "interrupted 1 times"));

    facts.span.from = now - 3 * 24h;
    EXPECT_THAT(judged(facts, "7.3"), Graded(Grade::not_tested, "3 d 0 h of 15 days"));
}

TEST(Endurance, BeginsWithTheLotsFirstMessage) {
    auto facts = with({});
    facts.figures.since = now - 24h;

    EXPECT_THAT(judged(facts, "7.3"), Graded(Grade::not_tested, "1 d 0 h"));
}

TEST(Endurance, DoesNotMindThatTheCloudWasAway) {
    auto facts = with({});
    facts.figures.outages = {{now - 2h, now - 1h, false}};

    EXPECT_EQ(judged(facts, "7.3").grade, Grade::pass);
}

}  // namespace
}  // namespace lotbridge::acceptance::test
