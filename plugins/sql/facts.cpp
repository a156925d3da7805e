#include "facts.hpp"

#include "picture.hpp"

#include <array>
#include <cstdio>

namespace lotbridge::sql {
namespace {

std::string hex(std::uint64_t number) {
    std::array<char, 17> text;
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
    return text.data();
}

// A row whose condition cannot be judged is neither dropped nor sent: its body breaks the schema on purpose, and the
// host puts it aside with these words.
std::string body_for_quarantine(RecordStream const& stream, std::string const& words) {
    Recipe recipe;
    recipe.source = Recipe::Source::constant;
    recipe.transforms.push_back(
        {"condition", [words](Cell, Scope const&) -> Result<Cell> { return fail(Errc::rejected, words); }});
    Field field;
    field.info = &stream.interface->request->fields.front();
    field.recipe = std::move(recipe);
    return make_body({field}, {}).json;
}

struct Told {
    bool wanted = true;
    Batch::Message message;
};

Told tell(RecordStream const& stream, Scope const& scope) {
    Told told;
    told.message.name = stream.interface->id;
    auto const wanted = stream.when ? stream.when->holds(scope) : Result<bool>(true);
    auto const inferred = stream.inferred ? stream.inferred->holds(scope) : Result<bool>(false);
    if (!wanted || !inferred) {
        told.message.body = body_for_quarantine(stream, (wanted ? inferred : wanted).error().message);
    } else {
        told.wanted = *wanted;
        if (!told.wanted) return told;
        told.message.origin = *inferred ? Origin::inferred : Origin::seen;
        told.message.body = make_body(stream.fields, scope).json;
    }
    // A snapshot is compared with the one before, so what comes back as it once was is news again: no key.
    if (stream.mode == RecordStream::Mode::snapshot && !stream.record_key) return told;
    auto const key = stream.record_key ? stream.record_key->apply(scope) : Result<Cell>(Cell());
    auto const id = column(scope, stream.key, scope.encoding);
    // Without a key of its own, a row is told once for each content.
    told.message.key = key && *key && !(*key)->empty()
                           ? **key
                           : (id ? id->value_or("") : "") + "-" + hex(content_hash(told.message.body));
    return told;
}

}  // namespace

Fact make_fact(Mapping const& mapping, RecordStream const& stream, Parameters const& parameters, Row row) {
    Fact fact;
    fact.row = std::move(row);
    Scope const scope{&fact.row, nullptr, &parameters, mapping.encoding};
    auto told = tell(stream, scope);
    if (!told.wanted) return fact;
    if (auto const* before = mapping.find(stream.preceded_by)) {
        auto first = tell(*before, scope);
        if (first.wanted) fact.messages.push_back(std::move(first.message));
    }
    fact.hash = content_hash(told.message.body, content_hash(told.message.key));
    fact.messages.push_back(std::move(told.message));
    for (std::size_t i = 0; i < stream.images.size(); ++i) {
        if (!picture_ready(stream.images[i], scope)) {
            if (picture_named(stream.images[i], scope)) fact.missing = i;
            continue;
        }
        fact.pictures.push_back(i);
        fact.hash = content_hash(std::to_string(i), fact.hash);
    }
    return fact;
}

}  // namespace lotbridge::sql
