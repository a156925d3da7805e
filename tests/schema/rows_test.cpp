// Each struct and its rows name every member twice; these tests hold the two lists together.
#include "schema/message_list.hpp"

#include <gtest/gtest.h>

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>
#include <set>
#include <string>

namespace lotbridge::test {
namespace {

template <class T>
std::string name_of() {
    return std::string(schema::description<T>.name);
}

// Addresses of an object's members in the order of their declaration.
template <class T>
std::vector<void const*> members_of(T const& object) {
    std::vector<void const*> addresses;
    boost::pfr::for_each_field(object, [&](auto const& member) { addresses.push_back(&member); });
    return addresses;
}

template <class T>
std::vector<void const*> members_of_rows(T const& object) {
    std::vector<void const*> addresses;
    schema::for_each_field<T>([&](auto const& row) { addresses.push_back(&(object.*row.member)); });
    return addresses;
}

TEST(Rows, EveryMemberHasOneRowInTheOrderOfDeclaration) {
    for_each_described([]<class T>() {
        T const object{};
        if constexpr (boost::pfr::tuple_size_v<T> != 0) {
            EXPECT_EQ(members_of_rows(object), members_of(object)) << name_of<T>();
        }
    });
}

TEST(Rows, EveryWireNameStandsOnce) {
    for_each_described([]<class T>() {
        std::set<std::string_view> names;
        for (auto const& field : schema::shape_of<T>.fields)
            EXPECT_TRUE(names.insert(field.wire).second) << name_of<T>() << " " << field.wire;
    });
}

TEST(Rows, EveryCodedFieldHasDistinctNumbersNamesAndMeanings) {
    for_each_described([]<class T>() {
        for (auto const& field : schema::shape_of<T>.fields) {
            std::set<std::int64_t> wire, inside;
            std::set<std::string_view> names;
            for (auto const& code : field.codes) {
                EXPECT_TRUE(wire.insert(code.wire).second) << field.wire << " " << code.wire;
                EXPECT_TRUE(inside.insert(code.inside).second) << field.wire << " " << code.inside;
                EXPECT_TRUE(names.insert(code.name).second) << field.wire << " " << code.name;
            }
        }
    });
}

TEST(Rows, PersonalValuesAreSecretWhereverTheyStand) {
    std::set<std::string_view> const personal{
        "parkUserName",       "parkUserPwd", "token",    "carNum",  "plateno",
        "phoneNumber",        "userId",      "userName", "cashier", "outOperatorName",
        "tollCollectorAccout"};
    for_each_described([&]<class T>() {
        for (auto const& field : schema::shape_of<T>.fields)
            EXPECT_TRUE(field.secret || !personal.contains(field.wire)) << name_of<T>() << " " << field.wire;
    });
}

TEST(Rows, MemberNamesAreTheMeantNamesInSnakeCase) {
    auto const& bill = schema::shape_of<vo::SupplementaryBill>;

    EXPECT_EQ(bill.fields[0].member, "park_id");
    EXPECT_EQ(bill.fields[4].member, "out_cross");
    EXPECT_EQ(schema::shape_of<vo::Blacklist>.fields[6].member, "type");
}

}  // namespace
}  // namespace lotbridge::test
