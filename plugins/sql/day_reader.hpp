// What the lot's database has of a day that is over (mapping, "totals"): for the daily reconciliation, and to tell
// again what was missed.
#pragma once

#include "lot_reader.hpp"

#include <functional>

namespace lotbridge::sql {

class DayReader {
public:
    // All must outlive the reader.
    DayReader(Setup const& setup, Mapping const& mapping, LotReader& lot)
        : setup_(setup), mapping_(mapping), lot_(lot) {}

    // The database's own count and sums, and the messages of the day's rows without their pictures.
    Result<Batch> list(LocalDate day);
    // Of the rows of these parking records everything, as poll would have told it.
    Result<Batch> reread(LocalDate day, std::vector<std::string> const& records);

private:
    using Visit = std::function<Result<>(RecordStream const& stream, Fact& fact)>;

    Result<Totals const*> totals() const;
    Values day_values(LocalDate day) const;
    Result<> add_totals(LocalDate day, Batch& batch);
    Result<> visit(LocalDate day, Visit const& visit);
    Result<std::vector<Fact>> ask(LocalDate day, RecordStream const& stream, Query const& query);

    Setup const& setup_;
    Mapping const& mapping_;
    LotReader& lot_;
};

}  // namespace lotbridge::sql
