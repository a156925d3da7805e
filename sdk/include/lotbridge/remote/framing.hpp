// Where one message of the adapter protocol ends and the next begins: four bytes of length, the highest first, then the
// text.
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

// Errc::rejected: longer than max.
Result<std::string> framed(std::string_view text, std::size_t max = max_message);

// Cuts what arrives into messages. A length that cannot be is the end: what follows has no beginning.
class FrameReader {
public:
    explicit FrameReader(std::size_t max = max_message) : max_(max) {}

    void feed(std::string_view bytes) {
        buffer_.erase(0, std::exchange(begin_, 0));
        buffer_ += bytes;
    }
    // Nothing: the next one is not whole yet. Errc::broken, from then on: the length is 0 or more than max.
    Result<std::optional<std::string>> next();

private:
    std::size_t max_, begin_ = 0;
    std::string buffer_;
};

}  // namespace lotbridge::remote
