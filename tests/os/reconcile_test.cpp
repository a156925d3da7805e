// lotbridge reconcile beside a host that stands still.
#include "base/text.hpp"
#include "os/spoken.hpp"
#include "store/desk.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <gmock/gmock.h>
#include <rapidjson/document.h>

namespace lotbridge::os {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct ReconcileCommand : testing::Test {
    ReconcileCommand() {
        keep(day, R"({"day":"2024-10-04","lot":{"stays":2,"paid":2,"due":"25.01","received":"25.01","waived":"0"},)"
                  R"("captured":{"stays":2,"paid":2,"due":"25.00","received":"25.00","waived":"0"},)"
                  R"("accepted":{"stays":1,"paid":1,"due":"12.50","received":"12.50","waived":"0"},)"
                  R"("waiting":0,"told":"waiting","found":2,"open":1,"differences":[)"
                  R"({"record":"R1","kind":"money_differs","message":"vehicle_exit","words":"other money",)"
                  R"("lot":{"due":"12.51","received":"12.50","waived":"0"},)"
                  R"("ours":{"due":"12.50","received":"12.50","waived":"0"},"repairable":true,"settled":true},)"
                  R"({"record":"R2","kind":"missing_in_cloud","message":"vehicle_exit","words":"taken out",)"
                  R"("repairable":true,"settled":false}]})");
        test::Desk desk(folder.path);
        desk.take_in({test::letter("daily_reconciliation", "daily_reconciliation/2024-10-04")});
    }
    void keep(store::Day of, std::string body) const {
        test::Desk desk(folder.path);
        store::DayReport const report{desk.lot, "reconciliation", of, test::on_day(1), std::move(body)};
        test::must(test::answer_of<void>([&](auto done) { desk.store->put_report(report, std::move(done)); }));
    }
    void totals_are_accepted() const {
        test::Desk desk(folder.path);
        desk.settle({test::delivered(desk.claim().at(0).seq)});
    }
    Spoken reconcile(std::vector<std::string> more) const {
        more.insert(more.begin(), {"reconcile", "--data", base::to_text(folder.path)});
        return say(std::move(more));
    }

    static constexpr store::Day day{std::chrono::days(20'000)};  // 2024-10-04
    test::Folder folder;
};

TEST_F(ReconcileCommand, ShowsWhatTheHostFoundLastAndSaysThatItStandsStill) {
    auto const spoken = reconcile({"--day", "2024-10-04"});

    EXPECT_EQ(spoken.exit_code, 1) << "a difference is open";
    EXPECT_THAT(spoken.out, AllOf(HasSubstr("the host is not running"), HasSubstr("2 / 25.01"), HasSubstr("1 / 12.50"),
                                  HasSubstr("1 (1 settled)")));
    EXPECT_THAT(spoken.out, AllOf(HasSubstr("due 12.51, not 12.50"), HasSubstr("settled: the totals say it"),
                                  HasSubstr("taken out"), Not(HasSubstr("received 12.50"))));
}

TEST_F(ReconcileCommand, IsThereForProgramsToo) {
    rapidjson::Document json;
    json.Parse(reconcile({"--day", "2024-10-04", "--json"}).out.c_str());

    ASSERT_TRUE(json.IsObject());
    EXPECT_FALSE(json["compared_now"].GetBool());
    EXPECT_STREQ(json["days"][0]["lot_name"].GetString(), "lot 1");
    EXPECT_STREQ(json["days"][0]["differences"][1]["record"].GetString(), "R2");
}

TEST_F(ReconcileCommand, IsNamedByTheStatusWhileDifferencesOfLateAreOpen) {
    auto const status = [&] { return say({"status", "--data", base::to_text(folder.path)}).out; };
    EXPECT_THAT(status(), Not(HasSubstr("are open"))) << "that was long ago";

    auto const yesterday = store::day_of(std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now()), {}) -
                           std::chrono::days(1);
    keep(yesterday, R"({"open":3,"differences":[]})");

    EXPECT_THAT(status(), HasSubstr("lot 1: 3 differences of " + LocalDate(yesterday).text() +
                                    " are open; see: lotbridge reconcile --lot lot 1"));
}

TEST_F(ReconcileCommand, KnowsWhatBecameOfTheTotalsSince) {
    EXPECT_THAT(reconcile({"--day", "2024-10-04"}).out, AllOf(HasSubstr("waiting"), Not(HasSubstr("accepted"))));

    totals_are_accepted();

    EXPECT_THAT(reconcile({"--day", "2024-10-04"}).out, AllOf(HasSubstr("accepted"), Not(HasSubstr("waiting"))));
}

TEST_F(ReconcileCommand, LeavesRepairingToTheRunningHost) {
    auto const spoken = reconcile({"--day", "2024-10-04", "--repair"});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.error, HasSubstr("start it and ask again"));
}

TEST_F(ReconcileCommand, NamesADayOfWhichNothingIsKeptAndOneThatIsNoDay) {
    EXPECT_THAT(reconcile({"--day", "2024-10-05"}).error, HasSubstr("it has kept nothing about 2024-10-05"));
    EXPECT_THAT(reconcile({"--day", "yesterday"}).error, HasSubstr("--day \"yesterday\" is no date"));
}

}  // namespace
}  // namespace lotbridge::os
