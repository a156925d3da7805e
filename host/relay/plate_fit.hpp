// Whether two systems mean the same car.
#pragma once

#include <string_view>

namespace lotbridge::relay {

// How well the plate that a camera read fits the one of a record, best first. alike: at most two characters are wrong,
// too many or too few; or neither has a plate. missing: only one of them has one. Blanks, dashes and the dot after the
// letter are no part of a plate.
enum class PlateFit { same, alike, missing, other };
PlateFit plate_fit(std::string_view read, std::string_view told);

}  // namespace lotbridge::relay
