// Times and sizes as people write them: "500ms", "10s", "5min", "12h", "30d"; "512KiB", "10MiB", "1GiB".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lotbridge::config {

std::optional<std::chrono::milliseconds> read_duration(std::string_view text);
std::optional<std::chrono::minutes> read_time_of_day(std::string_view text);  // "03:00"
std::optional<std::uint64_t> read_size(std::string_view text);

}  // namespace lotbridge::config
