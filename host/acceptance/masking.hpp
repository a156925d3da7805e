// Free text, such as a platform's answer, may name a car or a telephone; a report must not.
#pragma once

#include <string>
#include <string_view>

namespace lotbridge::acceptance {

// The same text with plates of the mainland and mobile phone numbers as base::masked() shows personal values. Numbers
// that belong to longer ones (message ids, times without separators) are left alone.
std::string without_personal(std::string_view text);

}  // namespace lotbridge::acceptance
