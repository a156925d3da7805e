#include <lotbridge/schema/body.hpp>

#include "codec.hpp"

#include <algorithm>

namespace lotbridge::schema {
namespace {

void rewrite_object(Writer& out, Shape const& shape, json::Node const& object, std::span<Default const> defaults = {});

void rewrite_items(Writer& out, FieldInfo const& field, json::Node const& list) {
    if (!field.item) return write_raw(out, list);
    out.StartArray();
    for (auto const* node = list.child; node; node = node->next) rewrite_object(out, *field.item, *node);
    out.EndArray();
}

void write_default(Writer& out, Kind kind) {
    switch (kind) {
        case Kind::text:
        case Kind::datetime:
        case Kind::date:
            return write(out, std::string_view());
        case Kind::boolean:
            return write(out, false);
        case Kind::list:
            out.StartArray();
            out.EndArray();
            return;
        case Kind::integer:
        case Kind::money:
        case Kind::decimal:
        case Kind::code:
        case Kind::amount_or_list:
            return write(out, std::int64_t{0});
    }
}

void write_absent(Writer& out, FieldInfo const& field, std::span<Default const> defaults) {
    auto const given =
        std::find_if(defaults.begin(), defaults.end(), [&](Default const& d) { return d.wire == field.wire; });
    given == defaults.end() ? write_default(out, field.kind) : write(out, given->text);
}

// node has passed the check: what it holds is of the field's kind.
void rewrite_value(Writer& out, FieldInfo const& field, json::Node const& node) {
    switch (field.kind) {
        case Kind::text:
            return write(out, *read<std::string_view>(node));
        case Kind::integer:
        case Kind::code:
            return write(out, *read<std::int64_t>(node));
        case Kind::money:
            return write(out, *read<Money>(node));
        case Kind::decimal:
            return write(out, *read<Rate>(node));
        case Kind::datetime:
        case Kind::date:
            return write(out, node.text);
        case Kind::boolean:
            return write(out, *read<bool>(node));
        case Kind::list:
            return rewrite_items(out, field, node);
        case Kind::amount_or_list:
            if (node.type == json::Type::array) return rewrite_items(out, field, node);
            return write(out, *read<Money>(node));
    }
}

void rewrite_object(Writer& out, Shape const& shape, json::Node const& object, std::span<Default const> defaults) {
    auto const matched = match(shape, object);
    out.StartObject();
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
        auto const& field = shape.fields[i];
        write_key(out, field.wire);
        if (absent(matched.rows[i]))
            write_absent(out, field, defaults);
        else
            rewrite_value(out, field, *matched.rows[i]);
    }
    out.EndObject();
}

}  // namespace

Result<Body> Body::read(Shape const& shape, std::string_view json) {
    auto document = std::make_unique<json::Document>();
    LOTBRIDGE_TRY(auto const* root, parse_checked(*document, shape, json));
    return Body(shape, std::move(document), root);
}

Body::Body(Shape const& shape, std::unique_ptr<json::Document> document, json::Node const* root)
    : shape_(&shape), document_(std::move(document)), root_(root) {}
Body::Body(Body&&) noexcept = default;
Body& Body::operator=(Body&&) noexcept = default;
Body::~Body() = default;

std::string_view Body::text(std::string_view wire) const {
    auto const* node = json::member(*root_, wire);
    auto const scalar = node && (node->type == json::Type::text || node->type == json::Type::number);
    return scalar ? node->text : std::string_view();
}

std::string Body::normalised(std::span<Default const> defaults) const {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    rewrite_object(writer, *shape_, *root_, defaults);
    return text_of(buffer);
}

}  // namespace lotbridge::schema
