// What Host::put_image takes.
#pragma once

#include <cstddef>
#include <string_view>

namespace lotbridge {

inline constexpr std::size_t largest_picture = 8u << 20;  // bytes; abi/images.h

// "image/jpeg", "image/png", "image/gif" or "image/bmp" by the first bytes, because file names and columns lie; empty:
// none of these.
std::string_view media_type(std::string_view bytes);

}  // namespace lotbridge
