#include "wire/envelope.hpp"

#include "targets.hpp"

namespace lotbridge::fuzz {

void read_request(std::string_view input) {
    auto const request = wire::read_request(input);
    if (!request) return;
    auto const& data = request->data;
    must(data.empty() || data == "null" || data == "\"\"" || input.find(data) != input.npos,
         "data is a slice of the input");

    wire::Signer const signer({"key"}, wire::SignatureForm::append);
    auto const body = wire::body_of(data);
    auto const sealed = wire::write_request(request->head, body, signer, 0);
    if (!sealed) return;  // a head value over its limit
    auto const again = wire::read_request(*sealed);
    must(again && again->data == body, "what is written can be read");
    must(again->head.k == request->head.k && again->head.opr_num == request->head.opr_num, "the head survives");
    must(signer.verify(again->data, again->signature) == wire::Signer::Verdict::good, "the signature holds");
}

}  // namespace lotbridge::fuzz
