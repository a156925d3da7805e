// How one value of a message is made: from a column, a field of the request, a parameter or a constant, through
// transforms. Conditions decide by the same values.
#pragma once

#include "json_source.hpp"
#include "scope.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::sql {

struct Transform {
    std::string name;
    std::function<Result<Cell>(Cell, Scope const&)> apply;
};

// A column that is read, and the place that says so.
struct ColumnUse {
    std::string name;
    Place place;
    bool in_template = false;  // where the name may also be a field's or a parameter's
    std::string_view why;      // it is read here, where the place alone would not say it
};

struct Condition;

struct Recipe {
    enum class Source { column, field, parameter, constant, pieces, minutes_between, choice };
    // A piece of a template: text as it stands, or a column (else field, else parameter) with transforms:
    // {inTime|digits}.
    struct Piece {
        std::string text;
        bool name = false;
        std::vector<Transform> transforms;
    };

    Source source = Source::column;
    Place place;
    std::string name;                  // column, field, parameter; the constant's text
    std::optional<Encoding> encoding;  // of this column, when it differs from the mapping's
    std::vector<Piece> pieces;
    std::vector<Condition> choice;     // one: "if"
    std::vector<Recipe> alternatives;  // "then", and "else" if there is one; "from" and "to" of minutes_between
    std::vector<Transform> transforms;

    Result<Cell> apply(Scope const& scope) const;
    std::vector<ColumnUse> columns() const;
};

struct Condition {
    enum class Kind { is_null, is_empty, one_of, all, any, none };
    Kind kind = Kind::all;
    Place place;
    std::string column;
    bool wanted = true;               // is_null, is_empty
    std::vector<std::string> values;  // one_of
    std::vector<Condition> parts;     // all, any, none

    Result<bool> holds(Scope const& scope) const;
    std::vector<ColumnUse> columns() const;
};

}  // namespace lotbridge::sql
