#include "os/figures.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <fmt/format.h>
#include <algorithm>

namespace lotbridge::os {

namespace {

using Milliseconds = std::chrono::milliseconds;

// How much of the intervals lies on this day of the lot.
Milliseconds on_day(std::vector<store::Interval> const& intervals, store::LotFigures const& lot, store::Day day) {
    auto const begin = store::beginning_of(day, lot.utc_offset);
    auto const end = store::beginning_of(day + std::chrono::days(1), lot.utc_offset);
    Milliseconds sum{0};
    for (auto const& interval : intervals)
        sum += std::max(std::min(interval.to, end) - std::max(interval.from, begin), Milliseconds(0));
    return sum;
}

// Whether anything is to be told of the day: something was counted, the cloud was away, the host stood still.
std::vector<std::pair<store::Day, store::Figures>> told_days(store::LotFigures const& lot) {
    std::vector<std::pair<store::Day, store::Figures>> days;
    auto known = lot.days.begin();
    auto const last = store::day_of(lot.to, lot.utc_offset);
    for (auto day = store::day_of(lot.from, lot.utc_offset); day <= last; day += std::chrono::days(1)) {
        auto const counted = known != lot.days.end() && known->first == day;
        if (counted)
            days.push_back(*known++);
        else if (on_day(lot.outages, lot, day) + on_day(lot.downtime, lot, day) > Milliseconds(0))
            days.emplace_back(day, store::Figures());
    }
    return days;
}

std::string duration_or_none(std::optional<Milliseconds> duration) { return duration ? duration_text(*duration) : "-"; }

// Cut, not rounded: 99.999 is not all of them.
std::string percent(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return "-";
    auto const hundredths = part * 10'000 / whole;
    return fmt::format("{}.{:02}%", hundredths / 100, hundredths % 100);
}

std::string date_text(store::Day day) { return LocalDate(day).text(); }

void number(JsonWriter& writer, char const* name, std::int64_t value) {
    writer.Key(name);
    writer.Int64(value);
}

void write_delays(JsonWriter& writer, char const* name, store::Delays const& delays) {
    writer.Key(name);
    writer.StartObject();
    number(writer, "count", delays.count());
    if (auto const mean = delays.mean()) number(writer, "mean_ms", mean->count());
    if (auto const most = delays.percentile(0.99)) number(writer, "p99_ms", most->count());
    writer.EndObject();
}

void write_members(JsonWriter& writer, store::Figures const& figures) {
    number(writer, "due", figures.due);
    number(writer, "absorbed", figures.absorbed);
    number(writer, "accepted", figures.accepted);
    number(writer, "correct", figures.correct());
    number(writer, "late", figures.late);
    number(writer, "lost", figures.lost);
    number(writer, "open", figures.open());
    number(writer, "packets", figures.packets);
    number(writer, "malformed", figures.malformed);
    write_delays(writer, "delay", figures.delays);
    write_delays(writer, "delay_through_outages", figures.apart);
}

void write_intervals(JsonWriter& writer, char const* name, std::vector<store::Interval> const& intervals) {
    writer.Key(name);
    writer.StartArray();
    for (auto const& interval : intervals) {
        writer.StartObject();
        writer.Key("from");
        writer.String(utc_text(interval.from).c_str());
        writer.Key("to");
        interval.goes_on ? writer.Null() : writer.String(utc_text(interval.to).c_str());
        writer.EndObject();
    }
    writer.EndArray();
}

void write_lot(JsonWriter& writer, store::LotFigures const& lot) {
    store::Figures total;
    writer.StartObject();
    writer.Key("days");
    writer.StartArray();
    for (auto const& [day, figures] : lot.days) {
        total += figures;
        writer.StartObject();
        writer.Key("day");
        writer.String(date_text(day).c_str());
        write_members(writer, figures);
        writer.EndObject();
    }
    writer.EndArray();
    writer.Key("total");
    writer.StartObject();
    write_members(writer, total);
    writer.EndObject();
    write_intervals(writer, "outages", lot.outages);
    write_intervals(writer, "downtime", lot.downtime);
    writer.EndObject();
}

}  // namespace

Table figures_table(std::vector<store::LotFigures> const& lots) {
    std::vector<std::string> titles{"LOT",    "DAY",  "DUE", "ACCEPTED", "CORRECT",    "LATE",     "LOST",
                                    "ERRORS", "MEAN", "P99", "OPEN",     "CLOUD AWAY", "HOST DOWN"};
    auto const several = lots.size() > 1;
    if (!several) titles.erase(titles.begin());
    Table table(std::move(titles));
    for (auto const& lot : lots) {
        for (auto const& [day, figures] : told_days(lot)) {
            std::vector<std::string> cells;
            if (several) cells.push_back(lot.lot);
            cells.insert(cells.end(),
                         {date_text(day), std::to_string(figures.due), std::to_string(figures.accepted),
                          percent(figures.correct(), figures.due - figures.absorbed), std::to_string(figures.late),
                          std::to_string(figures.lost), percent(figures.malformed, figures.packets),
                          duration_or_none(figures.delays.mean()), duration_or_none(figures.delays.percentile(0.99)),
                          std::to_string(figures.open()), duration_text(on_day(lot.outages, lot, day)),
                          duration_text(on_day(lot.downtime, lot, day))});
            table.add(std::move(cells));
        }
    }
    return table;
}

void write_figures(JsonWriter& writer, std::vector<store::LotFigures> const& lots) {
    writer.StartObject();
    for (auto const& lot : lots) {
        writer.Key(lot.lot.c_str());
        write_lot(writer, lot);
    }
    writer.EndObject();
}

std::string duration_text(std::chrono::milliseconds duration) {
    auto const ms = duration.count();
    if (ms == 0) return "0";
    if (ms < 1000) return fmt::format("{} ms", ms);
    auto const seconds = ms / 1000, minutes = seconds / 60, hours = minutes / 60;
    if (seconds < 60) return fmt::format("{}.{} s", seconds, ms % 1000 / 100);
    if (minutes < 60) return fmt::format("{} min {} s", minutes, seconds % 60);
    if (hours < 24) return fmt::format("{} h {} min", hours, minutes % 60);
    return fmt::format("{} d {} h", hours / 24, hours % 24);
}

}  // namespace lotbridge::os
