#include "recipe.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

Result<Cell> through(std::vector<Transform> const& transforms, Cell cell, Scope const& scope) {
    for (auto const& transform : transforms) {
        auto next = transform.apply(std::move(cell), scope);
        if (!next) return fail(next.error().code, transform.name + ": " + next.error().message);
        cell = std::move(*next);
    }
    return cell;
}

// A template's name is looked for where values usually come from, nearest first.
Result<Cell> named(Scope const& scope, std::string_view name) {
    if (scope.row && scope.row->find(name)) return column(scope, name, scope.encoding);
    if (scope.fields && scope.fields->contains(name)) return field(scope, name);
    return parameter(scope, name);
}

Result<Cell> filled(std::vector<Recipe::Piece> const& pieces, Scope const& scope) {
    std::string out;
    for (auto const& piece : pieces) {
        if (!piece.name) {
            out += piece.text;
            continue;
        }
        LOTBRIDGE_TRY(auto cell, named(scope, piece.text));
        LOTBRIDGE_TRY(auto const value, through(piece.transforms, std::move(cell), scope));
        out += value.value_or("");
    }
    return Cell(std::move(out));
}

void append(std::vector<ColumnUse>& out, std::vector<ColumnUse> const& more) {
    out.insert(out.end(), more.begin(), more.end());
}

Result<Cell> chosen(Recipe const& recipe, Scope const& scope) {
    LOTBRIDGE_TRY(bool const held, recipe.choice.front().holds(scope));
    auto const index = held ? 0U : 1U;
    return index < recipe.alternatives.size() ? recipe.alternatives[index].apply(scope) : Result<Cell>(Cell());
}

}  // namespace

Result<Cell> column(Scope const& scope, std::string_view name, Encoding encoding) {
    auto const* cell = scope.row ? scope.row->find(name) : nullptr;
    if (!cell) return fail(Errc::rejected, "the query has no column \"" + std::string(name) + "\"");
    if (!*cell) return Cell();
    auto text = to_utf8(**cell, encoding);
    if (!text) return fail(Errc::rejected, "column " + std::string(name) + ": " + text.error().message);
    return Cell(std::move(*text));
}

Result<Cell> field(Scope const& scope, std::string_view name) {
    if (!scope.fields) return fail(Errc::rejected, "there is no request to take \"" + std::string(name) + "\" from");
    auto const found = scope.fields->find(name);
    return found == scope.fields->end() ? Cell() : found->second;
}

Result<Cell> parameter(Scope const& scope, std::string_view name) {
    if (scope.parameters) {
        auto const found = scope.parameters->values.find(name);
        if (found != scope.parameters->values.end()) return Cell(found->second);
    }
    return fail(Errc::rejected, "nothing is named \"" + std::string(name) +
                                    "\": no column, no field of the request, no "
                                    "member of the settings' params");
}

Result<Cell> Recipe::apply(Scope const& scope) const {
    auto const raw = [&]() -> Result<Cell> {
        switch (source) {
            case Source::column:
                return column(scope, name, encoding.value_or(scope.encoding));
            case Source::field:
                return field(scope, name);
            case Source::parameter:
                return parameter(scope, name);
            case Source::constant:
                return Cell(name);
            case Source::pieces:
                return filled(pieces, scope);
            case Source::choice:
                return chosen(*this, scope);
            case Source::minutes_between:
                break;
        }
        LOTBRIDGE_TRY(auto const from, alternatives[0].apply(scope));
        LOTBRIDGE_TRY(auto const to, alternatives[1].apply(scope));
        return minutes_between(from, to);
    };
    LOTBRIDGE_TRY(auto cell, raw());
    auto made = through(transforms, std::move(cell), scope);
    if (!made && source == Source::column)
        return fail(made.error().code, "column " + name + ": " + made.error().message);
    return made;
}

std::vector<ColumnUse> Recipe::columns() const {
    if (source == Source::column) return {{name, place}};
    std::vector<ColumnUse> out;
    for (auto const& piece : pieces) {
        if (piece.name) out.push_back({piece.text, place, true});
    }
    for (auto const& condition : choice) append(out, condition.columns());
    for (auto const& alternative : alternatives) append(out, alternative.columns());
    return out;
}

Result<bool> Condition::holds(Scope const& scope) const {
    if (kind == Kind::all || kind == Kind::any || kind == Kind::none) {
        bool const stop_at = kind != Kind::all;  // any and none are decided by the first that holds
        for (auto const& part : parts) {
            LOTBRIDGE_TRY(bool const held, part.holds(scope));
            if (held == stop_at) return kind == Kind::any;
        }
        return kind != Kind::any;
    }
    LOTBRIDGE_TRY(auto const cell, sql::column(scope, column, scope.encoding));
    if (kind == Kind::is_null) return !cell.has_value() == wanted;
    if (kind == Kind::is_empty) return trim(cell.value_or("")).empty() == wanted;
    return cell && std::find(values.begin(), values.end(), *cell) != values.end();
}

std::vector<ColumnUse> Condition::columns() const {
    std::vector<ColumnUse> out;
    if (!column.empty()) out.push_back({column, place});
    for (auto const& part : parts) append(out, part.columns());
    return out;
}

}  // namespace lotbridge::sql
