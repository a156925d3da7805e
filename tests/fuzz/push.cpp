#include "ake/envelope.hpp"
#include "ake/pictures.hpp"
#include "ake/said.hpp"

#include "targets.hpp"

namespace lotbridge::fuzz {

// A push, a row of the platform's lists, an answer of its calls, and what the cursor holds of pictures.
void push(std::string_view input) {
    auto const json = read_object(input);
    if (!json) return;
    ake::Context const context{ake::read_channels(*json), {}};
    auto const said = ake::read_said(*json, "reportCarOut", context);
    for (auto const& fact : said.facts) must(JsonValue::parse(fact.message.body).has_value(), "what is told is JSON");
    if (auto const passage = ake::read_passage(*json, true, context)) {
        must(!passage->record.empty(), "a passage has a parking record");
        for (auto const* message : {&passage->entry, &passage->exit})
            must(!*message || JsonValue::parse((*message)->body).has_value(), "what is told is JSON");
    }
    if (auto const reply = ake::read_reply(input); reply && !reply->ok())
        must(!ake::error_of("x", *reply).message.empty(), "a failure has words");
    auto const pending = ake::PendingPictures::read(input);
    must(ake::PendingPictures::read(pending.text()) == pending, "pictures are remembered as they were");
}

}  // namespace lotbridge::fuzz
