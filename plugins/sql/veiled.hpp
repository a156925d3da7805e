// Words for a log that must not hold plates and phones.
#pragma once

#include <string>

namespace lotbridge::sql {

// With the form of what stands between the first and the last quote instead of itself: "粤B12345" is "?x#####".
std::string veiled(std::string words);

}  // namespace lotbridge::sql
