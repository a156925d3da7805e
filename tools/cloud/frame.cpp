#include "frame.hpp"

namespace lotbridge::refcloud {

std::optional<std::string> PacketReader::next() {
    for (; scanned_ < buffer_.size(); ++scanned_) {
        char const c = buffer_[scanned_];
        if (c == '*' && !in_string_) {
            std::string packet = buffer_.substr(0, scanned_);
            buffer_.erase(0, scanned_ + 1);
            scanned_ = 0;
            return packet;
        }
        if (c == '"' && !escaped_) in_string_ = !in_string_;
        escaped_ = in_string_ && c == '\\' && !escaped_;
    }
    return std::nullopt;
}

std::string without_stars(std::string_view json) {
    // Outside strings JSON has no '*', so every one of them is inside.
    std::string out;
    for (char const c : json) c == '*' ? out += "\\u002a" : out += c;
    return out;
}

}  // namespace lotbridge::refcloud
