// The values that settings have by reference, for whoever has to keep them out of what is shown.
#pragma once

#include "config/settings.hpp"

#include <set>
#include <string>

namespace lotbridge::config {

std::set<std::string> secrets_of(AdapterSettings const& adapter);
std::set<std::string> secrets_of(LotSettings const& lot);  // of the cloud and of every adapter

}  // namespace lotbridge::config
