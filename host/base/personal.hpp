// Free text, such as a platform's answer or what a vendor's library prints, may name a car or a telephone; a report and
// a log must not.
#pragma once

#include <string>
#include <string_view>

namespace lotbridge::base {

// The same text with plates of the mainland and mobile phone numbers as masked() shows personal values. Numbers
// that belong to longer ones (message ids, times without separators) are left alone.
std::string without_personal(std::string_view text);

}  // namespace lotbridge::base
