#include "wire/frame.hpp"

#include <algorithm>

namespace lotbridge::wire {
namespace {

constexpr std::size_t shown_of_oversized = 256;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

std::string escape_star(std::string_view json) {
    std::string out;
    out.reserve(json.size());
    bool in_string = false, escaped = false;
    for (char const c : json) {
        if (in_string && c == '*') {
            out += "\\u002a";
            escaped = false;
            continue;
        }
        if (in_string) {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            in_string = c == '"';
        }
        out += c;
    }
    return out;
}

FrameReader::FrameReader(std::size_t max_packet, std::size_t max_unframed)
    : max_packet_(max_packet), max_unframed_(max_unframed) {}

void FrameReader::feed(std::string_view bytes) {
    buffer_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
    buffer_ += bytes;
}

// Where we stand after c.
FrameReader::Place FrameReader::step(char c) const {
    switch (place_) {
        case Place::start:
            if (is_space(c)) return Place::start;
            return c == '{' || c == '[' ? Place::outside : Place::not_json;
        case Place::outside:
            return c == '"' ? Place::string : Place::outside;
        case Place::string:
            if (static_cast<unsigned char>(c) < 0x20) return Place::not_json;
            return c == '"' ? Place::after_string : c == '\\' ? Place::escape : Place::string;
        case Place::escape:
            return Place::string;
        case Place::after_string:
            if (is_space(c)) return Place::after_string;
            return c == ',' || c == ':' || c == '}' || c == ']' ? Place::outside : Place::not_json;
        case Place::not_json:
            return Place::not_json;
    }
    return Place::not_json;
}

void FrameReader::distrust() {
    place_ = Place::not_json;
    scanned_ = begin_;  // a '*' that seemed to be in a string may have been the end
}

FrameReader::Frame FrameReader::cut(std::size_t end) {
    Frame frame;
    auto const length = end - begin_;
    frame.oversized = length > max_packet_;
    frame.text.assign(buffer_, begin_, frame.oversized ? std::min(length, shown_of_oversized) : length);
    begin_ = scanned_ = end + 1;
    place_ = Place::start;
    return frame;
}

std::optional<FrameReader::Frame> FrameReader::next() {
    while (scanned_ < buffer_.size()) {
        char const c = buffer_[scanned_];
        bool const in_string = place_ == Place::string || place_ == Place::escape;
        if (c == '*' && !in_string) return cut(scanned_);
        auto const before = place_;
        place_ = step(c);
        if (place_ == Place::not_json && before != Place::not_json) {
            distrust();
            continue;
        }
        ++scanned_;
    }
    return std::nullopt;
}

}  // namespace lotbridge::wire
