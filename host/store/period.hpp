// The figures of a period, read from the rows that the tally keeps.
#pragma once

#include "store/database.hpp"
#include "store/figures.hpp"

namespace lotbridge::store {

Figures read_figures(Rows const& rows, int first);  // LOTBRIDGE_FIGURES_COLUMNS from this column on

// Of every lot: so many calendar days, the last one as far as `until`. An interval that has no end yet goes on to
// there.
std::vector<LotFigures> figures_of_period(SQLite::Database& database, WallTime until, int days);

}  // namespace lotbridge::store
