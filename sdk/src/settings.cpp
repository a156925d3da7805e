#include <lotbridge/adapter/settings.hpp>

#include "json_tree.hpp"

#include <charconv>
#include <optional>

namespace lotbridge {
namespace {

std::optional<std::int64_t> whole_number(json::Node const& node) {
    if (node.type != json::Type::number) return std::nullopt;
    std::int64_t value = 0;
    auto const* end = node.text.data() + node.text.size();
    auto const [stop, error] = std::from_chars(node.text.data(), end, value);
    return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

}  // namespace

Settings::Settings(std::shared_ptr<std::string const> text, std::shared_ptr<json::Document const> document,
                   json::Node const& node, std::string path)
    : json_(std::move(text)), document_(std::move(document)), node_(&node), path_(std::move(path)) {}

Result<Settings> Settings::parse(std::string_view json) {
    auto document = std::make_shared<json::Document>();
    auto const root = document->parse(json);
    if (!root) return fail(Errc::rejected, "settings: " + root.error().message);
    if ((*root)->type != json::Type::object) return fail(Errc::rejected, "settings: is not an object");
    return Settings(std::make_shared<std::string const>(json), std::move(document), **root, "");
}

tl::unexpected<Error> Settings::wrong(std::string_view name, std::string_view words) const {
    return fail(Errc::rejected, "settings " + path_ + "/" + std::string(name) + ": " + std::string(words));
}

Result<json::Node const*> Settings::find(std::string_view name) const {
    auto const* node = json::member(*node_, name);
    if (!node || node->type == json::Type::null) return wrong(name, "is missing");
    return node;
}

bool Settings::has(std::string_view name) const { return find(name).has_value(); }

Result<std::string> Settings::text(std::string_view name) const {
    LOTBRIDGE_TRY(auto const* node, find(name));
    if (node->type != json::Type::text) return wrong(name, "is not a text");
    return std::string(node->text);
}

Result<std::int64_t> Settings::integer(std::string_view name) const {
    LOTBRIDGE_TRY(auto const* node, find(name));
    if (auto const value = whole_number(*node)) return *value;
    return wrong(name, "is not a whole number");
}

Result<bool> Settings::flag(std::string_view name) const {
    LOTBRIDGE_TRY(auto const* node, find(name));
    if (node->type != json::Type::boolean) return wrong(name, "is neither true nor false");
    return node->text == "true";
}

Result<Settings> Settings::object(std::string_view name) const {
    LOTBRIDGE_TRY(auto const* node, find(name));
    if (node->type != json::Type::object) return wrong(name, "is not an object");
    return Settings(json_, document_, *node, path_ + "/" + std::string(name));
}

Result<std::vector<Settings>> Settings::objects(std::string_view name) const {
    LOTBRIDGE_TRY(auto const* node, find(name));
    if (node->type != json::Type::array) return wrong(name, "is not a list");
    std::vector<Settings> items;
    for (auto const* item = node->child; item; item = item->next) {
        auto const path = path_ + "/" + std::string(name) + "/" + std::to_string(items.size());
        if (item->type != json::Type::object) return fail(Errc::rejected, "settings " + path + ": is not an object");
        items.push_back(Settings(json_, document_, *item, path));
    }
    return items;
}

Result<std::vector<std::string>> Settings::texts(std::string_view name) const {
    LOTBRIDGE_TRY(auto const* node, find(name));
    if (node->type != json::Type::array) return wrong(name, "is not a list");
    std::vector<std::string> items;
    for (auto const* item = node->child; item; item = item->next) {
        if (item->type != json::Type::text) return wrong(name, "holds something that is not a text");
        items.emplace_back(item->text);
    }
    return items;
}

Result<std::string> Settings::text_or(std::string_view name, std::string_view otherwise) const {
    return has(name) ? text(name) : Result<std::string>(otherwise);
}

Result<std::int64_t> Settings::integer_or(std::string_view name, std::int64_t otherwise) const {
    return has(name) ? integer(name) : Result<std::int64_t>(otherwise);
}

Result<bool> Settings::flag_or(std::string_view name, bool otherwise) const {
    return has(name) ? flag(name) : Result<bool>(otherwise);
}

}  // namespace lotbridge
