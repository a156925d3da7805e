// The pieces of a mapping file that occur in many places: values, conditions, transforms, SQL, lists of fields.
#pragma once

#include "mapping.hpp"
#include "object_reader.hpp"

#include <map>
#include <set>

namespace lotbridge::sql {

struct Reading {
    Problems& problems;
    Dialect dialect;
    Parameters const& parameters;
    Encoding encoding = Encoding::utf8;  // the mapping's
};

// A column's name, or an object: {"column" | "field" | "param" | "constant" | "template" | "minutes_between",
// "transform"}.
Recipe read_recipe(Node const& node, Reading& reading);
Condition read_condition(Node const& node, Reading& reading);
std::vector<Transform> read_transforms(Node const& node, Reading& reading);
Encoding read_encoding(Node const& node, Reading& reading);

// SQL as one text, a list of lines, or an object with a text per dialect and "default". Parameters must be among names,
// or be values of the settings' params.
std::optional<Query> read_query(Node const& node, Reading& reading, std::set<std::string, std::less<>> const& names);

// A list of them, or an object with a list per dialect and "default": procedures are called in different ways. Empty:
// there are none for this dialect.
std::vector<Query> read_statements(Node const& node, Reading& reading, std::set<std::string, std::less<>> const& names);
// The member "params": names of statements' parameters, and how each is made.
std::map<std::string, Recipe, std::less<>> read_parameters(ObjectReader& object, Reading& reading);

FieldList read_fields(Node const& node, schema::Shape const& shape, Reading& reading);

}  // namespace lotbridge::sql
