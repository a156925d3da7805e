#include <lotbridge/schema/body.hpp>
#include <lotbridge/schema/json.hpp>
#include <lotbridge/text/json.hpp>
#include <lotbridge/vo/all.hpp>

#include "targets.hpp"

#include <string>

namespace lotbridge::fuzz {
namespace {

void as_rows_say(schema::Shape const& shape, std::string_view json) {
    auto const body = schema::Body::read(shape, json);
    must(body.has_value() == schema::check(shape, json).empty(), "what is read is what passes the check");
    auto const shown = schema::redact(shape, json);
    must(!JsonValue::parse(json) || JsonValue::parse(shown), "what is shown of JSON is JSON");
    schema::redact_words(shape, json, shown);
    if (!body) return;
    auto const whole = body->normalised();
    auto const again = schema::Body::read(shape, whole);
    must(again && again->normalised() == whole, "what is rewritten is whole and stays so");
}

template <class T>
void as_struct_says(std::string_view json) {
    auto const value = schema::decode<T>(json);
    if (!value) return;
    auto const written = schema::encode(*value);
    auto const again = schema::decode<T>(written);
    must(again && schema::encode(*again) == written, "what was read can be written and read again");
}

template <class... Messages>
void as_one_of(vo::MessageList<Messages...>, std::size_t wanted, std::string_view json) {
    std::size_t number = 0;
    auto const visit = [&]<class M>() {
        if (number++ != wanted) return;
        as_struct_says<M>(json);
        as_struct_says<schema::Reply<M>>(json);
    };
    (visit.template operator()<Messages>(), ...);
}

}  // namespace

// The first byte chooses the interface, the rest is a body: from an adapter, or from the cloud.
void body(std::string_view input) {
    if (input.empty()) return;
    auto const interfaces = schema::interfaces();
    auto const chosen = static_cast<unsigned char>(input[0]) % interfaces.size();
    input.remove_prefix(1);
    for (auto const* shape : {interfaces[chosen].request, interfaces[chosen].response, interfaces[chosen].pushed})
        if (shape) as_rows_say(*shape, input);
    as_one_of(vo::AllMessages{}, chosen, input);
}

}  // namespace lotbridge::fuzz
