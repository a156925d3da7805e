// RapidJSON's own engine aborts the program on a pattern that it cannot read; std::regex only says so.
#define RAPIDJSON_SCHEMA_USE_INTERNALREGEX 0

#include "config/schema.hpp"

#include "base/json.hpp"
#include "config/problem.hpp"
#include "config/schema_node.hpp"
#include "config/schema_words.hpp"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <algorithm>
#include <regex>

namespace lotbridge::config {

struct Schema::Body {
    rapidjson::Document root;
    std::unique_ptr<rapidjson::SchemaDocument> judge;
};

namespace {

class Visit {
public:
    Visit(Json const& root, Schema::Visitor const& visitor) : root_(root), visitor_(visitor) {}

    void walk(Json& value, Json const& schema, std::string const& pointer) {
        auto const& node = resolved(root_, &schema);
        visitor_(value, node, pointer);
        if (value.IsObject()) members(value, node, pointer);
        if (auto const* items = find_object(node, "items"); items && value.IsArray()) {
            for (rapidjson::SizeType i = 0; i < value.Size(); ++i) walk(value[i], *items, element(pointer, i));
        }
        for (auto const* keyword : {"allOf", "anyOf", "oneOf"}) {
            auto const* forms = find_list(node, keyword);
            if (!forms) continue;
            for (auto const& form : forms->GetArray()) walk(value, form, pointer);
        }
    }

private:
    void members(Json& value, Json const& node, std::string const& pointer) {
        auto const* properties = find_object(node, "properties");
        auto const* others = find_object(node, "additionalProperties");
        for (auto& entry : value.GetObject()) {
            auto const name = text_of(entry.name);
            auto const* schema = properties ? find(*properties, name) : nullptr;
            if (!schema) schema = others;
            if (schema) walk(entry.value, *schema, member(pointer, name));
        }
    }

    Json const& root_;
    Schema::Visitor const& visitor_;
};

// Nodes that are applied to one and the same value. When they lead back to where they began, no check would ever end.
class Circles {
public:
    explicit Circles(Json const& root) : root_(root) {}

    // Whether the node is met again on its own way.
    bool returns_to_itself(Json const& node) {
        if (std::find(path_.begin(), path_.end(), &node) != path_.end()) return true;
        path_.push_back(&node);
        auto const circle = follow(node);
        path_.pop_back();
        return circle;
    }

private:
    bool follow(Json const& node) {
        if (auto const reference = text_or(node, "$ref"); !reference.empty()) {
            auto const* target = rapidjson::Pointer(reference.data(), reference.size()).Get(root_);
            return target && returns_to_itself(*target);
        }
        for (auto const* keyword : {"allOf", "anyOf", "oneOf"}) {
            auto const* forms = find_list(node, keyword);
            if (!forms) continue;
            auto const circle = [&](Json const& form) { return returns_to_itself(form); };
            if (std::any_of(forms->Begin(), forms->End(), circle)) return true;
        }
        auto const* opposite = find(node, "not");
        return opposite && returns_to_itself(*opposite);
    }

