#include "uploadcarin/said.hpp"

#include "targets.hpp"

namespace lotbridge::fuzz {

void said(std::string_view input) {
    auto const json = read_object(input);
    if (!json) return;
    auto const said = uploadcarin::read_said(*json);
    must(JsonValue::parse(uploadcarin::answer_to(said, true)).has_value(), "an answer is JSON");
    for (auto const& fact : said.facts) must(JsonValue::parse(fact.message.body).has_value(), "what is told is JSON");
    if (said.picture) must(said.picture->bytes.size() <= input.size(), "a picture is within its message");
}

}  // namespace lotbridge::fuzz
