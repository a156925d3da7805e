// A platform profile (configs/platforms/), read a second time: the dialect that this platform is to speak.
#pragma once

#include "settings.hpp"

namespace lotbridge::refcloud {

// What the file does not name stays as it is. Members that only concern the lot are passed over.
Result<> read_profile(std::filesystem::path const& file, Settings& out);

}  // namespace lotbridge::refcloud
