// The packets of the TCP protocol: eight bytes of header, then data.
#pragma once

#include <lotbridge/net/framer.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace lotbridge::vzenith {

enum class PacketKind : unsigned char { data = 0, heartbeat = 1, binary_result = 2 };

inline constexpr std::size_t packet_header = 8;
inline constexpr net::LengthForm packet_form{
    .magic = "VZ", .header = packet_header, .length_at = 4, .length_size = 4, .longest = packet_header + 1024 * 1024};

// number: 0 to 255, repeated by the answer.
inline std::string packet(PacketKind kind, std::string_view data, unsigned char number = 0) {
    std::string bytes = "VZ";
    bytes += static_cast<char>(kind);
    bytes += static_cast<char>(number);
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(data.size() >> shift & 0xFF);
    return bytes.append(data);
}

inline PacketKind kind_of(std::string_view whole) { return static_cast<PacketKind>(whole[2]); }
inline std::string_view data_of(std::string_view whole) { return whole.substr(packet_header); }

}  // namespace lotbridge::vzenith
