// The text that most brands sign: the request's members sorted by name and joined. What is appended to it and how it is
// digested differs from brand to brand and stands in the adapter in one line:
//   to_hex(md5(sorted_text(members) + "&" + secret), Letters::upper)      KeyTop
//   to_hex(md5(sorted_text(members) + "&key=" + secret))                  many others
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::crypto {

struct Param {
    std::string name, value;
};

struct SortedForm {
    bool drop_empty = true;      // members without a value are left out
    bool names = true;           // false: values alone
    bool lower_case = false;     // names and values, ASCII letters only
    bool trailing_join = false;  // another one at the end, as a clumsy loop leaves it
    std::string_view assign = "=", join = "&";
};

// Sorted by the bytes of the names, after they were lowered; equal names keep their order. Members that are not signed
// (the signature itself, lists and objects of most brands) are left out by the caller.
std::string sorted_text(std::vector<Param> params, SortedForm const& form = {});

}  // namespace lotbridge::crypto
