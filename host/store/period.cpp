#include "store/period.hpp"

#include "store/statements.hpp"

#include <algorithm>
#include <map>

namespace lotbridge::store {

namespace {

using namespace std::chrono_literals;

// A host that runs writes down that it does every 10 s.
constexpr auto silence = 30s;

void add_cut(std::vector<Interval>& intervals, Interval interval, LotFigures const& period) {
    interval.from = std::max(interval.from, period.from);
    interval.to = std::min(interval.to, period.to);
    if (interval.from < interval.to) intervals.push_back(interval);
}

std::vector<Interval> outages_of(SQLite::Database& database, std::int64_t lot, LotFigures const& period) {
    std::vector<Interval> outages;
    SQLite::Statement statement(database, sql::outages_of_lot);
    for (Rows rows(statement, lot, period.from, period.to); rows.next();) {
        auto const goes_on = rows.null(1) || rows.wall(1) >= period.to;
        add_cut(outages, {rows.wall(0), goes_on ? period.to : rows.wall(1), goes_on}, period);
    }
    return outages;
}

// What lies between the runs, and after the last one.
std::vector<Interval> downtime_of(SQLite::Database& database, LotFigures const& period) {
    std::vector<Interval> gaps;
    std::optional<WallTime> seen;
    SQLite::Statement statement(database, "SELECT began, seen FROM run ORDER BY id");
    for (Rows rows(statement); rows.next(); seen = rows.wall(1))
        if (seen) add_cut(gaps, {*seen, rows.wall(0)}, period);
    if (seen && *seen + silence < period.to) add_cut(gaps, {*seen, period.to, true}, period);
    return gaps;
}

std::vector<DayFigures> days_of(SQLite::Database& database, std::int64_t lot, std::vector<DayFigures> const& counting,
                                Day first, Day last) {
    std::map<Day, Figures> days;
    SQLite::Statement statement(database, sql::figures_of_days);
    for (Rows rows(statement, lot, first, last); rows.next();)
        days[Day(std::chrono::days(rows.integer(0)))] = read_figures(rows, 1);
    for (auto const& [day, figures] : counting)
        if (first <= day && day <= last) days[day] = figures;
    return {days.begin(), days.end()};
}

}  // namespace

Figures read_figures(Rows const& rows, int first) {
    Figures figures;
    auto column = first;
    for (auto* const count : {&figures.due, &figures.absorbed, &figures.accepted, &figures.wrong, &figures.late,
                              &figures.lost, &figures.packets, &figures.malformed})
        *count = rows.integer(column++);
    figures.delays = Delays::unpacked(rows.text(column));
    figures.apart = Delays::unpacked(rows.text(column + 1));
    return figures;
}

std::vector<LotFigures> figures_of_period(SQLite::Database& database, WallTime until, int days) {
    std::vector<LotFigures> lots;
    SQLite::Statement statement(database, "SELECT id, name, utc_offset, counting, since FROM lot ORDER BY id");
    for (Rows rows(statement); rows.next();) {
        LotFigures lot{.lot = rows.text(1), .utc_offset = std::chrono::minutes(rows.integer(2)), .to = until};
        if (!rows.null(4)) lot.since = rows.wall(4);
        auto const last = day_of(until, lot.utc_offset);
        auto const first = last - std::chrono::days(days - 1);
        lot.from = beginning_of(first, lot.utc_offset);
        lot.days = days_of(database, rows.integer(0), unpack_days(rows.text(3)), first, last);
        lot.outages = outages_of(database, rows.integer(0), lot);
        lot.downtime = downtime_of(database, lot);
        lots.push_back(std::move(lot));
    }
    return lots;
}

}  // namespace lotbridge::store
