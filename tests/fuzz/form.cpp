#include "wire/envelope.hpp"

#include "targets.hpp"

namespace lotbridge::fuzz {
namespace {

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const escape = text[i] == '%';
        out += escape ? static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)) : text[i];
        i += escape ? 2 : 0;
    }
    return out;
}

}  // namespace

void form(std::string_view input) {
    auto const body = wire::form_body(input);
    must(body.find_first_of("&+ \"{}\r\n", 6) == body.npos, "nothing that a form reserves");
    must(decoded(std::string_view(body).substr(6)) == input, "the value comes back");
}

}  // namespace lotbridge::fuzz
