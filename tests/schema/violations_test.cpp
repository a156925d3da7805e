// Every row's rules, broken one at a time: the fault is found, at its path, with its clause, and nothing else is.
#include "schema/sample.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <ostream>

namespace lotbridge::test {
namespace {

using schema::FieldInfo;
using schema::Kind;
using testing::IsEmpty;

struct Fault {
    schema::Shape const* shape;
    std::string name;  // of the test
    std::string path;
    std::string_view clause;
    std::string body;
};
void PrintTo(Fault const& fault, std::ostream* out) { *out << fault.path << " in " << fault.body; }

std::vector<std::string> wrong_values(FieldInfo const& field) {
    switch (field.kind) {
        case Kind::text:
            return {"true", "[]", "{}"};
        case Kind::integer:
            return {"\"seven\"", "1.5", "1e3", "true", "[]", "9223372036854775808"};
        case Kind::money:
            return {"\"free\"", "0.001", "1e2", "true", "[]", "\"1,50\"", "\"--1\""};
        case Kind::decimal:
            return {"\"half\"", "0.00001", "true", "[]"};
        case Kind::datetime:
            return {"\"2024-02-30 00:00:00\"", "\"2024-02-29T00:00:00\"", "\"2024-02-29\"", "1714500000", "[]"};
        case Kind::date:
            return {"\"2023-02-29\"", "\"2024-02-29 00:00:00\"", "20240229", "[]"};
        case Kind::boolean:
            return {"2", "\"yes\"", "[]"};
        case Kind::code:
            return {"99", "-1", "\"x\"", "1.5", "true", "[]"};
        case Kind::list:
            return {"{}", "7", "\"x\"", "true"};
        case Kind::amount_or_list:
            return {"0.001", "\"free\"", "{}", "true"};
    }
    return {};
}

class Faults {
public:
    std::vector<Fault> all;

    void collect(schema::Shape const& shape) {
        collect(shape, shape, "", [](std::string body) { return body; });
    }

private:
    // wrap puts an item's text into an otherwise valid body of root.
    using Wrap = std::function<std::string(std::string)>;

    void collect(schema::Shape const& root, schema::Shape const& shape, std::string const& path, Wrap const& wrap) {
        auto const valid = sample(shape);
        for (std::size_t i = 0; i < shape.fields.size(); ++i) {
            auto const& field = shape.fields[i];
            auto const with = [&](std::string const& value) {
                auto members = valid;
                members[i].second = value;
                return wrap(to_json(members));
            };
            auto const add = [&](std::string const& what, std::string body) {
                auto const at = path + "/" + std::string(field.wire);
                auto name = std::string(root.name).append(at).append("_").append(what);
                std::replace(name.begin(), name.end(), '/', '_');
                all.push_back({&root, std::move(name), at, shape.clause, std::move(body)});
            };
            if (field.required) {
                auto without = valid;
                without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
                add("missing", wrap(to_json(without)));
                add("null", with("null"));
                add("empty", with("\"\""));
            }
            if (field.max > 0) add("too_long", with("\"" + std::string(field.max + 1, 'x') + "\""));
            int wrong = 0;
            for (auto const& value : wrong_values(field)) add("wrong_" + std::to_string(++wrong), with(value));
            if (field.item)
                collect(root, *field.item, path + "/" + std::string(field.wire) + "/0",
                        [&](std::string const& item) { return with("[" + item + "]"); });
        }
    }
};

std::vector<Fault> every_fault() {
    Faults faults;
    for (auto const& interface : schema::interfaces()) {
        faults.collect(*interface.request);
        faults.collect(*interface.response);
    }
    return std::move(faults.all);
}

class ViolationTest : public testing::TestWithParam<Fault> {};

TEST_P(ViolationTest, IsReportedAtItsPathAndNothingElseIs) {
    auto const problems = schema::check(*GetParam().shape, GetParam().body);

    ASSERT_EQ(problems.size(), 1u) << schema::describe(problems);
    EXPECT_EQ(problems.front().path, GetParam().path);
    EXPECT_EQ(problems.front().clause, GetParam().clause);
    EXPECT_FALSE(schema::normalise(*GetParam().shape, GetParam().body));
}

INSTANTIATE_TEST_SUITE_P(Rows, ViolationTest, testing::ValuesIn(every_fault()),
                         [](auto const& each) { return each.param.name; });

TEST(UnreadableValue, SaysWhyItsAdapterCouldNotMakeIt) {
    auto const& bill = *schema::find_interface("supplementary_bill")->request;
    auto const* body = R"({"recordCode": "R1", "carNum": {"unreadable": "no GBK"}, "inTime": "2024-01-01 00:00:00",
        "outTime": "2024-01-01 01:00:00", "paymentRecordList": [{"unreadable": "no such column"}]})";

    auto const words = schema::describe(schema::check(bill, body));

    EXPECT_THAT(words, testing::HasSubstr("/carNum is unreadable: no GBK ["));
    EXPECT_THAT(words, testing::HasSubstr("/paymentRecordList/0 is unreadable: no such column ["));
}

class SampleTest : public testing::TestWithParam<schema::Interface> {};

TEST_P(SampleTest, IsValid) {
    EXPECT_THAT(schema::check(*GetParam().request, to_json(sample(*GetParam().request))), IsEmpty());
    EXPECT_THAT(schema::check(*GetParam().response, to_json(sample(*GetParam().response))), IsEmpty());
}

TEST_P(SampleTest, IsItsOwnNormalForm) {
    auto const request = to_json(sample(*GetParam().request));
    auto const response = to_json(sample(*GetParam().response));

    EXPECT_EQ(schema::normalise(*GetParam().request, request).value(), request);
    EXPECT_EQ(schema::normalise(*GetParam().response, response).value(), response);
}

TEST_P(SampleTest, HasTheSameNormalFormWithItsMembersTheOtherWayRound) {
    auto members = sample(*GetParam().request);
    auto const in_order = to_json(members);
    std::reverse(members.begin(), members.end());

    EXPECT_EQ(schema::normalise(*GetParam().request, to_json(members)).value(), in_order);
}

INSTANTIATE_TEST_SUITE_P(Interfaces, SampleTest,
                         testing::ValuesIn(schema::interfaces().begin(), schema::interfaces().end()),
                         [](auto const& each) { return std::string(each.param.id); });

}  // namespace
}  // namespace lotbridge::test
