#include "wire/frame.hpp"

#include "targets.hpp"

#include <vector>

namespace lotbridge::fuzz {
namespace {

std::vector<std::string> cut(std::string_view bytes, std::size_t piece) {
    wire::FrameReader reader(64, 256);
    std::vector<std::string> texts;
    while (!bytes.empty() && !reader.hopeless()) {
        reader.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        while (auto frame = reader.next()) texts.push_back(std::move(frame->text));
    }
    return texts;
}

}  // namespace

void frames(std::string_view input) {
    if (input.empty()) return;
    std::size_t const piece = 1 + static_cast<unsigned char>(input[0]) % 16;
    auto const pieces = cut(input, piece), bytes = cut(input, 1);
    must(pieces.size() >= bytes.size(), "the last piece can only complete more");
    for (std::size_t i = 0; i < bytes.size(); ++i)
        must(pieces[i] == bytes[i], "packets do not depend on how bytes arrive");

    auto const escaped = wire::escape_star(input);
    must(wire::escape_star(escaped) == escaped, "escaping twice is escaping once");
}

}  // namespace lotbridge::fuzz
