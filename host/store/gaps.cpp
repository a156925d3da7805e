#include "store/gaps.hpp"

#include "store/statements.hpp"

namespace lotbridge::store {

Gaps::Gaps(SQLite::Database& database)
    : of_lot_(database, sql::gaps_of_lot),
      of_record_(database, sql::gap_of_record),
      mark_behind_(database, sql::mark_gap_behind) {}

bool Gaps::in(LotId lot, std::string const& record) {
    auto const [known, fresh] = any_.try_emplace(lot, false);
    if (fresh) known->second = Rows(of_lot_, lot).next();
    return known->second && Rows(of_record_, lot, record).next();
}

void Gaps::failed(LotId lot, Seq seq) {
    any_[lot] = true;
    run(mark_behind_, seq);
}

}  // namespace lotbridge::store
