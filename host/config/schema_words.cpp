#include "config/schema_words.hpp"

#include "base/text.hpp"
#include "config/nearest.hpp"
#include "config/problem.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <algorithm>
#include <regex>

namespace lotbridge::config {

namespace {

std::string json_text(Json const& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer writer(buffer);
    value.Accept(writer);
    return buffer.GetString();
}

std::string listed(std::vector<std::string> const& items) {
    std::string text;
    for (auto const& item : items) text += (text.empty() ? "" : ", ") + item;
    return text;
}

std::string_view kind_of(Json const& value) {
    switch (value.GetType()) {
        case rapidjson::kNullType:
            return "null";
        case rapidjson::kFalseType:
        case rapidjson::kTrueType:
            return "boolean";
        case rapidjson::kObjectType:
            return "object";
        case rapidjson::kArrayType:
            return "array";
        case rapidjson::kStringType:
            return "string";
        case rapidjson::kNumberType:
            return value.IsInt64() || value.IsUint64() ? "integer" : "number";
    }
    return "null";
}

std::string_view kind_in_words(std::string_view kind) {
    if (kind == "boolean") return "true or false";
    if (kind == "object") return "an object {...}";
    if (kind == "array") return "a list [...]";
    if (kind == "string") return "a text in quotes";
    if (kind == "integer") return "a whole number";
    if (kind == "number") return "a number";
    return kind;
}

std::vector<std::string_view> allowed_kinds(Json const& node) {
    std::vector<std::string_view> kinds;
    auto const* type = find(node, "type");
    if (type && type->IsString()) kinds.push_back(text_of(*type));
    if (type && type->IsArray()) {
        for (auto const& kind : type->GetArray()) {
            if (kind.IsString()) kinds.push_back(text_of(kind));
        }
    }
    return kinds;
}

bool is_kind(Json const& value, std::vector<std::string_view> const& kinds) {
    auto const kind = kind_of(value);
    return kinds.empty() || std::any_of(kinds.begin(), kinds.end(), [&](std::string_view allowed) {
               return allowed == kind || (allowed == "number" && kind == "integer");
           });
}

class Explanation {
public:
    Explanation(Json const& root, std::function<bool(std::string const&)> const& shown) : root_(root), shown_(shown) {}

    void walk(Json const& value, Json const& schema, std::string const& pointer) {
        auto const& node = resolved(root_, &schema);
        auto const before = findings_.size();
        if (!kind_fits(value, node, pointer)) return expects(node, pointer, before);
        choice(value, node, pointer);
        if (value.IsString()) text(value, node, pointer);
        if (value.IsNumber()) number(value, node, pointer);
        if (value.IsObject()) object(value, node, pointer);
        if (value.IsArray()) list(value, node, pointer);
        alternatives(value, node, pointer);
        expects(node, pointer, before);
    }
    std::vector<Finding> take() { return std::move(findings_); }

private:
    void add(std::string const& pointer, std::string words, bool about_name = false) {
        findings_.push_back({pointer, std::move(words), about_name});
    }
    // The schema's own sentence is better than ours about this value; what is wrong deeper inside stays.
    void expects(Json const& node, std::string const& pointer, std::size_t since) {
        auto const sentence = text_or(node, "x-expects");
        if (sentence.empty() || findings_.size() == since) return;
        auto const is_here = [&](Finding const& f) { return f.pointer == pointer; };
        auto const first = findings_.begin() + static_cast<std::ptrdiff_t>(since);
        if (std::none_of(first, findings_.end(), is_here)) return;
        findings_.erase(std::remove_if(first, findings_.end(), is_here), findings_.end());
        add(pointer, fmt::format("must be {}", sentence));
    }

    bool kind_fits(Json const& value, Json const& node, std::string const& pointer) {
        auto const kinds = allowed_kinds(node);
        if (is_kind(value, kinds)) return true;
        std::string allowed;
        for (auto const kind : kinds) allowed += (allowed.empty() ? "" : " or ") + std::string(kind_in_words(kind));
        add(pointer, fmt::format("must be {}, but is {}", allowed, kind_in_words(kind_of(value))));
        return false;
    }

    void choice(Json const& value, Json const& node, std::string const& pointer) {
        auto const* allowed = find_list(node, "enum");
        if (!allowed) return;
        auto const choices = allowed->GetArray();
        if (std::any_of(choices.begin(), choices.end(), [&](Json const& one) { return one == value; })) return;
        std::vector<std::string> texts;
        std::vector<std::string_view> words;
        for (auto const& one : choices) {
            texts.push_back(json_text(one));
            if (one.IsString()) words.push_back(text_of(one));
        }
        auto const hint = value.IsString() ? did_you_mean(text_of(value), words) : "";
        add(pointer, fmt::format("{} is not one of {}{}", quoted(value, pointer), listed(texts), hint));
    }
    std::string quoted(Json const& value, std::string const& pointer) const {
        return shown_(pointer) ? json_text(value) : "this value";
    }

