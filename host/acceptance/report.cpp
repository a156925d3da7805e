#include "acceptance/report.hpp"

#include "acceptance/figures.hpp"
#include "acceptance/functions.hpp"
#include "acceptance/item_json.hpp"
#include "acceptance/words.hpp"
#include "base/version.hpp"

#include <algorithm>

namespace lotbridge::acceptance {

namespace {

using Milliseconds = std::chrono::milliseconds;

Milliseconds on_day(std::vector<store::Interval> const& intervals, store::Day day, std::chrono::minutes utc_offset) {
    auto const begin = store::beginning_of(day, utc_offset),
               end = store::beginning_of(day + std::chrono::days(1), utc_offset);
    Milliseconds sum{0};
    for (auto const& interval : intervals)
        sum += std::max(std::min(interval.to, end) - std::max(interval.from, begin), Milliseconds(0));
    return sum;
}

// Every day from the first on which anything was counted.
std::vector<DayLine> day_lines(store::LotFigures const& lot) {
    std::vector<DayLine> lines;
    if (lot.days.empty()) return lines;
    auto known = lot.days.begin();
    for (auto day = lot.days.front().first; day <= lot.days.back().first; day += std::chrono::days(1)) {
        auto& line = lines.emplace_back();
        line.date = date_text(store::beginning_of(day, lot.utc_offset), lot.utc_offset);
        line.away = on_day(lot.outages, day, lot.utc_offset);
        line.down = on_day(lot.downtime, day, lot.utc_offset);
        if (known->first != day) continue;
        auto const& figures = known++->second;
        line.due = figures.due - figures.absorbed;
        line.accepted = figures.accepted;
        line.late = figures.late;
        line.lost = figures.lost;
        line.open = figures.open();
        line.mean = figures.delays.mean();
        line.p99 = figures.delays.percentile(0.99);
    }
    return lines;
}

void add_test(std::vector<Item>& items, Item const& test) {
    auto const found = std::ranges::find(items, test.id, &Item::id);
    // What could not be tried says nothing where it has happened since.
    if (found == items.end() || (test.grade == Grade::not_tested && found->grade != Grade::not_tested)) return;
    found->judge(test.grade, test.why);
    found->evidence.insert(found->evidence.end(), test.evidence.begin(), test.evidence.end());
    for (auto const& message : test.messages)
        if (std::ranges::find(found->messages, message.opr_num, &Message::opr_num) == found->messages.end())
            found->messages.push_back(message);
}

void write(json::Writer& writer, char const* name, std::string const& value) {
    writer.Key(name);
    writer.String(value.c_str());
}
void write(json::Writer& writer, char const* name, std::int64_t value) {
    writer.Key(name);
    writer.Int64(value);
}

void write_day(json::Writer& writer, DayLine const& line) {
    writer.StartObject();
    write(writer, "day", line.date);
    write(writer, "due", line.due);
    write(writer, "accepted", line.accepted);
    write(writer, "late", line.late);
    write(writer, "lost", line.lost);
    write(writer, "open", line.open);
    if (line.mean) write(writer, "mean_ms", line.mean->count());
    if (line.p99) write(writer, "p99_ms", line.p99->count());
    write(writer, "cloud_away_ms", line.away.count());
    write(writer, "host_down_ms", line.down.count());
    writer.EndObject();
}

}  // namespace

std::array<int, 4> Report::counts() const {
    std::array<int, 4> counts{};
    for (auto const* items : {&functions, &figures, &faults})
        for (auto const& item : *items) ++counts[static_cast<std::size_t>(item.grade)];
    return counts;
}

bool Report::passed() const {
    auto const graded = counts();
    return graded[static_cast<std::size_t>(Grade::fail)] == 0 && graded[static_cast<std::size_t>(Grade::pass)] > 0;
}

Report make_report(Facts const& facts, Facts const& undisturbed, std::vector<Item> const& tests,
                   std::vector<Item> faults) {
    Report report{.lot = facts.lot,
                  .park_id = facts.park_id,
                  .park_code = facts.park_code,
                  .cloud = facts.cloud,
                  .version = std::string(base::version()),
                  .utc_offset = facts.utc_offset,
                  .span = facts.span,
                  .made = facts.now,
                  .second_opinion = facts.judgement.has_value(),
                  .functions = judge_functions(facts),
                  .figures = judge_figures(undisturbed),
                  .faults = std::move(faults),
                  .days = day_lines(undisturbed.figures)};
    if (facts.running) report.plugins = facts.running->plugins;
    if (undisturbed.now != facts.now)
        for (auto& item : report.figures)
            item.evidence.push_back(say("as it stood at {}, before faults were rehearsed", "截至故障演练之前：{}",
                                        time_text(undisturbed.now, facts.utc_offset)));
    for (auto const& test : tests) add_test(report.functions, test);
    return report;
}

std::string to_json(Report const& report) {
    rapidjson::StringBuffer buffer;
    json::Writer writer(buffer);
    writer.StartObject();
    write(writer, "format", 1);
    write(writer, "lot", report.lot);
    write(writer, "park_id", report.park_id);
    write(writer, "park_code", report.park_code);
    write(writer, "cloud", report.cloud);
    write(writer, "version", report.version);
    writer.Key("plugins");
    writer.StartArray();
    for (auto const& plugin : report.plugins) writer.String(plugin.c_str());
    writer.EndArray();
    write(writer, "from", json::time_text(report.span.from));
    write(writer, "to", json::time_text(report.span.to));
    write(writer, "made", json::time_text(report.made));
    writer.Key("second_opinion");
    writer.Bool(report.second_opinion);
    writer.Key("passed");
    writer.Bool(report.passed());
    auto const counts = report.counts();
    writer.Key("counts");
    writer.StartObject();
    for (auto const grade : {Grade::pass, Grade::fail, Grade::not_supported, Grade::not_tested})
        write(writer, std::string(name_of(grade)).c_str(), counts[static_cast<std::size_t>(grade)]);
    writer.EndObject();
    write_items(writer, "functions", report.functions);
    write_items(writer, "figures", report.figures);
    write_items(writer, "faults", report.faults);
    writer.Key("days");
    writer.StartArray();
    for (auto const& day : report.days) write_day(writer, day);
    writer.EndArray();
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace lotbridge::acceptance
