#include "wire/envelope.hpp"

#include "targets.hpp"

namespace lotbridge::fuzz {

void read_reply(std::string_view input) {
    auto reply = wire::read_reply(input);
    if (!reply) return;
    must(!reply->head.result_code.empty(), "an answer has a result code");

    reply->head.result_message = wire::clip(reply->head.result_message, wire::max_result_message);
    auto const sealed = wire::write_reply(reply->head, wire::body_of(reply->data), wire::Signer({}, {}), 0);
    if (!sealed) return;  // a head value over its limit
    auto const again = wire::read_reply(*sealed);
    must(again && again->head.result_message == reply->head.result_message, "the words survive");
    must(again->warnings.empty(), "what we write needs no warning");
}

}  // namespace lotbridge::fuzz
