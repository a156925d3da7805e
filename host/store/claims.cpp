#include "store/claims.hpp"

#include "store/packed.hpp"
#include "store/statements.hpp"

#include <algorithm>

namespace lotbridge::store {

Claims::Claims(SQLite::Database& database)
    : keep_(database, sql::keep_lot),
      lots_(database, "SELECT id, claimed FROM lot WHERE claimed IS NOT NULL"),
      followed_(database, "SELECT followed FROM outbox WHERE lot = ?1 AND state = 0 AND seq = ?2"),
      requests_(database, "SELECT requests FROM outbox WHERE lot = ?1 AND state = 0 AND seq = ?2"),
      doubt_(database, "UPDATE outbox SET uncertain = 1, requests = ?3 WHERE lot = ?1 AND state = 0 AND seq = ?2") {}

void Claims::add(Seq seq, Claim claim) {
    claims_[seq] = claim;
    by_lot_[claim.lot].seqs.push_back(seq);
    changed_.try_emplace(claim.lot, 0);
}

void Claims::remove(Seq seq) {
    auto const claim = claims_.find(seq);
    std::erase(by_lot_[claim->second.lot].seqs, seq);
    changed_.try_emplace(claim->second.lot, 0);
    claims_.erase(claim);
}

Claim* Claims::find(Seq seq) {
    auto const claim = claims_.find(seq);
    return claim == claims_.end() ? nullptr : &claim->second;
}

void Claims::became_ready(LotId lot, Seq seq) {
    auto& passed = by_lot_[lot].passed;
    passed = std::min(passed, seq - 1);
    ready_.insert(lot);
}

Seq Claims::passed(LotId lot) const {
    auto const known = by_lot_.find(lot);
    return known == by_lot_.end() ? 0 : known->second.passed;
}

void Claims::pass(LotId lot, Seq seq) { by_lot_[lot].passed = seq; }

void Claims::write() {
    for (auto const& [lot, delivered] : changed_) {
        std::string list;
        for (auto const seq : by_lot_[lot].seqs) {
            pack(list, seq);
            pack(list, claims_[seq].at.time_since_epoch().count());
        }
        run(keep_, lot, Blob{list}, delivered);
    }
    changed_.clear();
}

void Claims::load() {
    claims_.clear();
    by_lot_.clear();
    changed_.clear();
    for (Rows rows(lots_); rows.next();) {
        auto const lot = rows.integer(0);
        auto const pairs = unpack(rows.text(1));
        for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
            Rows letter(followed_, lot, pairs[i]);
            auto const followed = letter.next() && letter.flag(0);
            claims_[pairs[i]] = {lot, HostTime(std::chrono::milliseconds(pairs[i + 1])), followed};
            by_lot_[lot].seqs.push_back(pairs[i]);
        }
    }
}

HostTime Claims::take_over() {
    load();
    HostTime latest{};
    for (auto const& [seq, claim] : claims_) {
        latest = std::max(latest, claim.at);
        std::string requests;
        if (Rows rows(requests_, claim.lot, seq); rows.next()) requests = rows.text(0);
        pack(requests, claim.at.time_since_epoch().count());
        run(doubt_, claim.lot, seq, Blob{requests});
        changed_.try_emplace(claim.lot, 0);
        ready_.insert(claim.lot);
    }
    claims_.clear();
    by_lot_.clear();
    write();
    return latest;
}

}  // namespace lotbridge::store
