// The figures of 6.1 as people and programs see them.
#pragma once

#include "os/letters.hpp"

namespace lotbridge::os {

// A row for each day of each lot; the column of the lot only where there are several.
Table figures_table(std::vector<store::LotFigures> const& lots);

// An object by lot: "days" (each with its date), "total" of all of them, "outages" and "downtime" with their times.
void write_figures(JsonWriter& writer, std::vector<store::LotFigures> const& lots);

// "820 ms", "2.3 s", "1 min 5 s", "3 h 2 min", "4 d 1 h".
std::string duration_text(std::chrono::milliseconds duration);

}  // namespace lotbridge::os
