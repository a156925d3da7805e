#include "files.hpp"

namespace lotbridge::config {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

using Fees = LotFiles;

std::string rates(std::string const& list, std::string const& more = "") {
    return ", \"fees\": { \"tariff\": {" + more + " \"rates\": [" + list + "] } }";
}
std::string rate(std::string const& more) { return rates("{ " + more + " }"); }

constexpr auto plain = R"("steps": [{ "every": "1h", "fee": "2.50" }])";

TEST_F(Fees, AreReadWhole) {
    auto const lot = load({.more = R"(, "fees": { "quote_life": "10min", "tariff": {
        "grace": "20min", "costs_nothing": ["monthly"],
        "rates": [
          { "types": ["temporary", "stored_value"], "plate_colors": ["绿"], "free": "2h", "steps": [{ "every": "1h", "fee": "2" }] },
          { "free": "15min", "free_deducted": true,
            "steps": [{ "until": "1h", "every": "1h", "fee": "5" }, { "every": "30min", "fee": "2.50" }],
            "day": { "from": "midnight", "cap": "40" },
            "night": { "from": "22:30", "to": "07:00", "every": "2h", "fee": "1", "cap": "3.5" } }] } })"});

    ASSERT_TRUE(lot) << said(lot);
    EXPECT_EQ(lot->fees.quote_life, 10min);
    auto const& tariff = *lot->fees.tariff;
    EXPECT_EQ(tariff.grace, 20min);
    EXPECT_THAT(tariff.costs_nothing, ElementsAre(vo::VehicleType::monthly));
    EXPECT_THAT(tariff.rates[0].types, ElementsAre(vo::VehicleType::temporary, vo::VehicleType::stored_value));
    EXPECT_THAT(tariff.rates[0].plate_colors, ElementsAre("绿"));
    EXPECT_EQ(tariff.rates[0].free, 120min);
    auto const& other = tariff.rates[1];
    EXPECT_TRUE(other.free_deducted);
    EXPECT_EQ(other.steps[0].until, 60min);
    EXPECT_EQ(other.steps[1].every, 30min);
    EXPECT_EQ(other.steps[1].fee, Money::from_fen(250));
    EXPECT_EQ(other.day->from, TariffRate::Day::From::midnight);
    EXPECT_EQ(other.day->cap, Money::from_fen(4000));
    EXPECT_EQ(other.night->from, 22h + 30min);
    EXPECT_EQ(other.night->to, 7h);
    EXPECT_EQ(other.night->every, 120min);
    EXPECT_EQ(*other.night->cap, Money::from_fen(350));
}

TEST_F(Fees, AreReadAsTheDocumentShowsThem) {
    std::ifstream file(std::filesystem::path(LOTBRIDGE_SOURCE_DIR) / "docs" / "fees.md");
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    auto const begin = text.find("```json\n") + 8;
    auto const lot = load({.more = ",\n" + text.substr(begin, text.find("```", begin) - begin)});

    ASSERT_TRUE(lot) << said(lot);
    EXPECT_EQ(lot->fees.tariff->rates.size(), 2u);
}

TEST_F(Fees, NeedNothingWhenTheLotsSoftwareComputesThem) {
    auto const lot = load({});

    EXPECT_FALSE(lot->fees.tariff);
    EXPECT_EQ(lot->fees.quote_life, 15min);
}

TEST_F(Fees, MonthlyFreeAndMilitaryVehiclesPayNothingUnlessTheFileSaysOtherwise) {
    auto const lot = load({.more = rate(plain)});

    EXPECT_THAT(lot->fees.tariff->costs_nothing,
                ElementsAre(vo::VehicleType::monthly, vo::VehicleType::free_member, vo::VehicleType::military_police));
}

