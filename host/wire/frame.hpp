// B.2.1: packets on the downlink are JSON text ended by '*'. JSON text may hold '*' in a string, so reading is JSON-aware
// and writing escapes it (D1).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::wire {

// Replaces '*' inside JSON strings by \u002a. To be done before signing.
std::string escape_star(std::string_view json);

class FrameReader {
public:
    FrameReader(std::size_t max_packet, std::size_t max_unframed);

    void feed(std::string_view bytes);

    struct Frame {
        std::string text;
        bool oversized = false;  // longer than max_packet; text is cut to its first 256 bytes
    };
    std::optional<Frame> next();
    // More than max_unframed bytes came without an end: the peer does not speak this protocol, close.
    bool hopeless() const;

private:
    std::string buffer_;
    std::size_t scanned_ = 0, dropped_ = 0;
    bool in_string_ = false, escaped_ = false;
    std::size_t max_packet_, max_unframed_;
};

}  // namespace lotbridge::wire
