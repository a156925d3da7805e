// B.2.1: packets on the downlink are JSON text ended by '*'. JSON text may hold '*' in a string, so reading is
// JSON-aware and writing escapes it (D1).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::wire {

// Replaces '*' inside JSON strings by \u002a. To be done before signing.
std::string escape_star(std::string_view json);

// Cuts the byte stream into packets. A packet that shows itself to be no JSON (it does not begin with '{' or '[', or a
// string in it ends where JSON cannot go on) ends at its first '*', so that one broken packet never swallows the next.
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
    bool hopeless() const { return scanned_ - begin_ > max_unframed_; }

private:
    enum class Place { start, outside, string, escape, after_string, not_json };
    Place step(char c) const;
    void distrust();
    Frame cut(std::size_t end);

    std::string buffer_;
    std::size_t begin_ = 0;    // of the packet that is being read
    std::size_t scanned_ = 0;  // everything before has been looked at
    Place place_ = Place::start;
    std::size_t max_packet_, max_unframed_;
};

}  // namespace lotbridge::wire
