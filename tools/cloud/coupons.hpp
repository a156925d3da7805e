// The coupons that drivers hold at this platform: one of every kind of C.3.1, as many as anybody likes. Each use has an
// id of its own, by which coupons are reconciled.
#pragma once

#include <lotbridge/result.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <string>
#include <vector>

namespace lotbridge::refcloud {

struct Coupons {
    std::string list = "[]";  // couponList of C.3.1
    std::string names;        // of all of them, for couponName of C.3.2
};

// What there is to choose from: key, names, and the members of C.3.1.
std::string coupons_on_offer();
// Coupons of these keys, good from today for a month.
Result<Coupons> issue_coupons(std::vector<std::string> const& keys, LocalTime now);

}  // namespace lotbridge::refcloud
