#include "store/tally.hpp"

#include "store/statements.hpp"

namespace lotbridge::store {

namespace {

// The day that goes on, and the one before (or an older one, of a backlog) whose letters are still being settled.
constexpr std::size_t days_at_once = 2;

std::int64_t next_run(SQLite::Database& database) {
    SQLite::Statement last(database, "SELECT coalesce(max(id), 0) + 1 FROM run");
    Rows rows(last);
    rows.next();
    return rows.integer(0);
}

}  // namespace

Tally::Tally(SQLite::Database& database)
    : lot_(database, "SELECT utc_offset, since, counting FROM lot WHERE id = ?1"),
      since_(database, "UPDATE lot SET since = ?2 WHERE id = ?1"),
      last_outage_(database, sql::last_outage),
      read_(database, sql::figures_of_day),
      write_(database, sql::keep_counting),
      put_away_(database, sql::keep_figures),
      begin_outage_(database, "INSERT INTO outage (lot, began) VALUES (?1, ?2) ON CONFLICT DO NOTHING"),
      end_outage_(database, "UPDATE outage SET ended = ?3 WHERE lot = ?1 AND began = ?2"),
      end_outages_(database,
                   "UPDATE outage SET ended = max(began, coalesce((SELECT seen FROM run ORDER BY id DESC LIMIT 1), "
                   "began)) WHERE ended IS NULL"),
      run_(database,
           "INSERT INTO run (id, began, seen) VALUES (?1, ?2, ?2) ON CONFLICT DO UPDATE SET seen = excluded.seen"),
      run_id_(next_run(database)) {}

Tally::Lot& Tally::lot(LotId id) {
    auto const known = lots_.find(id);
    if (known != lots_.end()) return known->second;
    auto& lot = lots_[id];
    if (Rows rows(lot_, id); rows.next()) {
        lot.utc_offset = std::chrono::minutes(rows.integer(0));
        if (!rows.null(1)) lot.since = rows.wall(1);
        for (auto& [day, figures] : unpack_days(rows.text(2))) lot.days[day] = figures;
    }
    if (Rows rows(last_outage_, id); rows.next()) {
        lot.outage = Interval{rows.wall(0), {}, rows.null(1)};
        if (!rows.null(1)) lot.outage->to = rows.wall(1);
    }
    return lot;
}

Figures& Tally::row(LotId id, Day day) {
    auto& counted = lot(id);
    if (!std::exchange(counted.changed, true)) changed_.push_back(id);
    auto const [found, fresh] = counted.days.try_emplace(day);
    if (fresh)
        if (Rows rows(read_, id, day); rows.next()) found->second = read_figures(rows, 0);
    return found->second;
}

void Tally::taken_in(LotId id, WallTime captured, std::int64_t messages) {
    if (messages == 0) return;
    if (auto& counted = lot(id); !counted.since) {
        run(since_, id, captured);
        counted.since = captured;
    }
    row(id, captured).due += messages;
}

void Tally::settled(LotId lot, Settlement const& settlement) {
    if (settlement.packets > 0) {
        auto& sent = row(lot, settlement.at);
        sent.packets += settlement.packets;
        sent.malformed += settlement.malformed;
    }
    if (settlement.verdict == Settlement::Verdict::dead) lost(lot, settlement.captured);
    if (settlement.verdict == Settlement::Verdict::folded) absorbed(lot, settlement.captured);
    if (settlement.verdict == Settlement::Verdict::delivered) accepted(lot, settlement);
}

void Tally::accepted(LotId id, Settlement const& settlement) {
    auto& figures = row(id, settlement.captured);
    ++figures.accepted;
    auto const& counted = lot(id);
    auto const happened = settlement.happened;
    if (!happened || !counted.since || *happened < *counted.since) return;
    auto const& outage = counted.outage;
    // Outages come one after the other, and it is accepted now: only the latest can have come in between.
    bool const waited = outage && outage->from < settlement.at && (outage->goes_on || outage->to > *happened);
    auto const delay = settlement.at - *happened;
    (waited ? figures.apart : figures.delays).add(delay);
    figures.late += !waited && delay > late_after;
}

void Tally::outage(LotId id, bool begins, WallTime at) {
    auto& last = lot(id).outage;
    if (begins == (last && last->goes_on)) return;
    if (begins) {
        run(begin_outage_, id, at);
        last = Interval{at, {}, true};
    } else {
        last->to = std::max(at, last->from);
        last->goes_on = false;
        run(end_outage_, id, last->from, last->to);
    }
}

void Tally::host_runs(WallTime at) { run(run_, run_id_, at); }

void Tally::take_over() { run(end_outages_); }

void Tally::write() {
    for (auto const id : std::exchange(changed_, {})) {
        auto& counted = lot(id);
        counted.changed = false;
        write(id, counted);
    }
}

void Tally::write(LotId id, Lot& lot) {
    while (lot.days.size() > days_at_once) {
        auto const& [day, f] = *lot.days.begin();
        auto const delays = f.delays.packed(), apart = f.apart.packed();
        run(put_away_, id, day, f.due, f.absorbed, f.accepted, f.wrong, f.late, f.lost, f.packets, f.malformed,
            Blob{delays}, Blob{apart});
        lot.days.erase(lot.days.begin());
    }
    std::string days;
    for (auto const& [day, figures] : lot.days) pack(days, day, figures);
    run(write_, id, Blob{days});
}

void Tally::forget() {
    lots_.clear();
    changed_.clear();
}

}  // namespace lotbridge::store
