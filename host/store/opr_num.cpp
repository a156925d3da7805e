#include "store/opr_num.hpp"

#include <array>
#include <functional>

namespace lotbridge::store {

std::mt19937_64 OprNums::make_seeded() {
    // Enough of the system's randomness that two hosts, or two starts of one, never walk the same path.
    std::random_device device;
    std::array<std::uint32_t, 16> entropy{};
    for (auto& word : entropy) word = device();
    std::seed_seq seed(entropy.begin(), entropy.end());
    return std::mt19937_64(seed);
}

std::string OprNums::next() {
    std::string bytes;
    bytes.reserve(16);
    for (auto const half : {random_(), random_()})
        for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(half >> shift & 0xff);
    bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
    return bytes;
}

std::string opr_num_text(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        auto const byte = static_cast<unsigned char>(bytes[i]);
        text += digits[byte >> 4];
        text += digits[byte & 0x0f];
    }
    return text;
}

}  // namespace lotbridge::store
