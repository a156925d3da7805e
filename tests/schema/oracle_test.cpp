// Our rows against Appendix C as data (tests/golden/interfaces.json, typed by somebody else): neither is made from the
// other.
#include <lotbridge/schema/catalogue.hpp>

#include <gmock/gmock.h>

#include <rapidjson/document.h>
#include <rapidjson/istreamwrapper.h>
#include <fstream>
#include <map>
#include <set>

namespace lotbridge::test {
namespace {

using schema::FieldInfo;
using schema::Kind;

class Oracle {
public:
    static rapidjson::Document const& document() {
        static rapidjson::Document const parsed = [] {
            std::ifstream file(LOTBRIDGE_SOURCE_DIR "/tests/golden/interfaces.json");
            rapidjson::IStreamWrapper stream(file);
            rapidjson::Document read;
            read.ParseStream(stream);
            return read;
        }();
        return parsed;
    }
    static rapidjson::Value const& interface(int number) {
        return document()["interfaces"][static_cast<rapidjson::SizeType>(number - 1)];
    }
};

std::string text(rapidjson::Value const& object, char const* name) { return object[name].GetString(); }

std::string join(rapidjson::Value const& fields) {
    std::string names;
    for (auto const& field : fields.GetArray()) names += text(field, "wire") + " ";
    return names;
}
std::string join(schema::Shape const& shape) {
    std::string names;
    for (auto const& field : shape.fields) names += std::string(field.wire) + " ";
    return names;
}

// What the oracle's words for types may be with us. discountDetail of 10 is an amount or a list (decisions, 10).
bool agrees(std::string const& type, FieldInfo const& field) {
    static std::map<std::string, std::set<Kind>> const kinds{{"string", {Kind::text}},
                                                             {"integer", {Kind::integer, Kind::code}},
                                                             {"decimal", {Kind::money, Kind::decimal}},
                                                             {"datetime", {Kind::datetime}},
                                                             {"date", {Kind::date}},
                                                             {"boolean", {Kind::boolean}},
                                                             {"list", {Kind::list}}};
    return kinds.at(type).contains(field.kind);
}

// "0现金券；1折扣券" and "1=入场小图" alike.
std::set<std::int64_t> numbers_in(std::string const& note) {
    std::set<std::int64_t> numbers;
    for (std::size_t i = 0; i < note.size();) {
        std::size_t end = i;
        while (end < note.size() && std::isdigit(static_cast<unsigned char>(note[end]))) ++end;
        if (end > i) numbers.insert(std::stoll(note.substr(i, end - i)));
        i = std::max(end, i + 1);
    }
    return numbers;
}

class OracleTest : public testing::TestWithParam<int> {
protected:
    rapidjson::Value const& theirs() const { return Oracle::interface(GetParam()); }
    schema::Interface const& ours() const { return *schema::find_interface(GetParam()); }

    void expect_same_fields(schema::Shape const& shape, rapidjson::Value const& fields) {
        ASSERT_EQ(join(shape), join(fields));
        for (std::size_t i = 0; i < shape.fields.size(); ++i)
            expect_same_field(shape.fields[i], fields[static_cast<rapidjson::SizeType>(i)]);
    }

    // Where a note numbers the values, our table has these numbers and no others. The note of timeType speaks of the
    // number of another field too; codes_test.cpp has it by hand.
    void expect_numbers_of_note(FieldInfo const& field, std::string const& note) {
        auto const numbers = numbers_in(note);
        if (field.kind != Kind::code || numbers.empty() || field.wire == "timeType") return;
        std::set<std::int64_t> ours_allow;
        for (auto const& code : field.codes) ours_allow.insert(code.wire);
        EXPECT_EQ(ours_allow, numbers);
    }