    void text(Json const& value, Json const& node, std::string const& pointer) {
        auto const length = base::characters(text_of(value));
        if (auto const* least = find_count(node, "minLength"); least && length < least->GetUint()) {
            add(pointer, length == 0
                             ? "must not be empty"
                             : fmt::format("must have at least {} characters, but has {}", least->GetUint(), length));
        }
        if (auto const* most = find_count(node, "maxLength"); most && length > most->GetUint()) {
            add(pointer, fmt::format("must have at most {} characters, but has {}", most->GetUint(), length));
        }
        if (auto const pattern = text_or(node, "pattern"); !pattern.empty() && !matches(text_of(value), pattern)) {
            add(pointer, fmt::format("{} does not have the form {}", quoted(value, pointer), pattern));
        }
    }
    static bool matches(std::string_view text, std::string_view pattern) {
        return std::regex_search(text.begin(), text.end(), std::regex(pattern.begin(), pattern.end()));
    }

    void number(Json const& value, Json const& node, std::string const& pointer) {
        auto const* least = find_number(node, "minimum");
        auto const* most = find_number(node, "maximum");
        if (least && value.GetDouble() < least->GetDouble()) {
            add(pointer, fmt::format("must be at least {}, but is {}", json_text(*least), quoted(value, pointer)));
        }
        if (most && value.GetDouble() > most->GetDouble()) {
            add(pointer, fmt::format("must be at most {}, but is {}", json_text(*most), quoted(value, pointer)));
        }
    }

    void object(Json const& value, Json const& node, std::string const& pointer) {
        static Json const none(rapidjson::kObjectType);
        auto const* properties = find_object(node, "properties");
        auto const& known = properties ? *properties : none;
        for (auto const& entry : value.GetObject()) {
            auto const name = text_of(entry.name);
            if (auto const* schema = find(known, name)) {
                walk(entry.value, *schema, member(pointer, name));
            } else {
                additional(entry.value, name, node, known, pointer);
            }
        }
        auto const* required = find_list(node, "required");
        if (!required) return;
        for (auto const& name : required->GetArray()) {
            if (name.IsString() && !find(value, text_of(name))) missing(text_of(name), known, pointer);
        }
    }
    void additional(Json const& value, std::string_view name, Json const& node, Json const& known,
                    std::string const& pointer) {
        auto const* additional = find(node, "additionalProperties");
        if (!additional) return;
        if (additional->IsObject()) return walk(value, *additional, member(pointer, name));
        if (!additional->IsFalse() || find(node, "patternProperties")) return;
        std::vector<std::string_view> names;
        for (auto const& entry : known.GetObject()) names.push_back(text_of(entry.name));
        std::sort(names.begin(), names.end());
        auto hint = did_you_mean(name, names);
        if (hint.empty()) hint = fmt::format("; known here: {}", fmt::join(names, ", "));
        add(member(pointer, name), fmt::format("\"{}\" is unknown here{}", name, hint), true);
    }
    void missing(std::string_view name, Json const& known, std::string const& pointer) {
        auto const* schema = find(known, name);
        auto const& node = resolved(root_, schema);
        auto const title = schema ? text_or(*schema, "title", text_or(node, "title")) : std::string_view();
        add(member(pointer, name), title.empty() ? "is missing" : fmt::format("is missing ({})", title));
    }

    void list(Json const& value, Json const& node, std::string const& pointer) {
        auto const* least = find_count(node, "minItems");
        auto const* most = find_count(node, "maxItems");
        if (least && value.Size() < least->GetUint()) {
            add(pointer, fmt::format("must have at least {} items, but has {}", least->GetUint(), value.Size()));
        }
        if (most && value.Size() > most->GetUint()) {
            add(pointer, fmt::format("must have at most {} items, but has {}", most->GetUint(), value.Size()));
        }
        if (flagged(node, "uniqueItems")) repeated(value, pointer);
        auto const* items = find_object(node, "items");
        if (!items) return;
        for (rapidjson::SizeType i = 0; i < value.Size(); ++i) walk(value[i], *items, element(pointer, i));
    }
    void repeated(Json const& value, std::string const& pointer) {
        for (rapidjson::SizeType i = 1; i < value.Size(); ++i) {
            auto const earlier = std::find(value.Begin(), value.Begin() + i, value[i]);
            if (earlier != value.Begin() + i) add(element(pointer, i), "stands in this list a second time");
        }
    }

    void alternatives(Json const& value, Json const& node, std::string const& pointer) {
        if (auto const* all = find_list(node, "allOf")) {
            for (auto const& one : all->GetArray()) walk(value, one, pointer);
        }
        for (auto const* keyword : {"anyOf", "oneOf"}) {
            if (auto const* some = find_list(node, keyword)) best_of(value, *some, pointer);
        }
    }
    // None fits: speaks of the first alternative of the right kind, or says that there is none.
    void best_of(Json const& value, Json const& forms, std::string const& pointer) {
        std::vector<Finding> nearest;
        for (auto const& form : forms.GetArray()) {
            Explanation alone(root_, shown_);
            alone.walk(value, form, pointer);
            auto findings = alone.take();
            if (findings.empty()) return;
            if (nearest.empty() && is_kind(value, allowed_kinds(resolved(root_, &form)))) nearest = std::move(findings);
        }
        if (nearest.empty()) nearest.push_back({pointer, "has none of the forms that are allowed here"});
        std::move(nearest.begin(), nearest.end(), std::back_inserter(findings_));
    }

    Json const& root_;
    std::function<bool(std::string const&)> const& shown_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> explain(Json const& root, Json const& value,
                             std::function<bool(std::string const&)> const& shown) {
    Explanation explanation(root, shown);
    explanation.walk(value, root, "");
    return explanation.take();
}

}  // namespace lotbridge::config
