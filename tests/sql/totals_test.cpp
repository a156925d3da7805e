// The section "totals": what the database itself has of a day, listed and told again.
#include "mapping.hpp"
#include "site.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace lotbridge::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Entries by their time, exits by a number that grows; exits bring their entry and a picture.
std::string totals_mapping(std::string const& rows = R"({
    "vehicle_entry": true,
    "vehicle_exit": "SELECT id, plate, in_time, out_time, fee, state FROM stay WHERE out_time >= :day AND out_time < :next_day ORDER BY id"
  })",
                           std::string const& more = "") {
    return R"({
  "format": 1, "name": "test",
  "records": [{
    "message": "vehicle_entry",
    "query": "SELECT id, plate, in_time FROM stay WHERE in_time > :since OR (in_time = :since AND id > :since_key) ORDER BY in_time, id ${limit}",
    "cursor": {"column": "in_time", "overlap": 60},
    "key": "id",
    "record_key": {"template": "{id}"},
    "fields": {"recordCode": {"template": "R{id}"}, "carNum": {"column": "plate", "transform": ["plate"]}, "inTime": "in_time"}
  }, {
    "message": "vehicle_exit",
    "preceded_by": "vehicle_entry",
    "query": "SELECT id, plate, in_time, out_time, fee, state FROM stay WHERE (id > :since OR (id = :since AND id > :since_key)) AND out_time IS NOT NULL ORDER BY id ${limit}",
    "cursor": {"column": "id", "type": "integer", "overlap": 0},
    "key": "id",
    "inferred": {"column": "state", "is": ["tidied up"]},
    "record_key": {"template": "{id}"},
    "fields": {"recordCode": {"template": "R{id}"}, "outTime": "out_time", "payMoney": {"column": "fee", "transform": "yuan"}},
    "images": [{"path": "state", "fields": {"recordCode": {"template": "R{id}"}, "imageCode": {"template": "{id}"}, "imageType": {"constant": 4}}}]
  }],
  "totals": {
    "query": "SELECT count(*) AS stays, sum(fee) AS due FROM stay WHERE out_time >= :day AND out_time < :next_day AND coalesce(state, '') <> 'tidied up'",
    "fields": {"dateTime": {"field": "day"}, "payNum": "stays", "payMoneySum": {"column": "due", "transform": "yuan"}},
    "rows": )" +
           rows + more + R"(
  }})";
}

class Totals : public ::testing::Test {
protected:
    Totals() : site(totals_mapping()) {
        EXPECT_TRUE(
            site.host.start(site.settings(R"("start": "beginning", "image_root": )" + quoted(site.dir.path()))));
    }

    void stay(int id, std::string const& in, std::string const& out, std::string const& fee,
              std::string const& state = "") {
        site.exec("INSERT INTO stay VALUES (" + std::to_string(id) + ", '测A1234" + std::to_string(id) + "', '" + in +
                  "', '" + out + "', " + fee + ", '" + state + "')");
    }
    // "vehicle_exit R1" and so on, in order.
    std::vector<std::string> listed(std::string const& day) {
        std::vector<std::string> out;
        auto const messages = site.host.list_day(day);
        if (!messages) return {messages.error().message};
        for (auto const& message : *messages) {
            EXPECT_EQ(message.problems, "");
            auto const body = *read_request(message.body);
            auto const record = body.find("recordCode");
            out.push_back(message.name + (record == body.end() ? "" : " " + *record->second) +
                          (message.origin == Origin::inferred ? " inferred" : ""));
        }
        return out;
    }

    Site site;
};

TEST_F(Totals, AreTheDatabasesOwnCountAndSums) {
    stay(1, "2024-01-01 08:00:00", "2024-01-01 09:00:00", "0.1");
    stay(2, "2024-01-01 08:00:00", "2024-01-01 23:59:59", "0.2");
    stay(3, "2024-01-01 08:00:00", "2024-01-02 00:00:00", "5");
    stay(4, "2024-01-01 08:00:00", "2024-01-01 10:00:00", "7", "tidied up");

    auto const messages = site.host.list_day("2024-01-01");

    ASSERT_TRUE(messages) << messages.error().message;
    EXPECT_EQ(messages->front().name, "daily_reconciliation");
    EXPECT_EQ(messages->front().body, R"({"dateTime":"2024-01-01","payNum":2,"payMoneySum":0.30})");
}

