// "transform": a word, an object with one word and its options, or a list of them.
#include "mapping_parts.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

using TextFunction = std::function<Result<std::string>(std::string const&)>;

// NULL stays NULL.
Transform on_text(std::string name, TextFunction function) {
    return {std::move(name), [function = std::move(function)](Cell cell, Scope const&) -> Result<Cell> {
                if (!cell) return cell;
                LOTBRIDGE_TRY(auto text, function(*cell));
                return Cell(std::move(text));
            }};
}

Transform money_transform(std::string const& word) {
    return on_text(word, [fen = word == "fen"](std::string const& text) -> Result<std::string> {
        if (trim(text).empty()) return std::string();
        return fen ? money_from_fen(trim(text)) : money_from_yuan(text);
    });
}

// The first form that reads a text has it: some software writes two into one column.
Transform date_transform(std::vector<DateFormat> formats) {
    return on_text("date", [formats = std::move(formats)](std::string const& text) -> Result<std::string> {
        auto read = formats.front().read(trim(text));
        for (std::size_t i = 1; !read && i < formats.size(); ++i) {
            if (auto other = formats[i].read(trim(text))) read = std::move(other);
        }
        if (!read) return fail(read.error());
        return read->text();
    });
}

// A plate is the one value for which NULL means something: a car without one.
Transform plate_transform(PlateRule rule) {
    return {"plate", [rule = std::move(rule)](Cell cell, Scope const&) -> Result<Cell> {
                return Cell(plate(cell.value_or(""), rule));
            }};
}

Transform default_transform(std::string otherwise) {
    return {"default", [otherwise = std::move(otherwise)](Cell cell, Scope const&) -> Result<Cell> {
                return cell && !trim(*cell).empty() ? cell : Cell(otherwise);
            }};
}

Transform null_if_transform(std::vector<std::string> values) {
    return {"null_if", [values = std::move(values)](Cell cell, Scope const&) -> Result<Cell> {
                if (cell && std::find(values.begin(), values.end(), *cell) != values.end()) return Cell();
                return cell;
            }};
}

std::optional<Transform> plain_transform(std::string const& word) {
    if (word == "trim") return on_text(word, [](std::string const& text) -> Result<std::string> { return trim(text); });
    if (word == "digits")
        return on_text(word, [](std::string const& text) -> Result<std::string> { return digits(text); });
    if (word == "fen" || word == "yuan") return money_transform(word);
    if (word == "plate") return plate_transform({});
    if (word == "date") return date_transform({DateFormat()});
    return std::nullopt;
}

Transform read_date(ObjectReader& options, Node const& pattern, Reading& reading) {
    auto const zone = options.number("zone_minutes", 480, -840, 840);
    std::vector<DateFormat> formats;
    for (auto const& form : scalars(pattern, reading.problems)) {
        auto format = DateFormat::parse(form, std::chrono::minutes(zone));
        if (!format) reading.problems.add(pattern.place, format.error().message);
        formats.push_back(format ? *format : DateFormat());
    }
    if (formats.empty()) reading.problems.add(pattern.place, "must be a form, or a list of forms");
    return date_transform(formats.empty() ? std::vector{DateFormat()} : std::move(formats));
}

Transform read_table(ObjectReader& options, Node const& table, Reading& reading) {
    ValueTable values;
    if (!table.is(Node::Kind::object))
        reading.problems.add(table.place, "a table is an object: value of the column to value sent");
    for (auto const& [from, place, to] : table.members) values.values[from] = scalar(to, reading.problems);
    if (auto const* otherwise = options.find("default")) values.otherwise = scalar(*otherwise, reading.problems);
    return on_text("table", [values = std::move(values)](std::string const& text) { return look_up(text, values); });
}

// The table itself is in the settings: lanes and gates are named differently at every site.
Transform read_lookup(ObjectReader& options, Node const& name, Reading& reading) {
    auto const found = reading.parameters.tables.find(name.text);
    auto values = found == reading.parameters.tables.end() ? ValueTable() : found->second;
    auto const* otherwise = options.find("default");
    bool const same = options.text("otherwise") == "same";
    if (otherwise) values.otherwise = scalar(*otherwise, reading.problems);
    if (found == reading.parameters.tables.end() && !otherwise && !same)
        reading.problems.add(name.place, "the settings' params have no table \"" + name.text + "\"");
    return on_text("lookup", [values = std::move(values), same](std::string const& text) -> Result<std::string> {
        if (same && !values.values.contains(text)) return text;
        return look_up(text, values);
    });
}

Transform read_plate(Node const& node, Reading& reading) {
    ObjectReader rule_node(node, reading.problems);
    PlateRule rule;
    rule.placeholders = rule_node.texts("placeholders");
    rule.unlicensed = rule_node.text("unlicensed");
    rule_node.finish();
    return plate_transform(std::move(rule));
}

Transform read_part(Node const& node, Reading& reading) {
    ObjectReader options(node, reading.problems);
    auto const separator = options.need_text("separator");
    auto const index = static_cast<std::size_t>(options.number("index", 0, 0, 100));
    options.finish();
    return on_text("part", [separator, index](std::string const& text) -> Result<std::string> {
        return part(text, separator.empty() ? "-" : separator, index);
    });
}

Transform read_replace(Node const& node, Reading& reading) {
    ObjectReader options(node, reading.problems);
    auto const from = options.need_text("from");
    auto const to = options.text("to");
    options.finish();
    return on_text("replace",
                   [from, to](std::string const& text) -> Result<std::string> { return replace(text, from, to); });
}

Transform read_transform(Node const& node, Reading& reading) {
    static constexpr auto known =
        "trim, digits, fen, yuan, date, plate, table, lookup, default, null_if, part, replace";
    auto const nothing = [&](std::string const& word) {
        reading.problems.add(node.place, in_quotes(word) + " is no transform; known are " + known);
        return on_text(word, [](std::string const& text) -> Result<std::string> { return text; });
    };
    if (node.is(Node::Kind::text)) {
        auto plain = plain_transform(node.text);
        return plain ? std::move(*plain) : nothing(node.text);
    }
    ObjectReader options(node, reading.problems);
    auto transform = [&]() -> std::optional<Transform> {
        if (auto const* n = options.find("date")) return read_date(options, *n, reading);
        if (auto const* n = options.find("table")) return read_table(options, *n, reading);
        if (auto const* n = options.find("lookup")) return read_lookup(options, *n, reading);
        if (auto const* n = options.find("plate")) return read_plate(*n, reading);
        if (auto const* n = options.find("part")) return read_part(*n, reading);
        if (auto const* n = options.find("replace")) return read_replace(*n, reading);
        if (auto const* n = options.find("null_if")) return null_if_transform(scalars(*n, reading.problems));
        if (auto const* n = options.find("default")) return default_transform(scalar(*n, reading.problems));
        return std::nullopt;
    }();
    if (!transform) return nothing(node.members.empty() ? "" : node.members.front().name);
    options.finish();
    return std::move(*transform);
}

}  // namespace

std::vector<Transform> read_transforms(Node const& node, Reading& reading) {
    std::vector<Transform> out;
    if (!node.is(Node::Kind::list)) {
        out.push_back(read_transform(node, reading));
        return out;
    }
    for (auto const& item : node.items) out.push_back(read_transform(item, reading));
    return out;
}

}  // namespace lotbridge::sql
