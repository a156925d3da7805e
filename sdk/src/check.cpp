// What is wrong with a body: presence, kinds, limits, codes, each named by its path and clause.
#include "codec.hpp"

#include <algorithm>

namespace lotbridge::schema {
namespace {

std::size_t count_characters(std::string_view utf8) {
    auto const continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    return utf8.size() - static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), continues));
}

std::string allowed(std::span<Code const> codes) {
    std::string words;
    for (auto const& code : codes)
        words += (words.empty() ? "" : ", ") + std::to_string(code.wire) + " " + std::string(code.name);
    return words;
}

// What an adapter puts in the place of a value that it cannot make.
std::string_view unreadable(json::Node const& node) {
    auto const* why = json::member(node, "unreadable");
    return why && why->type == json::Type::text ? why->text : std::string_view();
}

constexpr std::size_t most_problems = 100;  // nobody reads more, and a list may hold half a million

class Checker {
public:
    std::vector<Problem> problems;

    void object(Shape const& shape, json::Node const& node, std::string const& path) {
        if (node.type != json::Type::object) return report(shape, path, "is not an object");
        if (auto const why = unreadable(node); !why.empty())
            return report(shape, path, "is unreadable: " + std::string(why));
        auto const matched = match(shape, node);
        for (std::size_t i = 0; i < shape.fields.size(); ++i) value(shape, shape.fields[i], matched.rows[i], path);
        for (auto const* repeated : matched.repeated)
            report(shape, path + "/" + std::string(repeated->name), "appears more than once");
    }

private:
    void report(Shape const& shape, std::string path, std::string words) {
        if (problems.size() == most_problems) return;
        problems.push_back({std::move(path), std::move(words), std::string(shape.clause)});
    }

    void value(Shape const& shape, FieldInfo const& field, json::Node const* node, std::string const& parent) {
        auto words = absent(node) ? missing(field, node) : wrong(field, *node);
        if (!words.empty()) return report(shape, parent + "/" + std::string(field.wire), std::move(words));
        if (field.item && !absent(node) && node->type == json::Type::array)
            items(*field.item, *node, parent + "/" + std::string(field.wire));
    }

    void items(Shape const& item, json::Node const& list, std::string const& path) {
        std::size_t index = 0;
        for (auto const* node = list.child; node; node = node->next, ++index)
            object(item, *node, path + "/" + std::to_string(index));
    }

    static std::string missing(FieldInfo const& field, json::Node const* node) {
        if (!field.required) return {};
        return node ? "is empty" : "is missing";
    }

    static std::string wrong(FieldInfo const& field, json::Node const& node) {
        if (auto const why = unreadable(node); !why.empty()) return "is unreadable: " + std::string(why);
        switch (field.kind) {
            case Kind::text:
                return wrong_text(field, node);
            case Kind::integer:
                return read<std::int64_t>(node) ? "" : "is not a whole number";
            case Kind::money:
                return read<Money>(node) ? "" : "is not an amount in yuan with at most two decimals";
            case Kind::decimal:
                return read<Rate>(node) ? "" : "is not a number with at most four decimals";
            case Kind::datetime:
                return read<LocalTime>(node) ? "" : "is not a time as yyyy-MM-dd HH:mm:ss";
            case Kind::date:
                return read<LocalDate>(node) ? "" : "is not a date as yyyy-MM-dd";
            case Kind::boolean:
                return read<bool>(node) ? "" : "is neither true nor false";
            case Kind::code:
                return wrong_code(field, node);
            case Kind::list:
                return wrong_list(field, node);
            case Kind::amount_or_list:
                if (node.type == json::Type::array || read<Money>(node)) return {};
                return "is neither an amount in yuan with at most two decimals nor a list";
        }
        return {};
    }

    static std::string wrong_text(FieldInfo const& field, json::Node const& node) {
        auto const text = read<std::string_view>(node);
        if (!text) return "is not a text";
        if (field.max == 0) return {};
        auto const size = count_characters(*text);
        if (size <= field.max) return {};
        return "has " + std::to_string(size) + " characters, at most " + std::to_string(field.max) + " are allowed";
    }

    static std::string wrong_code(FieldInfo const& field, json::Node const& node) {
        auto const number = read<std::int64_t>(node);
        if (!number) return "is not a whole number; allowed: " + allowed(field.codes);
        bool const not_given = *number == 0 && !field.required;  // the default of an integer (E7)
        if (not_given || code_on_wire(field.codes, *number)) return {};
        return std::to_string(*number) + " is not allowed here; allowed: " + allowed(field.codes);
    }

    static std::string wrong_list(FieldInfo const& field, json::Node const& node) {
        if (node.type != json::Type::array) return "is not a list";
        return field.required && !node.child ? "is empty" : "";
    }
};

}  // namespace

std::vector<Problem> check(Shape const& shape, json::Node const& root) {
    Checker checker;
    checker.object(shape, root, "");
    return std::move(checker.problems);
}

std::vector<Problem> check(Shape const& shape, std::string_view body) {
    json::Document document;
    auto const root = document.parse(body);
    if (!root) return {{"", root.error().message, std::string(shape.clause)}};
    return check(shape, **root);
}

std::string describe(std::vector<Problem> const& problems) {
    std::string line;
    for (auto const& problem : problems) {
        if (!line.empty()) line += "; ";
        line += (problem.path.empty() ? "the body" : problem.path) + " " + problem.words + " [" + problem.clause + "]";
    }
    return line;
}

Result<json::Node const*> parse_checked(json::Document& document, Shape const& shape, std::string_view body) {
    LOTBRIDGE_TRY(auto const* root, document.parse(body));
    if (auto const problems = check(shape, *root); !problems.empty()) return fail(Errc::rejected, describe(problems));
    return root;
}

}  // namespace lotbridge::schema
