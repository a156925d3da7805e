#include "relay/letters.hpp"
#include "fakes/member.hpp"

#include <gmock/gmock.h>

namespace lotbridge::relay {
namespace {

using namespace std::chrono_literals;
using fakes::member;
using testing::HasSubstr;

config::LotSettings lot() {
    config::LotSettings settings;
    settings.park_id = "P1";
    settings.park_code = "C1";
    return settings;
}

constexpr WallTime captured{std::chrono::milliseconds(1'780'000'000'000)};

store::NewLetter made(std::string name, std::string body, std::string key = "") {
    auto const result =
        make_letter({.name = std::move(name), .body = std::move(body), .key = std::move(key)}, lot(), captured);
    EXPECT_TRUE(std::holds_alternative<store::NewLetter>(result)) << std::get<store::NewQuarantine>(result).problems;
    return std::get<store::NewLetter>(result);
}

std::string problems(std::string name, std::string body) {
    auto const result = make_letter({.name = std::move(name), .body = std::move(body)}, lot(), captured);
    EXPECT_TRUE(std::holds_alternative<store::NewQuarantine>(result));
    return std::get<store::NewQuarantine>(result).problems;
}

TEST(Letters, TakeTheirOrderFromTheParkingRecord) {
    auto const letter = made(
        "vehicle_entry", R"({"recordCode":"R1","carNum":"测A12345","inTime":"2026-05-28 20:00:00","inIdentity":1})");

    EXPECT_EQ(letter.record, "R1");
    EXPECT_EQ(letter.occurred, WallTime(std::chrono::sys_days(std::chrono::year(2026) / 5 / 28) + 12h));
}

TEST(Letters, OfOneStayHaveOneIdentityWhateverTheAdaptersKey) {
    auto const body = R"({"recordCode":"R1","carNum":"测A12345","inTime":"2026-05-28 20:00:00","inIdentity":1})";

    EXPECT_EQ(made("vehicle_entry", body, "row 1").key, made("vehicle_entry", body, "row 2").key);
}

TEST(Letters, KeepMoneyExact) {
    auto const letter =
        made("vehicle_exit",
             R"({"recordCode":"R1","carNum":"测A12345","inTime":"2026-05-28 20:00:00",)"
             R"("outTime":"2026-05-28 21:00:00","inIdentity":2,"payMoney":0.1,"chargeMoney":80071992547409.93})");

    EXPECT_THAT(letter.body, HasSubstr("\"payMoney\":0.10"));
    EXPECT_THAT(letter.body, HasSubstr("\"chargeMoney\":80071992547409.93"));
}

TEST(Letters, FillTheLotsNumbersWhereTheAdapterLeftThemOut) {
    auto const letter =
        made("supplementary_bill", R"({"recordCode":"R1","carNum":"测A12345","inTime":"2026-05-28 20:00:00",)"
                                   R"("outTime":"2026-05-28 21:00:00","payMoney":12.5})");

    EXPECT_EQ(member(letter.body, "parkId"), "P1");
    EXPECT_EQ(member(letter.body, "parkCode"), "C1");
    EXPECT_EQ(member(letter.body, "payMoney"), "12.50");
}

TEST(Letters, ThatBreakTheSchemaAreQuarantinedWithPathAndClause) {
    auto const words = problems("vehicle_entry", R"({"recordCode":"","inTime":"yesterday"})");

    EXPECT_THAT(words, HasSubstr("/recordCode"));
    EXPECT_THAT(words, HasSubstr("/inTime"));
    EXPECT_THAT(words, HasSubstr("C.2.2"));
}

TEST(Letters, OfUnknownOrDownlinkNamesAreQuarantined) {
    EXPECT_THAT(problems("vehicle_entrance", "{}"), HasSubstr("vehicle_entrance"));
    EXPECT_THAT(problems("gate_control", "{}"), HasSubstr("gate_control"));
}

TEST(Letters, AreNeverMadeOfQuestions) {
    EXPECT_THAT(problems("auto_deduct", R"({"recordCode":"R1","carNum":"测A12345","payMoney":5})"),
                HasSubstr("never queued"));
}

TEST(Letters, ThatAreNoJsonObjectAreQuarantined) {
    EXPECT_THAT(problems("vehicle_entry", "[1]"), HasSubstr("is not an object"));
}

TEST(Letters, ThatAreNestedHoweverDeepAreQuarantined) {
    EXPECT_THAT(problems("vehicle_entry", std::string(1 << 20, '[')), HasSubstr("Nested deeper"));
}

TEST(Letters, OfCountsKeepOnlyTheNewest) { EXPECT_TRUE(made("free_spaces", R"({"emptyNum":3})").newest); }

TEST(FoundBy, NamesTheRecordOrTheRowAndNeverAPlate) {
    EXPECT_EQ(found_by("12096-0123456789abcdef", R"({"recordCode":"R1"})"), "R1");
    EXPECT_EQ(found_by("12096-0123456789abcdef", R"({"carNum":"x"})"), "row 12096");
    EXPECT_EQ(found_by("12096", "no JSON"), "row 12096");
    EXPECT_EQ(found_by("13800138000", "{}"), "");
    EXPECT_EQ(found_by("京A12345", "{}"), "");
    EXPECT_EQ(found_by("12A", "{}"), "");
}

}  // namespace
}  // namespace lotbridge::relay