TEST_F(Totals, ListTheRowsOfTheDayAsTheirStreamsTellThem) {
    stay(1, "2023-12-31 23:59:59", "2024-01-01 00:00:00", "1");
    stay(2, "2024-01-01 00:00:00", "2024-01-02 00:00:00", "2");
    stay(3, "2024-01-01 23:59:59", "2024-01-03 00:00:00", "3");
    stay(4, "2024-01-02 00:00:00", "2024-01-02 01:00:00", "4");
    stay(5, "2024-01-01 12:00:00", "2024-01-01 13:00:00", "5", "tidied up");

    EXPECT_THAT(listed("2024-01-01"),
                ElementsAre("daily_reconciliation", "vehicle_entry R2", "vehicle_entry R5", "vehicle_entry R3",
                            "vehicle_entry R1", "vehicle_exit R1", "vehicle_entry R5", "vehicle_exit R5 inferred"));
    EXPECT_THAT(site.host.messages(), IsEmpty());
}

TEST_F(Totals, OfADayWithoutRowsAreZero) {
    EXPECT_THAT(listed("2024-01-01"), ElementsAre("daily_reconciliation"));
    EXPECT_EQ(site.host.list_day("2024-01-01")->front().body, R"({"dateTime":"2024-01-01","payNum":0})");
}

TEST_F(Totals, TellARecordAgainWithItsEntryAndItsPicture) {
    site.dir.write("out.jpg", "\xff\xd8\xff picture \xff\xd9");
    stay(1, "2024-01-01 08:00:00", "2024-01-01 09:00:00", "12.5", "out.jpg");
    stay(2, "2024-01-01 08:00:00", "2024-01-01 09:00:00", "1");

    auto const told = site.host.submit_day("2024-01-01", {"R1", "R77"});

    ASSERT_TRUE(told) << told.error().message;
    std::vector<std::string> names;
    for (auto const& message : site.host.messages()) names.push_back(message.name);
    EXPECT_THAT(names, ElementsAre("vehicle_entry", "vehicle_exit", "image_upload"));
    EXPECT_EQ(site.host.stored<vo::VehicleExit>()[0].pay_money, Money::from_fen(1250));
    EXPECT_EQ(site.host.cursor(), "");
}

TEST_F(Totals, AreOfferedAndChecked) {
    EXPECT_THAT(*site.host.capabilities(), HasSubstr(R"("daily_reconciliation":"native")"));
    site.host.stop();
    auto const findings = *site.host.check(site.settings());
    auto const of_totals = std::ranges::count_if(findings, [](auto const& finding) {
        return finding.subject.starts_with("totals") && finding.outcome == Findings::Outcome::ok;
    });
    EXPECT_EQ(of_totals, 2);
}

TEST_F(Totals, SayWhatTheDatabaseSays) {
    site.exec("DROP TABLE stay");

    EXPECT_THAT(site.host.list_day("2024-01-01").error().message, HasSubstr("no such table"));
}

std::string problems(std::string const& rows, std::string const& more = "") {
    auto const read = read_mapping(totals_mapping(rows, more), "test.json", Dialect::sqlite3, {});
    return read ? "none" : read.error().message;
}

TEST(TotalsSection, NamesStreamsThatAreThere) {
    EXPECT_THAT(problems(R"({"vehicle_exot": true})"),
                HasSubstr("/totals/rows/vehicle_exot: there is no stream \"vehicle_exot\""));
    EXPECT_THAT(problems("{}"), HasSubstr("must name the streams"));
}

TEST(TotalsSection, WantsAQueryWhereTheCursorIsNoTime) {
    EXPECT_THAT(problems(R"({"vehicle_exit": true})"), HasSubstr("needs a query of its own"));
    EXPECT_EQ(problems(R"({"vehicle_entry": true})"), "none");
}

TEST(TotalsSection, KnowsNoOtherParametersThanTheDay) {
    EXPECT_THAT(problems(R"({"vehicle_exit": "SELECT 1 WHERE 1 > :since"})"), HasSubstr("since"));
    EXPECT_THAT(problems(R"({"vehicle_entry": true})", R"(, "formt": "sql")"), HasSubstr("formt"));
}

TEST(TotalsSection, IsUnsupportedWhereThereIsNone) {
    Site site(entries_mapping());
    ASSERT_TRUE(site.host.start(site.settings()));

    EXPECT_EQ(site.host.list_day("2024-01-01").error().code, Errc::unsupported);
    EXPECT_EQ(site.host.submit_day("2024-01-01", {"R1"}).error().code, Errc::unsupported);
}

}  // namespace
}  // namespace lotbridge::sql
