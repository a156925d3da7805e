#include "vzenith/recognition.hpp"

#include "targets.hpp"

namespace lotbridge::fuzz {

void camera(std::string_view input) {
    constexpr std::chrono::minutes offset{480};
    constexpr std::string_view key = "0123456789abcdef";
    if (auto const seen = vzenith::read_result(input, offset, key))
        must(seen->picture.size() + seen->cutting.size() <= input.size(), "pictures are within the packet");
    auto const serialno = vzenith::form_field(input, "serialno");
    must(serialno.find("\r\n") == serialno.npos, "a field of a form ends with its line");
    if (auto const json = JsonValue::parse(input)) {
        auto const pushed = vzenith::read_push((*json)["AlarmInfoPlate"], offset, key);
        must(!pushed || !(pushed->unreadable && !pushed->plate.empty()), "what cannot be opened is no plate");
    }
}

}  // namespace lotbridge::fuzz
