// The report for people, and the same for programs.
#include "acceptance/page.hpp"

#include "acceptance/html.hpp"
#include "lot_facts.hpp"

#include <rapidjson/document.h>

namespace lotbridge::acceptance::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Report report() {
    auto facts = lot_facts();
    deliver(facts, "vehicle_entry", 10);
    facts.running->last_heartbeat = now;
    store::Figures day{.due = 100, .accepted = 99, .lost = 1, .packets = 100};
    day.delays.add(800ms);
    facts.figures.days = {{store::Day(std::chrono::days(20'599)), day}, {store::Day(std::chrono::days(20'601)), day}};
    Item const test{.id = "vehicle_exit", .grade = Grade::fail, .why = {"<b>late</b>", "迟到"}};
    return make_report(facts, facts, {test},
                       {{.id = "fault.cloud_down",
                         .clause = "6.1",
                         .title = {"The cloud is away", "云平台中断"},
                         .grade = Grade::pass,
                         .why = {"ok", "好"}}});
}

TEST(Markup, EscapesEveryTextAndClosesEveryElement) {
    Html html;
    {
        auto const p = html.open("p", {{"title", "a\"b"}});
        html.text("1 < 2 & \x01 3");
    }

    EXPECT_EQ(html.markup(), "<p title=\"a&quot;b\">1 &lt; 2 &amp;   3</p>");
}

TEST(TheReport, TakesOverWhatWasTriedOnPurpose) {
    auto const made = report();

    EXPECT_THAT(item(made.functions, "vehicle_exit"), Graded(Grade::fail, "late"));
    EXPECT_FALSE(made.passed());
    EXPECT_EQ(made.counts()[static_cast<std::size_t>(Grade::fail)], 2) << "the exit, and 6.1.1";
}

TEST(TheReport, ForgetsThatSomethingCouldNotBeTriedWhenItHasHappenedSince) {
    auto facts = lot_facts();
    deliver(facts, "vehicle_entry", 10).messages = {{1, "opr-1", "R1", now, ""}};
    Item const skipped{.id = "vehicle_entry", .why = {"skipped", "已跳过"}};
    Item const tried{.id = "vehicle_entry",
                     .grade = Grade::pass,
                     .why = {"tried", "已测试"},
                     .messages = {{0, "opr-1", "", now, ""}}};

    auto const happened = item(make_report(facts, facts, {skipped}, {}).functions, "vehicle_entry");
    auto const both = item(make_report(facts, facts, {tried}, {}).functions, "vehicle_entry");

    EXPECT_EQ(happened.evidence.size() + 1, both.evidence.size());
    EXPECT_EQ(both.messages.size(), 1u) << "one and the same message is named once";
}

TEST(TheReport, HasTheFiguresFromBeforeFaultsWereRehearsed) {
    auto const before = lot_facts();
    auto after = before;
    after.now += 10min;
    after.figures.days = {{store::Day(std::chrono::days(20'600)), {.due = 1'000, .accepted = 900, .lost = 100}}};
    after.figures.since = now - 1h;

    auto const made = make_report(after, before, {}, {});

    EXPECT_THAT(item(made.figures, "6.1.1"), Graded(Grade::not_tested, ""));
    EXPECT_THAT(made.days, testing::IsEmpty());
    EXPECT_THAT(item(made.figures, "6.1.1").evidence,
                testing::Contains(testing::Field(&Text::en, HasSubstr("before faults"))));
}

TEST(TheReport, HasALineForEveryDayAlsoForThoseWithoutTraffic) {
    auto const made = report();

    ASSERT_EQ(made.days.size(), 3u);
    EXPECT_EQ(made.days[1].due, 0);
    EXPECT_EQ(made.days[2].mean, 800ms);
}

TEST(ThePage, HasEverythingInItself) {
    auto const page = to_html(report(), {Language::zh, Language::en});

    EXPECT_THAT(page, AllOf(HasSubstr("<svg"), HasSubstr("@page"), HasSubstr("停车场信息联网验收报告"),
                            HasSubstr("Acceptance of a parking lot"), HasSubstr("云平台中断"), HasSubstr("Signature"),
                            HasSubstr("签字")));
    for (auto const* elsewhere : {"http-equiv", "<script", "<link", "<img", "src=", "url(", "@import"})
        EXPECT_THAT(page, Not(HasSubstr(elsewhere)));
    EXPECT_THAT(page, AllOf(HasSubstr("&lt;b&gt;late"), Not(HasSubstr("<b>late"))));
}

TEST(ThePage, IsInTheLanguagesThatWereAskedFor) {
    EXPECT_THAT(to_html(report(), {Language::en}), Not(HasSubstr("验收签字")));
    EXPECT_THAT(to_html(report(), {Language::zh}), Not(HasSubstr("Signatures")));
}

TEST(TheReportForPrograms, SaysTheSame) {
    auto const made = report();
    rapidjson::Document json;
    json.Parse(to_json(made).c_str());

    ASSERT_TRUE(json.IsObject());
    EXPECT_FALSE(json["passed"].GetBool());
    EXPECT_EQ(json["counts"]["fail"].GetInt(), 2);
    EXPECT_EQ(json["functions"].Size(), made.functions.size());
    EXPECT_STREQ(json["functions"][0]["clause"].GetString(), "5.1.1");
    EXPECT_EQ(json["days"].Size(), 3u);
    EXPECT_STREQ(json["faults"][0]["grade"].GetString(), "pass");
}

}  // namespace
}  // namespace lotbridge::acceptance::test
