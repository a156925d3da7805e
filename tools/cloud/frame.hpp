// B.2.1: packets of JSON text ended by '*', which counts only outside strings (D1). Read a second time from the
// standard.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::refcloud {

class PacketReader {
public:
    void feed(std::string_view bytes) { buffer_ += bytes; }
    std::optional<std::string> next();
    std::size_t waiting() const { return buffer_.size(); }

private:
    std::string buffer_;
    std::size_t scanned_ = 0;
    bool in_string_ = false, escaped_ = false;
};

// '*' inside strings becomes \u002a; to be done before signing (D1).
std::string without_stars(std::string_view json);

}  // namespace lotbridge::refcloud
