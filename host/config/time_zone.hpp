// Times carry the lot's fixed UTC offset; a zone is a name for one.
#pragma once

#include <lotbridge/result.hpp>

#include <chrono>
#include <string_view>

namespace lotbridge::config {

// "Asia/Shanghai", "UTC", "+08:00". Zones that change their clocks, and unknown names, are refused in words.
Result<std::chrono::minutes> fixed_offset(std::string_view zone);

}  // namespace lotbridge::config
