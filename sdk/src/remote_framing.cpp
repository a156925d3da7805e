#include <lotbridge/remote/framing.hpp>

#include <algorithm>
#include <utility>

namespace lotbridge::remote {
namespace {

constexpr std::size_t head = 4;

std::size_t length_at(std::string_view bytes) {
    std::size_t length = 0;
    for (auto const byte : bytes.substr(0, head)) length = length << 8 | static_cast<unsigned char>(byte);
    return length;
}

}  // namespace

Result<std::string> framed(std::string_view text, Framing framing, std::size_t max) {
    if (text.size() > max)
        return fail(Errc::rejected, "a message of " + std::to_string(text.size()) + " bytes; the most is " +
                                        std::to_string(max) + ", hand over less at once");
    std::string frame;
    if (framing == Framing::lines) {
        frame = text;
        std::ranges::replace(frame, '\n', ' ');
        return std::move(frame += '\n');
    }
    frame.reserve(head + text.size());
    for (int shift = 24; shift >= 0; shift -= 8) frame += static_cast<char>(text.size() >> shift & 0xFF);
    return std::move(frame += text);
}

Result<std::optional<std::string>> FrameReader::next_line() {
    auto const waiting = std::string_view(buffer_).substr(begin_);
    auto const end = waiting.find('\n', looked_);
    looked_ = end == waiting.npos ? waiting.size() : 0;
    if (std::min(end, waiting.size()) > max_)
        return fail(Errc::broken, "a line of more than " + std::to_string(max_) + " bytes");
    if (end == waiting.npos) return std::nullopt;
    begin_ += end + 1;
    return std::string(waiting.substr(0, end));
}

Result<std::optional<std::string>> FrameReader::next_counted() {
    auto const waiting = std::string_view(buffer_).substr(begin_);
    if (waiting.size() < head) return std::nullopt;
    auto const length = length_at(waiting);
    if (length == 0 || length > max_)
        return fail(Errc::broken, "a message is said to have " + std::to_string(length) + " bytes; the most is " +
                                      std::to_string(max_));
    if (waiting.size() - head < length) return std::nullopt;
    std::string text(waiting.substr(head, length));
    begin_ += head + length;
    return text;
}

}  // namespace lotbridge::remote
