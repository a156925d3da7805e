// Mappings that break no rule and mean something else than the lot: what the data itself says against them.
#include "site.hpp"
#include "transforms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace lotbridge::sql {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Entries and exits of the same rows, as most products keep them; the stays of a lot in a day, at noon of each.
class LotOfStays : public ::testing::Test {
protected:
    static constexpr auto tables =
        "CREATE TABLE stay (id INTEGER PRIMARY KEY, plate TEXT, in_time TEXT, out_time TEXT, way_in TEXT, way_out "
        "TEXT, "
        "kind INTEGER, fee REAL);"
        "CREATE TABLE lane (id TEXT, kind INTEGER)";
    static constexpr auto mapping = R"({"format": 1, "name": "lot", "records": [
  {"message": "channel_info", "mode": "snapshot", "query": "SELECT id, kind FROM lane ORDER BY id", "key": "id",
   "fields": {"channelId": "id", "doorType": "kind", "actionType": {"constant": 1}}},
  {"message": "vehicle_entry",
   "query": "SELECT * FROM stay WHERE in_time >= :since AND (in_time > :since OR id > :since_key) ORDER BY in_time, id ${limit}",
   "cursor": {"column": "in_time"}, "key": "id",
   "fields": {"recordCode": "id", "carNum": "plate", "inTime": "in_time", "inCross": "way_in", "inIdentity": "kind"}},
  {"message": "vehicle_exit",
   "query": "SELECT * FROM stay WHERE out_time >= :since AND (out_time > :since OR id > :since_key) ORDER BY out_time, id ${limit}",
   "cursor": {"column": "out_time"}, "key": "id",
   "fields": {"recordCode": "id", "carNum": "plate", "inTime": "in_time", "outTime": "out_time", "inCross": "way_in",
     "outCross": "way_out", "outIdentity": "kind", "payMoney": "fee"}}]})";

    explicit LotOfStays(std::string const& text = mapping) : site(text, tables) {
        site.exec("INSERT INTO lane VALUES ('1', 2), ('2', 3)");
    }
    // Stays of 20 cars that ended within the last hours; $ in a value is the number of the stay.
    void stays(std::map<std::string, std::string> const& values = {}, int count = 20) {
        std::map<std::string, std::string> all{
            {"plate", "'测A1000' || $"},
            {"in_time", "datetime('now', 'localtime', '-600 minutes', '+$ minutes')"},
            {"out_time", "datetime('now', 'localtime', '-410 minutes', '+$ minutes')"},
            {"way_in", "'1'"},
            {"way_out", "'2'"},
            {"kind", "2"},
            {"fee", "5 + $ % 3"}};
        for (auto const& [column, value] : values) all[column] = value;
        std::string columns = "id", row = "$";
        for (auto const& [column, value] : all) columns += ", " + column, row += ", " + value;
        for (int id = 1; id <= count; ++id)
            site.exec("INSERT INTO stay(" + columns + ") VALUES (" + replace(row, "$", std::to_string(id)) + ")");
    }
    std::vector<std::string> notes() {
        std::vector<std::string> found;
        auto const findings = site.host.check(site.settings(""));
        for (auto const& finding : *findings) {
            EXPECT_NE(finding.outcome, Findings::Outcome::failed) << finding.words;
            if (finding.outcome == Findings::Outcome::note) found.push_back(finding.subject + ": " + finding.words);
        }
        return found;
    }
    Site site;
};

