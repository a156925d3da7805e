#include <lotbridge/remote/framing.hpp>
#include <lotbridge/remote/message.hpp>

#include "targets.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace lotbridge::fuzz {
namespace {

std::vector<std::string> received(std::string_view bytes, remote::Framing framing, std::size_t piece) {
    remote::FrameReader reader(framing, 4096);
    std::vector<std::string> texts;
    while (!bytes.empty()) {
        reader.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        for (auto next = reader.next();; next = reader.next()) {
            if (!next) return texts;
            if (!*next) break;
            texts.push_back(std::move(**next));
        }
    }
    return texts;
}

template <class Message>
std::string rewritten(remote::Incoming const& incoming) {
    auto const message = incoming.read<Message>();
    return message ? remote::request(1, *message) : std::string();
}

// JSON that came as a text is put into form by the first reading of it as a value, and stays so.
template <class Message>
void same_again(remote::Incoming const& incoming) {
    auto text = rewritten<Message>(incoming);
    for (int round = 0; round < 2 && !text.empty(); ++round) {
        auto const again = remote::Incoming::parse(text);
        must(again.has_value(), "what was written can be read");
        auto const next = rewritten<Message>(*again);
        must(!next.empty(), "and is the message that it was");
        must(round == 0 || next == text, "and is written the same again");
        text = next;
    }
}

}  // namespace

void adapter_protocol(std::string_view input) {
    std::vector<std::string> texts{std::string(input)};
    for (auto const framing : {remote::Framing::length, remote::Framing::lines}) {
        auto const whole = received(input, framing, input.size() + 1);
        must(received(input, framing, 1) == whole, "messages do not depend on how bytes arrive");
        texts.insert(texts.end(), whole.begin(), whole.end());
    }
    for (auto const& text : texts) {
        auto const incoming = remote::Incoming::parse(text);
        if (!incoming) continue;
        same_again<remote::Submit>(*incoming);
        same_again<remote::PutImage>(*incoming);
        same_again<remote::Command>(*incoming);
        same_again<remote::Ask>(*incoming);
    }
}

}  // namespace lotbridge::fuzz
