// Where one message of the adapter protocol ends and the next begins.
#pragma once

#include <lotbridge/result.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace lotbridge::remote {

// Holds a picture of 8 MiB as Base64, and any batch that a poll may hand over at once.
inline constexpr std::size_t max_message = 64u << 20;

// length: four bytes of length, the highest first, then the text. lines: each message is a line, which LF or CR LF
// ends.
enum class Framing { length, lines };

// Errc::rejected: longer than max. As a line, an end of line between the values of its JSON becomes a blank.
Result<std::string> framed(std::string_view text, Framing framing, std::size_t max = max_message);

// Cuts what arrives into messages. A length that cannot be is the end: what follows has no beginning.
class FrameReader {
public:
    explicit FrameReader(Framing framing, std::size_t max = max_message) : framing_(framing), max_(max) {}

    void feed(std::string_view bytes) {
        buffer_.erase(0, std::exchange(begin_, 0));
        buffer_ += bytes;
    }
    // Nothing: the next one is not whole yet. Errc::broken, from then on: the length is 0 or more than max.
    Result<std::optional<std::string>> next() { return framing_ == Framing::lines ? next_line() : next_counted(); }

private:
    Result<std::optional<std::string>> next_counted();
    Result<std::optional<std::string>> next_line();

    Framing framing_;
    std::size_t max_, begin_ = 0;
    std::size_t looked_ = 0;  // so far behind begin_ there is no end of line
    std::string buffer_;
};

}  // namespace lotbridge::remote
