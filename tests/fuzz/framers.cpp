#include <lotbridge/net/framer.hpp>

#include "targets.hpp"

#include <vector>

namespace lotbridge::fuzz {
namespace {

std::vector<std::string> cut_by(net::Framer& framer, std::string_view bytes, std::size_t piece) {
    std::vector<std::string> messages;
    while (!bytes.empty()) {
        framer.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        for (;;) {
            auto message = framer.next();
            if (!message) return messages;
            if (!*message) break;
            messages.push_back(std::move(**message));
        }
    }
    return messages;
}

template <class Kind>
std::vector<std::string> same_in_pieces(auto const& options, std::string_view bytes, std::size_t piece) {
    Kind framer(options), byte_by_byte(options);
    auto messages = cut_by(framer, bytes, piece);
    must(messages == cut_by(byte_by_byte, bytes, 1), "messages do not depend on how bytes arrive");
    return messages;
}

}  // namespace

void framers(std::string_view input) {
    if (input.empty()) return;
    std::size_t const piece = 1 + static_cast<unsigned char>(input[0]) % 64;
    input.remove_prefix(1);
    same_in_pieces<net::LineFramer>(std::size_t{64}, input, piece);
    for (auto const& object : same_in_pieces<net::JsonFramer>(std::size_t{256}, input, piece))
        must(object.front() == '{' && object.size() <= 256, "an object begins with its brace and is within the limit");
    net::LengthForm const camera{.magic = "VZ", .header = 8, .length_at = 4, .longest = 256};
    for (auto const& packet : same_in_pieces<net::LengthFramer>(camera, input, piece))
        must(packet.starts_with("VZ") && packet.size() >= 8 && packet.size() <= 256, "a packet is within its bounds");
    same_in_pieces<net::LengthFramer>(net::LengthForm{.header = 1, .length_size = 1, .counts_header = true}, input,
                                      piece);
}

}  // namespace lotbridge::fuzz
