#include "wire/signature.hpp"

#include "targets.hpp"

namespace lotbridge::fuzz {

// The first line is a signature, the rest what it should cover.
void signature(std::string_view input) {
    auto const end = std::min(input.find('\n'), input.size());
    auto const data = input.substr(std::min(end + 1, input.size()));
    for (auto const form : {wire::SignatureForm::append, wire::SignatureForm::replace_last_two}) {
        wire::Signer const signer({"first", "second"}, form);
        auto const verdict = signer.verify(data, input.substr(0, end));
        must(verdict != wire::Signer::Verdict::absent || end == 0, "only nothing is absent");
        must(signer.verify(data, signer.sign(data, 1)) == wire::Signer::Verdict::good, "our own signature holds");
        must(signer.verify(data, signer.sign(std::string(data) + "x", 0)) != wire::Signer::Verdict::good,
             "other data does not pass");
    }
}

}  // namespace lotbridge::fuzz