    void expect_same_field(FieldInfo const& field, rapidjson::Value const& oracle) {
        SCOPED_TRACE(std::string(field.wire));
        EXPECT_EQ(field.title_zh, text(oracle, "name_zh"));
        bool const either = GetParam() == 10 && field.wire == "discountDetail";
        EXPECT_TRUE(either ? field.kind == Kind::amount_or_list : agrees(text(oracle, "type"), field));
        expect_numbers_of_note(field, text(oracle, "note"));
        if (oracle.HasMember("items")) {
            ASSERT_NE(field.item, nullptr);
            expect_same_fields(*field.item, oracle["items"]);
        } else if (field.kind == Kind::list) {
            EXPECT_EQ(field.item, nullptr) << "the standard leaves these items open";
        }
    }
};

TEST_P(OracleTest, TheInterfaceIsTheOneOfTheTable) {
    auto const& oracle = theirs();
    ASSERT_EQ(oracle["no"].GetInt(), GetParam());

    EXPECT_EQ(ours().id, text(oracle, "id"));
    EXPECT_EQ(ours().title_zh, text(oracle, "name_zh"));
    EXPECT_EQ(ours().title_en, text(oracle, "name_en"));
    EXPECT_EQ(ours().clause, text(oracle, "clause"));
    EXPECT_EQ(ours().function_clause, text(oracle, "function_clause"));
}

TEST_P(OracleTest, TheDirectionIsTheOneOfTheTable) {
    static std::map<std::string, schema::Direction> const directions{
        {"up", schema::Direction::up}, {"down", schema::Direction::down}, {"both", schema::Direction::both}};

    EXPECT_EQ(ours().direction, directions.at(text(theirs(), "direction")));
}

TEST_P(OracleTest, TheRequestHasTheTablesFieldsInItsOrder) { expect_same_fields(*ours().request, theirs()["request"]); }

TEST_P(OracleTest, TheReplyHasTheTablesFieldsInItsOrder) { expect_same_fields(*ours().response, theirs()["response"]); }

INSTANTIATE_TEST_SUITE_P(Interfaces, OracleTest, testing::Range(1, 27),
                         [](auto const& each) { return std::string(schema::find_interface(each.param)->id); });

TEST(Catalogue, HasTheWholeAppendixAndTheMonthlyCardProduct) {
    EXPECT_EQ(Oracle::document()["interfaces"].Size(), 26u);
    EXPECT_EQ(schema::interfaces().size(), 27u);
    EXPECT_EQ(schema::find_interface("monthly_card_product")->number, 27);
}

TEST(Catalogue, FindsNothingUnderAStrangeNameOrNumber) {
    EXPECT_EQ(schema::find_interface("vehicle_entrance"), nullptr);
    EXPECT_EQ(schema::find_interface(28), nullptr);
}

TEST(Catalogue, OnlyTheNewestCountOfSpacesIsWorthSending) {
    std::vector<std::string_view> newest;
    for (auto const& interface : schema::interfaces())
        if (interface.queueing == schema::Queueing::newest) newest.push_back(interface.id);

    EXPECT_THAT(newest, testing::ElementsAre("total_spaces", "free_spaces"));
}

TEST(Catalogue, AQuestionNeverWaitsInAQueue) {
    std::vector<std::string_view> questions;
    for (auto const& interface : schema::interfaces())
        if (interface.queueing == schema::Queueing::never) questions.push_back(interface.id);

    EXPECT_THAT(questions, testing::ElementsAre("unlicensed_entry", "unlicensed_exit", "member_query", "auto_deduct"));
}

TEST(Catalogue, TheCloudSendsWhatTheTableSaysButAMemberTogetherWithWhatItIs) {
    for (auto const& interface : schema::interfaces()) {
        auto const expected =
            join(*interface.request) + (interface.id == "member_query" ? join(*interface.response) : "");
        EXPECT_EQ(join(*interface.pushed), expected) << interface.id;
    }
}

std::string required_of(schema::Shape const& shape) {
    std::string names;
    for (auto const& field : shape.fields) {
        if (field.required) names += std::string(field.wire) + " ";
        if (field.item) names += required_of(*field.item);
    }
    return names;
}

// The tables do not say what must be there; this is what a message means nothing without.
TEST(Catalogue, RequiresWhatAMessageMeansNothingWithout) {
    std::map<std::string_view, std::string> const expected{
        {"login", "parkUserName parkUserPwd | token "},
        {"vehicle_entry", "recordCode inTime | "},
        {"vehicle_correction", "recordCode carNum | "},
        {"vehicle_exit", "recordCode outTime | "},
        {"image_upload", "recordCode imageCode imageType | "},
        {"total_spaces", "totalNum | "},
        {"free_spaces", "emptyNum | "},
        {"heartbeat", "| "},
        {"fee_query", "recordCode usercouponId | recordCode chargeMoney "},
        {"prepayment", "orderMoney orderCode recordCode | orderCode result "},
        {"cashier_settlement", "userId startDate endDate | "},
        {"supplementary_bill", "inTime outTime recordCode | "},
        {"daily_reconciliation", "dateTime | "},
        {"free_minutes", "freeMinutes | "},
        {"unlicensed_entry", "plateno inCross | "},
        {"unlicensed_exit", "plateno outCross | "},
        {"monthly_card", "msRecordId carNum beginTime endTime status | "},
        {"gate_control", "barCode isOpen | barCode status "},
        {"gate_status", "barCode | barCode barStatus "},
        {"manual_gate_opening", "operateTime | "},
        {"equipment_status", "equipmentCode linkStatus createTime | "},
        {"station_status", "pcName linkStatus createTime | "},
        {"channel_info", "channelId actionType | "},
        {"blacklist", "carNum Type | "},
        {"member_query", "carNum | isVip "},
        {"auto_deduct", "recordCode carNum payMoney | payStatus "},
        {"monthly_card_product", "productId productName status | "},
    };
    std::map<std::string_view, std::string> found;
    for (auto const& interface : schema::interfaces())
        found[interface.id] = required_of(*interface.request) + "| " + required_of(*interface.response);

    EXPECT_EQ(found, expected);
}

void collect_misspelt(schema::Shape const& shape, std::map<std::string, std::string>& found) {
    for (auto const& field : shape.fields) {
        if (field.sic) found[std::string(field.wire)] = field.member;
        if (field.item) collect_misspelt(*field.item, found);
    }
}

// Nobody "mends" one of these, and nobody adds one by accident.
TEST(Catalogue, MarksExactlyTheStandardsMisspellings) {
    std::map<std::string, std::string> found;
    for (auto const& interface : schema::interfaces()) {
        collect_misspelt(*interface.request, found);
        collect_misspelt(*interface.response, found);
    }

    EXPECT_THAT(found, testing::ElementsAre(testing::Pair("amountRreceivable", "amount_receivable"),
                                            testing::Pair("discountAmout", "discount_amount"),
                                            testing::Pair("opertionType", "operation_type"),
                                            testing::Pair("outcross", "out_cross"),
                                            testing::Pair("tollCollectorAccout", "toll_collector_account")));
}

}  // namespace
}  // namespace lotbridge::test
