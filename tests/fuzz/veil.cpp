#include "support/veil.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "targets.hpp"

namespace lotbridge::fuzz {

// What goes into a support bundle: a line of a log, a settings file, a memory dump.
void veil(std::string_view input) {
    static constexpr std::string_view secret = "correct horse battery staple";
    static support::Veil const veil({std::string(secret)});
    auto const text = veil.text(input);
    must(text.find(secret) == text.npos, "no text tells the secret");
    must(base::find_bad_utf8(text) == text.npos, "a text is UTF-8");
    auto const settings = veil.settings(input);
    must(settings.find(secret) == settings.npos, "no settings tell the secret");
    auto const dump = veil.dump(std::string(input));
    must(dump.size() == input.size() && dump.find(secret) == dump.npos, "a dump keeps its size and tells no secret");
}

}  // namespace lotbridge::fuzz
