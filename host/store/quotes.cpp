#include "store/quotes.hpp"

#include "store/statements.hpp"

namespace lotbridge::store {

Quotes::Quotes(SQLite::Database& database)
    : keep_(database, "INSERT INTO quote (lot, record, at, body) VALUES (?1, ?2, ?3, ?4)"),
      of_record_(database, sql::quotes_of_record) {}

void Quotes::keep(Quote const& quote) { run(keep_, quote.lot, quote.record, quote.at, quote.body); }

std::vector<Quote> Quotes::of_record(LotId lot, std::string const& record) {
    std::vector<Quote> quotes;
    for (Rows rows(of_record_, lot, record, latest_quotes); rows.next();)
        quotes.push_back({.lot = lot, .record = record, .at = rows.wall(0), .body = rows.text(1)});
    return quotes;
}

}  // namespace lotbridge::store
