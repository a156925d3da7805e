// Which columns a mapping reads from a query's result, held against those that it has. A column that is not there is a
// mistake of the mapping or a change of the database: one sentence, not a quarantined message for each row.
#pragma once

#include "mapping.hpp"
#include "row.hpp"

#include <functional>
#include <string>
#include <vector>

namespace lotbridge::sql {

// Each column once, at the first place that reads it.
std::vector<ColumnUse> columns_of(FieldList const& fields);
std::vector<ColumnUse> columns_of(Question const& question);
// Of the stream's messages, conditions and pictures, and of the message that its rows tell first ("preceded_by").
std::vector<ColumnUse> columns_of(Mapping const& mapping, RecordStream const& stream);

// Errc::rejected with the place of each that is missing, and what there is instead. known: what a template may name
// besides columns.
Result<> check_columns(std::vector<ColumnUse> const& wanted, Columns const& given,
                       std::function<bool(std::string const&)> const& known);
Result<> check_columns(std::vector<ColumnUse> const& wanted, Columns const& given, Parameters const& parameters);

}  // namespace lotbridge::sql
