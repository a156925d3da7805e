// For words about a name that is not known: the one that was meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::sql {

// "; did you mean \"overlap\"?", or nothing when none of the known names is near.
std::string did_you_mean(std::string_view typed, std::vector<std::string_view> const& known);

}  // namespace lotbridge::sql
