// Grades 6.1 and the 15 days of 7.3 from the figures that the host keeps.
#pragma once

#include "acceptance/facts.hpp"

namespace lotbridge::acceptance {

// 6.1.1 to 6.1.4, then 7.3. Delays of messages that waited through an outage of the cloud are told apart and not
// counted.
std::vector<Item> judge_figures(Facts const& facts);

}  // namespace lotbridge::acceptance
