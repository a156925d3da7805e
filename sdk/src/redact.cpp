// Bodies for logs and listings: who it was stays hidden, whether it was the same one can be told.
#include "codec.hpp"

#include <cstdio>

namespace lotbridge::schema {
namespace {

constexpr std::size_t longest_shown = 64;  // pictures and the like are shown by their size

// Sixteen bits tell two plates of one incident apart and are far too few to find a plate by trying them all.
std::string mask(std::string_view secret) {
    std::uint64_t hash = 14695981039346656037u;  // FNV-1a
    for (char c : secret) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
    auto const folded = (hash ^ (hash >> 16) ^ (hash >> 32) ^ (hash >> 48)) & 0xFFFF;
    char words[40];
    auto const size =
        std::snprintf(words, sizeof words, "(%zu bytes #%04x)", secret.size(), static_cast<unsigned>(folded));
    return {words, static_cast<std::size_t>(size)};
}

std::string count_words(std::size_t count, char const* what) {
    return std::string("(").append(std::to_string(count)).append(" ").append(what).append(")");
}

// A value that no row vouches for may hold anything: its content is never shown.
void write_masked(Writer& out, json::Node const& node) {
    switch (node.type) {
        case json::Type::null:
        case json::Type::boolean:
            return write_raw(out, node);
        case json::Type::number:
        case json::Type::text:
            return node.text.empty() ? write(out, node.text) : write(out, std::string_view(mask(node.text)));
        case json::Type::array:
            return write(out, std::string_view(count_words(count_children(node), "items")));
        case json::Type::object:
            return write(out, std::string_view(count_words(count_children(node), "members")));
    }
}

void write_shown(Writer& out, json::Node const& node) {
    if (node.type == json::Type::array || node.type == json::Type::object) return write_masked(out, node);
    if (node.text.size() <= longest_shown) return write_raw(out, node);
    write(out, std::string_view(count_words(node.text.size(), "bytes")));
}

void write_object(Writer& out, Shape const& shape, json::Node const& object);

void write_field(Writer& out, FieldInfo const& field, json::Node const& node) {
    if (field.secret) return write_masked(out, node);
    if (!field.item || node.type != json::Type::array) return write_shown(out, node);
    out.StartArray();
    for (auto const* item = node.child; item; item = item->next) write_object(out, *field.item, *item);
    out.EndArray();
}

void write_object(Writer& out, Shape const& shape, json::Node const& object) {
    if (object.type != json::Type::object) return write_masked(out, object);
    auto const matched = match(shape, object);
    out.StartObject();
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
        if (!matched.rows[i]) continue;
        write_key(out, shape.fields[i].wire);
        write_field(out, shape.fields[i], *matched.rows[i]);
    }
    for (auto const* node : matched.unknown) {
        write_key(out, node->name);
        write_masked(out, *node);
    }
    out.EndObject();
}

constexpr std::size_t shortest_hidden = 4;  // bytes; what is shorter names nobody and stands in many words

void hide_all(std::string& words, std::string_view secret) {
    if (secret.size() < shortest_hidden) return;
    auto const shown = mask(secret);
    for (auto at = words.find(secret); at != words.npos; at = words.find(secret, at + shown.size()))
        words.replace(at, secret.size(), shown);
}

void hide_secrets(std::string& words, Shape const& shape, json::Node const& object) {
    if (object.type != json::Type::object) return;
    auto const matched = match(shape, object);
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
        auto const& field = shape.fields[i];
        auto const* node = matched.rows[i];
        if (!node) continue;
        if (field.secret && (node->type == json::Type::text || node->type == json::Type::number))
            hide_all(words, node->text);
        if (field.item && node->type == json::Type::array)
            for (auto const* item = node->child; item; item = item->next) hide_secrets(words, *field.item, *item);
    }
}

}  // namespace

std::string redact_words(Shape const& shape, std::string_view body, std::string_view words) {
    std::string shown(words);
    json::Document document;
    if (auto const root = document.parse(body)) hide_secrets(shown, shape, **root);
    return shown;
}

std::string redact(Shape const& shape, std::string_view body) {
    json::Document document;
    auto const root = document.parse(body);
    if (!root) return count_words(body.size(), "bytes, not JSON");
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    write_object(writer, shape, **root);
    return text_of(buffer);
}

}  // namespace lotbridge::schema
