// Short lists of numbers in one column: eight bytes each, lowest first.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::store {

inline void pack(std::string& bytes, std::int64_t number) {
    for (int shift = 0; shift < 64; shift += 8)
        bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xff);
}

inline std::vector<std::int64_t> unpack(std::string_view bytes) {
    std::vector<std::int64_t> numbers;
    for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
        std::uint64_t number = 0;
        for (int i = 7; i >= 0; --i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
        numbers.push_back(static_cast<std::int64_t>(number));
    }
    return numbers;
}

inline std::string pack(std::vector<HostTime> const& times) {
    std::string bytes;
    for (auto const time : times) pack(bytes, time.time_since_epoch().count());
    return bytes;
}

inline std::vector<HostTime> unpack_times(std::string_view bytes) {
    std::vector<HostTime> times;
    for (auto const number : unpack(bytes)) times.emplace_back(std::chrono::milliseconds(number));
    return times;
}

}  // namespace lotbridge::store
