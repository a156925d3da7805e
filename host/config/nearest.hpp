// "did you mean ...?": the known name that is nearest to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::config {

// Empty when nothing known is near enough to be meant.
std::string_view nearest(std::string_view typed, std::vector<std::string_view> const& known);
// "; did you mean "x"?", or nothing.
std::string did_you_mean(std::string_view typed, std::vector<std::string_view> const& known);

}  // namespace lotbridge::config
