// Grades what chapter 5 asks for, each interface by itself (7.2), from the facts alone.
#pragma once

#include "acceptance/facts.hpp"

namespace lotbridge::acceptance {

// 5.1.1 to 5.6.3 in the order of the standard, then 5.7.
std::vector<Item> judge_functions(Facts const& facts);

}  // namespace lotbridge::acceptance