TEST_F(Fees, AmountsAndTimesHaveOneForm) {
    EXPECT_THAT(said(load({.more = rate(R"("steps": [{ "every": "1h", "fee": 2.5 }])")})),
                HasSubstr("/fees/tariff/rates/0/steps/0/fee: must be an amount in yuan as text such as"));
    EXPECT_THAT(said(load({.more = rate(R"("steps": [{ "every": "1h", "fee": "2.505" }])")})),
                HasSubstr("/fees/tariff/rates/0/steps/0/fee: must be an amount in yuan as text such as"));
    EXPECT_THAT(said(load({.more = rate(R"("steps": [{ "every": "90s", "fee": "1" }])")})),
                HasSubstr("/fees/tariff/rates/0/steps/0/every: must be a length of time in whole minutes"));
    EXPECT_THAT(
        said(load({.more = rate(std::string(plain) +
                                R"(, "night": { "from": "24:00", "to": "7:00", "every": "1h", "fee": "1" })")})),
        AllOf(HasSubstr("/night/from: must be a time of day"), HasSubstr("/night/to: must be a time of day")));
    EXPECT_THAT(said(load({.more = rate(std::string(plain) + R"(, "types": ["montly"])")})),
                HasSubstr("did you mean \"monthly\"?"));
}

TEST_F(Fees, StepsThatDoNotFollowEachOtherAreTold) {
    auto const words = said(load({.more = "\n" + rate(R"("steps": [
        { "until": "2h", "every": "45min", "fee": "1" },
        { "until": "1h", "every": "30min", "fee": "1" },
        { "every": "30min", "fee": "1" },
        { "until": "9h", "every": "30min", "fee": "1" }])")}));

    EXPECT_THAT(
        words,
        HasSubstr("lot.json:3:35: /fees/tariff/rates/0/steps/0/every: does not go into the 120 min of this step"));
    EXPECT_THAT(words, HasSubstr("/steps/1/until: must be later than where the step begins, which is at 120 min"));
    EXPECT_THAT(words, HasSubstr("/steps/2: needs until: only the last step goes on for ever"));
    EXPECT_THAT(words, HasSubstr("/steps/3: is the last step and must go on for ever"));
}

TEST_F(Fees, RatesThatAreNeverUsedOrLeaveVehiclesOutAreTold) {
    EXPECT_THAT(said(load({.more = rates("{" + std::string(plain) + "}, {" + plain + "}")})),
                HasSubstr("/fees/tariff/rates/0: fits every vehicle, so that the rates behind it are never used"));
    EXPECT_THAT(said(load({.more = rate(std::string(plain) + R"(, "types": ["temporary"])")})),
                HasSubstr("/fees/tariff/rates/0: is the last rate and must fit every vehicle"));
    EXPECT_THAT(said(load({.more = rates(R"({ "types": ["temporary", "monthly"], )" + std::string(plain) + "}, {" +
                                         plain + "}")})),
                HasSubstr("/fees/tariff/rates/0/types/1: these vehicles pay nothing by costs_nothing"));
}

TEST_F(Fees, CapsBelowWhatTheyCapAreTold) {
    EXPECT_THAT(said(load({.more = rate(std::string(plain) + R"(, "day": { "from": "entry", "cap": "2" })")})),
                HasSubstr("/rates/0/day/cap: is less than the first step's fee of 2.50, which could never be charged"));
    EXPECT_THAT(
        said(load({.more = rate(
                       std::string(plain) +
                       R"(, "night": { "from": "22:00", "to": "22:00", "every": "1h", "fee": "2", "cap": "1.99" })")})),
        AllOf(HasSubstr("/night/to: is the same as from"), HasSubstr("/night/cap: is less than the fee of 2")));
}

TEST_F(Fees, AStepBeyondADayThatBeginsAnewIsTold) {
    EXPECT_THAT(
        said(load(
            {.more = rate(R"("steps": [{ "until": "2d", "every": "1h", "fee": "1" }, { "every": "1h", "fee": "2" }],
                                           "day": { "from": "entry", "cap": "30" })")})),
        HasSubstr("/rates/0/day/from: each day from the entry begins with the first step again"));
}

}  // namespace
}  // namespace lotbridge::config