TEST_F(LotOfStays, RaisesNoDoubtWhenItIsAsLotsAre) {
    stays();

    EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(LotOfStays, WhoseFeesAreInFenIsDoubted) {
    stays({{"fee", "500 + $ % 3 * 100"}});

    EXPECT_THAT(
        notes(),
        ElementsAre("stream vehicle_exit: mapping.json:12:64 /records/2/fields/payMoney: looks like fen told as "
                    "yuan: of 20 amounts half come to more than 150 yuan an hour (600, 700); a column of fen "
                    "needs \"transform\": \"fen\""));
}

TEST_F(LotOfStays, WhoseYuanAreTakenForFenIsDoubted) {
    stays({{"fee", "(5 + $ % 3) / 100.0"}});

    EXPECT_THAT(notes(), ElementsAre(AllOf(HasSubstr("/records/2/fields/payMoney: looks like yuan taken for fen: of 20 "
                                                     "amounts half are not above 0.06 yuan (0.06, 0.07)"))));
}

TEST_F(LotOfStays, ForLorriesAtWholeHundredsADayRaisesNoDoubt) {
    stays({{"fee", "100 + $ % 3 * 100"}});  // 100 to 300 yuan for 4 hours begun

    EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(LotOfStays, WhereHalfAYuanIsTheFeeRaisesNoDoubt) {
    stays({{"fee", "0.5"}});

    EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(LotOfStays, WhereNobodyPaysForLongStaysIsDoubtedUnlessTheyHaveCards) {
    stays({{"fee", "NULL"}});
    EXPECT_THAT(notes(),
                ElementsAre(AllOf(HasSubstr("/payMoney: none of the 20 temporary cars that stayed for 2 hours"),
                                  HasSubstr("(190 minutes)"))));

    site.exec("UPDATE stay SET kind = 1");
    EXPECT_THAT(notes(), IsEmpty());

    site.exec("UPDATE stay SET kind = 2, in_time = datetime(out_time, '-20 minutes')");  // all within the free time
    EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(LotOfStays, WhoseLanesLeadTheOtherWayIsDoubtedForEntriesAndExits) {
    stays({{"way_in", "'2'"}, {"way_out", "'1'"}});

    EXPECT_THAT(notes(),
                ElementsAre(HasSubstr("stream vehicle_entry: mapping.json:7:86 /records/1/fields/inCross: looks "
                                      "like entries and exits exchanged: 20 of 20 entries are through exits "
                                      "(\"2\"); see what tells the one from the other"),
                            HasSubstr("/records/2/fields/outCross: looks like entries and exits exchanged: 20 "
                                      "of 20 exits are through entrances (\"1\")")));
}

TEST_F(LotOfStays, WhoseLanesSayByTheirNamesThatTheyLeadTheOtherWayIsDoubted) {
    stays({{"way_in", "'东门出口'"}, {"way_out", "'东门入口'"}});

    EXPECT_THAT(notes(), ElementsAre(HasSubstr("entries are through exits (\"东门出口\")"),
                                     HasSubstr("exits are through entrances (\"东门入口\")")));
}

class LotWhoseExits : public LotOfStays {
protected:
    LotWhoseExits()
        : LotOfStays(replace(mapping, R"("inCross": "way_in",
     "outCross": "way_out")",
                             R"("inCross": "way_out", "outCross": "way_in")")) {}
};

TEST_F(LotWhoseExits, HaveTheirLanesExchangedIsDoubted) {
    stays();

    EXPECT_THAT(notes(),
                ElementsAre(HasSubstr("/records/2/fields/inCross: 20 of 20 exits came in by an exit (\"2\") and left "
                                      "by an entrance; are inCross and outCross exchanged?")));
}

TEST_F(LotOfStays, WithOneLaneForBothWaysRaisesNoDoubt) {
    stays({{"way_in", "'2'"}});

    EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(LotOfStays, WhoseTimesAreExchangedIsDoubted) {
    stays({{"in_time", "datetime('now', 'localtime', '-10 minutes', '+$ minutes')"}});

    EXPECT_THAT(notes(), ElementsAre(AllOf(HasSubstr("/outTime: 20 of 20 cars left before they came ("),
                                           HasSubstr("are inTime and outTime exchanged?"))));
}

TEST_F(LotOfStays, WhoseCarsHaveNoPlatesButNamesIsDoubtedWithoutTellingThem) {
    stays({{"plate", "'张三' || CASE WHEN $ > 18 THEN '浙A1234' || ($ % 10) ELSE '(' || $ || ')' END"}});
    EXPECT_THAT(notes(), IsEmpty());  // every tenth is a plate

    site.exec("UPDATE stay SET plate = '西门入口喆苑'");
    EXPECT_THAT(notes(), ElementsAre(HasSubstr("/records/1/fields/carNum: 20 of 20 plates are none of the mainland (of "
                                               "the form \"??????\"); is it the column of the plates?"),
                                     HasSubstr("/records/2/fields/carNum: 20 of 20 plates are none of the mainland")));
}

TEST_F(LotOfStays, WhoseCarsAllHaveOnePlateOrNoneIsDoubted) {
    stays({{"plate", "'测A11111'"}}, 100);
    EXPECT_THAT(notes(), ElementsAre(HasSubstr("all 100 cars have the same plate"), HasSubstr("all 100 cars")));

    site.exec("UPDATE stay SET plate = NULL");
    EXPECT_THAT(notes(), ElementsAre(HasSubstr("none of 100 cars has a plate"), HasSubstr("none of 100 cars")));
}

TEST_F(LotOfStays, WithPlatesOfEveryKindRaisesNoDoubt) {
    site.exec("CREATE TABLE kinds (id INTEGER PRIMARY KEY, plate TEXT)");
    site.exec(
        "INSERT INTO kinds(plate) VALUES ('粤BD12345'), ('粤Z1234港'), ('使014578'), ('WJ粤1234X'), ('无牌车'), "
        "('京A·12345'), ('临A12345'), (''), ('浙b3b9jj '), ('未识别'), ('沪AA1234学'), ('空A12345')");
    stays({{"plate", "(SELECT plate FROM kinds WHERE id = $ % 12 + 1)"}});

    EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(LotOfStays, ThatHasOnlyAFewCarsIsNotJudged) {
    stays({{"plate", "'张三'"}, {"fee", "500"}, {"way_out", "'1'"}, {"way_in", "'2'"}}, 4);

    EXPECT_THAT(notes(), IsEmpty());
}

class LotOfPassages : public LotOfStays {
protected:
    static std::string exits_with(std::string const& record, std::string const& in_time) {
        auto text =
            replace(mapping, R"("recordCode": "id", "carNum": "plate", "inTime": "in_time", "outTime")",
                    R"("recordCode": )" + record + R"(, "carNum": "plate", "inTime": )" + in_time + R"(, "outTime")");
        EXPECT_NE(text, mapping);
        return text;
    }
};

TEST_F(LotOfPassages, WhoseExitsHaveNumbersOfTheirOwnIsDoubted) {
    stays();
    site.dir.write("mapping.json", exits_with(R"({"template": "X{id}"})", R"("in_time")"));

    EXPECT_THAT(notes(), ElementsAre(AllOf(HasSubstr("/recordCode: no exit has the recordCode of an entry, although 20 "
                                                     "have the plate of an earlier one (1 and X1, 2 and X2)"))));
}

TEST_F(LotOfPassages, WhoseExitsFindNoEntryIsDoubted) {
    stays();
    site.dir.write("mapping.json", exits_with(R"("id")", R"({"column": "plate", "transform": {"null_if": )"
                                                         R"(["测A10001"]}})"));
    site.exec("UPDATE stay SET plate = '测A10001' WHERE id < 20");
    site.exec("DELETE FROM stay WHERE id = 20");

    EXPECT_THAT(notes(), ElementsAre(HasSubstr("/inTime: none of 19 exits has an inTime; is the entry joined by the "
                                               "right column, and are entries and exits not exchanged?")));
}

// Residents leave in the morning and come back at night: hardly an exit has its entry within the day.
TEST_F(LotOfPassages, WhoseCarsComeBackAfterTheyHaveLeftRaisesNoDoubt) {
    stays({{"in_time", "datetime('now', 'localtime', '-1800 minutes', '+$ minutes')"}});
    for (int id = 1; id <= 20; ++id)
        site.exec("INSERT INTO stay(id, plate, in_time, way_in, kind) VALUES (" + std::to_string(id + 100) +
                  ", '测A1000' || " + std::to_string(id) + ", datetime('now', 'localtime', '-60 minutes'), '1', 2)");

    EXPECT_THAT(notes(), IsEmpty());
}

TEST_F(LotOfStays, IsDoubtedInTheLogWhenItIsReadForTheFirstTimeAndNotAgain) {
    stays({{"fee", "500 + $ % 3 * 100"}});
    auto const warnings = [&] {
        std::vector<std::string> found;
        for (auto const& [level, words] : site.host.logged())
            if (level == LogLevel::warning) found.push_back(words);
        return found;
    };
    ASSERT_TRUE(site.host.start(site.settings()));
    ASSERT_TRUE(site.host.poll_all());
    ASSERT_TRUE(site.host.poll_all());
    EXPECT_THAT(warnings(), ElementsAre(HasSubstr("/payMoney: looks like fen told as yuan")));
    site.host.stop();

    ASSERT_TRUE(site.host.start(site.settings()));
    site.exec("UPDATE stay SET fee = fee + 1");
    ASSERT_TRUE(site.host.poll_all());

    EXPECT_THAT(warnings(), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace lotbridge::sql