    Json const& root_;
    std::vector<Json const*> path_;
};

// Whether a node has a reference that names nothing in the schema: RapidJSON would follow it all the same.
bool leads_nowhere(Json const& root, Json const& node) {
    if (!find(node, "$ref")) return false;
    auto const reference = text_or(node, "$ref");
    if (!reference.starts_with('#')) return true;
    rapidjson::Pointer const pointer(reference.data(), reference.size());
    auto const* target = pointer.IsValid() ? pointer.Get(root) : nullptr;
    return !target || !target->IsObject();
}

// The keyword of a node that holds something else than rules; empty when none does. RapidJSON would apply what is not
// there.
std::string without_rule(Json const& node) {
    auto const is_none = [](Json const& rule) { return !rule.IsObject(); };
    if (auto const* opposite = find(node, "not"); opposite && is_none(*opposite)) return "not";
    for (auto const* keyword : {"allOf", "anyOf", "oneOf", "items"}) {
        auto const* rules = find_list(node, keyword);
        if (rules && std::any_of(rules->Begin(), rules->End(), is_none)) return keyword;
    }
    if (auto const* rules = find_object(node, "patternProperties")) {
        for (auto const& entry : rules->GetObject()) {
            if (is_none(entry.value)) return "patternProperties";
        }
    }
    return {};
}

// libstdc++ reads a number in a pattern without a look at where a long ends.
bool has_long_number(std::string_view pattern) {
    constexpr std::size_t most = 9;
    std::size_t digits = 0;
    return std::any_of(pattern.begin(), pattern.end(), [&](char c) {
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        return digits > most;
    });
}

// The first pattern of a node that is no regular expression; empty when all are.
std::string unreadable_pattern(Json const& node) {
    auto const readable = [](std::string_view pattern) {
        constexpr std::size_t longest = 1000;  // it is compiled by recursion
        if (pattern.size() > longest || has_long_number(pattern)) return false;
        try {
            std::regex const compiled(pattern.begin(), pattern.end());
            return true;
        } catch (std::regex_error const&) {
            return false;
        }
    };
    if (auto const pattern = text_or(node, "pattern"); !readable(pattern)) return std::string(pattern);
    if (auto const* patterns = find_object(node, "patternProperties")) {
        for (auto const& entry : patterns->GetObject()) {
            if (!readable(text_of(entry.name))) return std::string(text_of(entry.name));
        }
    }
    return {};
}

std::string wrong_reference(Json const& root, Json const& node) {
    return leads_nowhere(root, node) ? "a reference ($ref) to what it does not hold" : "";
}

// Of a schema whose references all lead somewhere.
std::string wrong_rule(Json const& root, Json const& node) {
    if (Circles(root).returns_to_itself(node)) return "references that lead in a circle";
    if (auto const keyword = without_rule(node); !keyword.empty())
        return fmt::format("a \"{}\" with something else than a JSON object for a rule", keyword);
    if (auto const pattern = unreadable_pattern(node); !pattern.empty())
        return fmt::format("a pattern that is no regular expression: {}", pattern);
    return {};
}

// What is wrong with a node or, from the outside in, with the first below it; empty when nothing is.
std::string find_wrong(Json const& root, Json const& node, std::string (*wrong)(Json const& root, Json const& node)) {
    std::string words = node.IsObject() ? wrong(root, node) : "";
    auto const look_into = [&](Json const& inner) {
        if (words.empty()) words = find_wrong(root, inner, wrong);
    };
    if (node.IsArray()) std::for_each(node.Begin(), node.End(), look_into);
    if (node.IsObject()) {
        for (auto const& entry : node.GetObject()) look_into(entry.value);
    }
    return words;
}

std::string pointer_text(rapidjson::Pointer const& pointer) {
    rapidjson::StringBuffer buffer;
    pointer.Stringify(buffer);
    return buffer.GetString();
}

}  // namespace

Schema::Schema(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::parse(std::string_view text) {
    if (base::json::is_deep(text)) return fail(Errc::rejected, "the schema of these settings is nested too deep");
    auto body = std::make_unique<Body>();
    body->root.Parse(text.data(), text.size());
    if (body->root.HasParseError()) {
        return fail(Errc::rejected,
                    fmt::format("the schema of these settings is not JSON at offset {}: {}",
                                body->root.GetErrorOffset(), rapidjson::GetParseError_En(body->root.GetParseError())));
    }
    if (!body->root.IsObject()) return fail(Errc::rejected, "the schema of these settings is not a JSON object");
    for (auto const wrong : {wrong_reference, wrong_rule}) {
        auto const words = find_wrong(body->root, body->root, wrong);
        if (!words.empty()) return fail(Errc::rejected, "the schema of these settings has " + words);
    }
    body->judge = std::make_unique<rapidjson::SchemaDocument>(body->root);
    return Schema(std::move(body));
}

std::vector<Finding> Schema::check(Json const& value, std::function<bool(std::string const&)> const& shown) const {
    rapidjson::SchemaValidator judgement(*body_->judge);
    value.Accept(judgement);
    if (judgement.IsValid()) return {};
    auto findings = explain(body_->root, value, shown);
    if (!findings.empty()) return findings;
    auto const* keyword = judgement.GetInvalidSchemaKeyword();
    return {{pointer_text(judgement.GetInvalidDocumentPointer()),
             fmt::format("breaks the rule \"{}\" at {} of the schema", keyword ? keyword : "?",
                         pointer_text(judgement.GetInvalidSchemaPointer()))}};
}

void Schema::visit(Json& value, Visitor const& visitor) const {
    Visit(body_->root, visitor).walk(value, body_->root, "");
}

}  // namespace lotbridge::config
