#include "mapping_parts.hpp"

#include "body.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <algorithm>
#include <array>

namespace lotbridge::sql {
namespace {

// "{id}-{inTime|digits}"
std::vector<Recipe::Piece> read_template(Node const& node, Reading& reading) {
    std::vector<Recipe::Piece> pieces;
    std::string_view text = node.text;
    while (!text.empty()) {
        auto const open = text.find('{');
        if (open != 0) pieces.push_back({std::string(text.substr(0, open)), false, {}});
        if (open == std::string_view::npos) break;
        auto const close = text.find('}', open);
        if (close == std::string_view::npos) {
            reading.problems.add(node.place, "\"{\" has no \"}\"");
            break;
        }
        auto const inner = text.substr(open + 1, close - open - 1);
        Recipe::Piece piece{std::string(inner.substr(0, inner.find('|'))), true, {}};
        for (std::size_t i = 1; !part(inner, "|", i).empty(); ++i) {
            Node word{Node::Kind::text, part(inner, "|", i), {}, {}, node.place};
            piece.transforms.push_back(std::move(read_transforms(word, reading).front()));
        }
        if (piece.text.empty()) reading.problems.add(node.place, "\"{}\" names nothing");
        pieces.push_back(std::move(piece));
        text.remove_prefix(close + 1);
    }
    return pieces;
}

void read_minutes(Recipe& recipe, Node const& node, Reading& reading) {
    if (node.items.size() != 2) {
        reading.problems.add(node.place, "minutes_between wants two values: [\"from\", \"to\"]");
        return;
    }
    recipe.source = Recipe::Source::minutes_between;
    for (auto const& end : node.items) recipe.alternatives.push_back(read_recipe(end, reading));
}

bool read_source(Recipe& recipe, ObjectReader& object, Reading& reading) {
    struct Word {
        std::string_view word;
        Recipe::Source source;
    };
    static constexpr std::array<Word, 4> words{{{"column", Recipe::Source::column},
                                                {"field", Recipe::Source::field},
                                                {"param", Recipe::Source::parameter},
                                                {"constant", Recipe::Source::constant}}};
    int found = 0;
    for (auto const& [word, source] : words) {
        auto const* node = object.find(word);
        if (!node) continue;
        ++found;
        recipe.source = source;
        recipe.name = scalar(*node, reading.problems);
    }
    if (auto const* node = object.find("template")) {
        ++found;
        recipe.source = Recipe::Source::pieces;
        recipe.pieces = read_template(*node, reading);
    }
    if (auto const* node = object.find("minutes_between")) {
        ++found;
        read_minutes(recipe, *node, reading);
    }
    if (auto const* node = object.find("if")) {
        ++found;
        recipe.source = Recipe::Source::choice;
        recipe.choice.push_back(read_condition(*node, reading));
        if (auto const* then = object.need("then")) recipe.alternatives.push_back(read_recipe(*then, reading));
        if (auto const* otherwise = object.find("else"))
            recipe.alternatives.push_back(read_recipe(*otherwise, reading));
    }
    return found == 1;
}

std::optional<Node> statement_text(Node const& node, Reading& reading) {
    if (node.is(Node::Kind::text)) return node;
    if (node.is(Node::Kind::list)) {  // long statements, one line each
        Node joined{Node::Kind::text, "", {}, {}, node.place};
        for (auto const& line : scalars(node, reading.problems))
            joined.text += (joined.text.empty() ? "" : "\n") + line;
        return joined;
    }
    for (auto const& member : node.members) {
        if (member.name != "default" && !dialect_named(member.name))
            reading.problems.add(member.place,
                                 in_quotes(member.name) + " is no dialect; known are " + dialect_names() + ", default");
    }
    auto const* own = node.find(name(reading.dialect));
    if (!own) own = node.find("default");
    if (own) return statement_text(*own, reading);
    reading.problems.add(node.place,
                         "there is no statement for " + std::string(name(reading.dialect)) + " and no \"default\"");
    return std::nullopt;
}

std::vector<Field::Item> read_items(Node const& node, schema::FieldInfo const& info, Reading& reading) {
    std::vector<Field::Item> items;
    if (!info.item) {
        reading.problems.add(node.place, std::string(info.wire) + " is no list with items of known form");
        return items;
    }
    for (auto const& item_node : node.items) {
        ObjectReader object(item_node, reading.problems);
        Field::Item item;
        if (auto const* when = object.find("when")) item.when = read_condition(*when, reading);
        if (auto const* fields = object.need("fields")) item.fields = read_fields(*fields, *info.item, reading);
        object.finish();
        items.push_back(std::move(item));
    }
    return items;
}

// A value that stands in the mapping itself can be judged without a row.
void check_constant(Field const& field, schema::Shape const& shape, Problems& problems) {
    if (!field.items.empty() || field.recipe.source != Recipe::Source::constant || !field.recipe.transforms.empty())
        return;
    auto const path = "/" + std::string(field.info->wire);
    for (auto const& problem : schema::check(shape, make_body({field}, Scope()).json))
        if (problem.path == path) problems.add(field.place, problem.path + " " + problem.words);
}

}  // namespace

Encoding read_encoding(Node const& node, Reading& reading) {
    auto const found = encoding_named(node.text);
    if (!found)
        reading.problems.add(node.place, in_quotes(node.text) + " is no encoding; known are UTF-8, GBK, GB18030");
    return found.value_or(Encoding::utf8);
}

Recipe read_recipe(Node const& node, Reading& reading) {
    Recipe recipe;
    recipe.place = node.place;
    if (node.is(Node::Kind::text)) {
        recipe.name = node.text;
        if (node.text.empty()) reading.problems.add(node.place, "a column must be named");
        return recipe;
    }
    if (!node.is(Node::Kind::object)) {
        reading.problems.add(node.place, "a column's name or an object { } must stand here");
        return recipe;
    }
    ObjectReader object(node, reading.problems);
    if (!read_source(recipe, object, reading))
        reading.problems.add(
            node.place, "exactly one of column, field, param, constant, template, minutes_between, if must stand here");
    if (recipe.source == Recipe::Source::parameter && !reading.parameters.values.contains(recipe.name))
        reading.problems.add(node.place, "the settings' params have no value \"" + recipe.name + "\"");
    if (auto const* encoding = object.find("encoding")) recipe.encoding = read_encoding(*encoding, reading);
    if (auto const* transform = object.find("transform")) recipe.transforms = read_transforms(*transform, reading);
    object.finish();
    return recipe;
}

Condition read_condition(Node const& node, Reading& reading) {
    Condition condition;
    condition.place = node.place;
    ObjectReader object(node, reading.problems);
    auto const group = [&](char const* word, Condition::Kind kind) {
        auto const* list = object.find(word);
        if (!list) return false;
        condition.kind = kind;
        for (auto const& part : list->items) condition.parts.push_back(read_condition(part, reading));
        if (list->items.empty()) reading.problems.add(list->place, "must be a list of conditions");
        return true;
    };
    if (!group("all", Condition::Kind::all) && !group("any", Condition::Kind::any) &&
        !group("none", Condition::Kind::none)) {
        condition.column = object.need_text("column");
        condition.kind = Condition::Kind::one_of;
        if (object.find("null"))
            condition.kind = Condition::Kind::is_null, condition.wanted = object.flag("null", true);
        else if (object.find("empty"))
            condition.kind = Condition::Kind::is_empty, condition.wanted = object.flag("empty", true);
        else if (object.need("is"))
            condition.values = object.texts("is");
    }
    object.finish();
    return condition;
}

std::optional<Query> read_query(Node const& node, Reading& reading, std::set<std::string, std::less<>> const& names) {
    auto const text = statement_text(node, reading);
    if (!text) return std::nullopt;
    auto statement = Statement::parse(text->text, reading.dialect);
    if (!statement) {
        reading.problems.add(text->place, statement.error().message);
        return std::nullopt;
    }
    for (auto const& parameter : statement->names()) {
        if (!names.contains(parameter) && !reading.parameters.values.contains(parameter))
            reading.problems.add(text->place,
                                 "parameter :" + parameter + " is not known here, nor in the settings' params");
    }
    if (statement->head().empty()) reading.problems.add(text->place, "there is no statement");
    return Query{std::move(*statement), text->place};
}

std::vector<Query> read_statements(Node const& node, Reading& reading,
                                   std::set<std::string, std::less<>> const& names) {
    std::vector<Query> out;
    if (node.is(Node::Kind::object)) {
        auto const* own = node.find(name(reading.dialect));
        if (!own) own = node.find("default");
        return own ? read_statements(*own, reading, names) : out;
    }
    if (!node.is(Node::Kind::list)) reading.problems.add(node.place, "must be a list of statements");
    for (auto const& item : node.items) {
        if (auto query = read_query(item, reading, names)) out.push_back(std::move(*query));
    }
    return out;
}

std::map<std::string, Recipe, std::less<>> read_parameters(ObjectReader& object, Reading& reading) {
    std::map<std::string, Recipe, std::less<>> parameters;
    if (auto const* node = object.find("params")) {
        for (auto const& [name, place, value] : node->members) parameters[name] = read_recipe(value, reading);
    }
    return parameters;
}

FieldList read_fields(Node const& node, schema::Shape const& shape, Reading& reading) {
    FieldList fields;
    if (!node.is(Node::Kind::object)) reading.problems.add(node.place, "must be an object: wire name to value");
    for (auto const& member : node.members) {
        auto const info = std::find_if(shape.fields.begin(), shape.fields.end(),
                                       [&](schema::FieldInfo const& field) { return field.wire == member.name; });
        if (info == shape.fields.end()) {
            reading.problems.add(member.place, std::string(shape.name) + " has no member \"" + member.name + "\"");
            continue;
        }
        Field field;
        field.info = &*info;
        field.place = member.value.place;
        if (member.value.is(Node::Kind::list))
            field.items = read_items(member.value, *info, reading);
        else
            field.recipe = read_recipe(member.value, reading);
        check_constant(field, shape, reading.problems);
        fields.push_back(std::move(field));
    }
    for (auto const& info : shape.fields) {
        bool const host_fills_in = info.wire == "parkId" || info.wire == "parkCode";
        if (info.required && !host_fills_in && !node.find(info.wire))
            reading.problems.add(node.place,
                                 std::string(shape.name) + " must have the member \"" + std::string(info.wire) + "\"");
    }
    return fields;
}

}  // namespace lotbridge::sql
