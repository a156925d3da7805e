#include "codec.hpp"

#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/vo/all.hpp>

#include <algorithm>
#include <cstdio>

namespace lotbridge::schema {
namespace {

template <Message M>
constexpr Interface entry() {
    auto const& a = about<M>;
    return {a.number,          a.id,        a.title_zh, a.title_en,   a.clause,
            a.function_clause, a.direction, a.queueing, &shape_of<M>, &shape_of<Reply<M>>};
}

template <class... M>
constexpr std::array<Interface, sizeof...(M)> entries(vo::MessageList<M...>) {
    return {entry<M>()...};
}

constexpr auto all = entries(vo::AllMessages{});
static_assert(std::is_sorted(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.number < b.number; }));

void rewrite_object(Writer& out, Shape const& shape, json::Node const& object);

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

void rewrite_object(Writer& out, Shape const& shape, json::Node const& object) {
    auto const matched = match(shape, object);
    out.StartObject();
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
        auto const& field = shape.fields[i];
        write_key(out, field.wire);
        if (absent(matched.rows[i]))
            write_default(out, field.kind);
        else
            rewrite_value(out, field, *matched.rows[i]);
    }
    out.EndObject();
}

void collect_unknown(Shape const& shape, json::Node const& object, std::string const& path,
                     std::vector<std::string>& found) {
    auto const matched = match(shape, object);
    for (auto const* node : matched.unknown) found.push_back(path + "/" + std::string(node->name));
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
        auto const* list = matched.rows[i];
        if (!shape.fields[i].item || !list || list->type != json::Type::array) continue;
        std::size_t index = 0;
        for (auto const* node = list->child; node; node = node->next, ++index)
            collect_unknown(*shape.fields[i].item, *node,
                            path + "/" + std::string(shape.fields[i].wire) + "/" + std::to_string(index), found);
    }
}

}  // namespace

std::span<Interface const> interfaces() { return all; }

Interface const* find_interface(std::string_view id) {
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& i) { return i.id == id; });
    return found == all.end() ? nullptr : &*found;
}

Interface const* find_interface(int number) {
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& i) { return i.number == number; });
    return found == all.end() ? nullptr : &*found;
}

Result<std::string> normalise(Shape const& shape, std::string_view body) {
    json::Document document;
    LOTBRIDGE_TRY(auto const* root, parse_checked(document, shape, body));
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    rewrite_object(writer, shape, *root);
    return text_of(buffer);
}

std::vector<std::string> unknown_members(Shape const& shape, std::string_view body) {
    std::vector<std::string> found;
    json::Document document;
    if (auto const root = document.parse(body)) collect_unknown(shape, **root, "", found);
    return found;
}

}  // namespace lotbridge::schema
