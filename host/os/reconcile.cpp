// lotbridge reconcile: what the lot, the host and the cloud have of a day, where they differ, and sending what is
// missing. Comparing and repairing is the running host's work; what it found last is in the store, for anybody to read.
#include "app/control.hpp"
#include "app/reconcile_request.hpp"
#include "base/json.hpp"
#include "os/invocation.hpp"
#include "os/letters.hpp"
#include "relay/reconciliation.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>

namespace lotbridge::os {

namespace {

constexpr int listed_days = 30;
constexpr auto patience = std::chrono::seconds{60};  // a day of a large lot, and its repair

using base::json::flag;
using base::json::number;
using base::json::text;
using Json = base::json::Value;

struct ReconcileOptions {
    std::string lot, day;
    bool repair = false, json = false;
};

struct Day {
    std::string lot;
    rapidjson::Document json;  // the report; with "repaired" beside it when something was repaired
};

// ---- tables

std::string side(Json const& report, char const* name) {
    if (!report.HasMember(name)) return "-";
    return fmt::format("{} / {}", number(report[name], "stays"), text(report[name], "received"));
}

void print_days(std::ostream& out, std::vector<Day> const& days) {
    Table table({"LOT", "DAY", "LOT'S BOOKS", "CAPTURED", "ACCEPTED", "WAITING", "DIFFERENCES", "TOTALS"});
    for (auto const& [lot, report] : days) {
        auto const open = number(report, "open"), found = number(report, "found");
        auto const settled = found > open ? fmt::format(" ({} settled)", found - open) : "";
        table.add({lot, text(report, "day"), side(report, "lot"), side(report, "captured"), side(report, "accepted"),
                   std::to_string(number(report, "waiting")), std::to_string(open) + settled, text(report, "told")});
    }
    table.print(out);
}

std::string money(Json const& difference) {
    if (!difference.HasMember("lot") || !difference.HasMember("ours")) return {};
    std::string out;
    for (auto const* const name : {"due", "received", "waived"}) {
        auto const lot = text(difference["lot"], name), ours = text(difference["ours"], name);
        if (lot != ours) out += fmt::format("; {} {}, not {}", name, lot, ours);
    }
    return out;
}

void print_differences(std::ostream& out, Json const& report) {
    Table table({"RECORD", "KIND", "MESSAGE", "WHAT", "REPAIR"});
    for (auto const& difference : report["differences"].GetArray()) {
        auto const* const repair = flag(difference, "settled")      ? "settled: the totals say it"
                                   : flag(difference, "repairable") ? "--repair"
                                                                    : "by hand";
        table.add({text(difference, "record"), text(difference, "kind"), text(difference, "message"),
                   text(difference, "words") + money(difference), repair});
    }
    if (table.rows() == 0) return;
    out << '\n';
    table.print(out);
    if (static_cast<std::size_t>(number(report, "found")) > table.rows())
        out << fmt::format("and {} more\n", number(report, "found") - static_cast<std::int64_t>(table.rows()));
}

void print_repaired(std::ostream& out, Day const& day) {
    if (!day.json.HasMember("repaired")) return;
    auto const& done = day.json["repaired"];
    auto const told = text(done, "told");
    out << fmt::format(
        "{} {}: {} records told again by the adapter, {} messages put back, {} dead ones sent again, "
        "{} amended; totals {}\n",
        day.lot, text(day.json, "day"), number(done, "submitted"), number(done, "put_back"), number(done, "retried"),
        number(done, "amended"),
        told == "now"     ? "sent"
        : told == "later" ? "follow when the messages are through that they count"
                          : "as they were");
}

void print(std::ostream& out, std::vector<Day> const& days, bool details) {
    for (auto const& day : days) print_repaired(out, day);
    print_days(out, days);
    for (auto const& day : days)
        if (details) print_differences(out, day.json);
}

void print_json(std::ostream& out, std::vector<Day> const& days, bool now) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("compared_now");
    writer.Bool(now);
    writer.Key("days");
    writer.StartArray();
    for (auto const& day : days) {
        writer.StartObject();
        writer.Key("lot_name");  // "lot" is its side of the report
        writer.String(day.lot.c_str());
        for (auto const& member : day.json.GetObject()) {
            writer.Key(member.name.GetString());
            member.value.Accept(writer);
        }
        writer.EndObject();
    }
    writer.EndArray();
    writer.EndObject();
    out << buffer.GetString() << '\n';
}

// ---- where reports come from

// The report was written when the day's totals had just been made ready to go.
Result<> follow_totals(store::Reader const& reader, Day& day) {
    auto const date = LocalDate::parse(text(day.json, "day"));
    if (!date || text(day.json, "told") != "waiting") return {};
    LOTBRIDGE_TRY(auto const letters, reader.letters({.lot = day.lot, .record = relay::totals_record(*date)}));
    if (!letters.empty() && letters.back().letter.state == store::State::delivered) day.json["told"] = "accepted";
    return {};
}

Result<std::vector<Day>> kept_days(std::filesystem::path const& directory, ReconcileOptions const& options) {
    auto const now = std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now());
    auto const wanted = LocalDate::parse(options.day);
    auto const last = wanted && !wanted->empty() ? wanted->day() : store::day_of(now, std::chrono::hours(14));
    auto const first = wanted && !wanted->empty() ? wanted->day() : last - std::chrono::days(listed_days);
    LOTBRIDGE_TRY(auto const reader, store::Reader::open(directory));
    auto const lot = options.lot.empty() ? std::nullopt : std::optional(options.lot);
    LOTBRIDGE_TRY(auto const reports, reader.reports("reconciliation", lot, first, last));
    std::vector<Day> days;
    for (auto const& report : reports) {
        auto& day = days.emplace_back(Day{report.lot, {}});
        day.json.Parse(report.body.c_str());
        bool const good = !day.json.HasParseError() && day.json.IsObject() && day.json.HasMember("differences");
        if (!good) {
            days.pop_back();
            continue;
        }
        LOTBRIDGE_CHECK(follow_totals(reader, day));
    }
    return days;
}

// Nothing: no host runs there.
std::optional<Result<Day>> compare(std::filesystem::path const& directory, app::ReconcileRequest const& request) {
    auto const answer = app::ask_host(directory, "reconcile", app::to_json(request), patience);
    if (!answer) return std::nullopt;
    if (!*answer) return fail(answer->error());
    rapidjson::Document json;
    json.Parse((*answer)->c_str());
    if (json.HasParseError() || !json.IsObject() || !json.HasMember("report") || !json.HasMember("repaired"))
        return fail(Errc::broken, "the host's answer is not understood");
    Day day{text(json, "lot"), {}};
    day.json.CopyFrom(json["report"], day.json.GetAllocator());
    if (request.repair)
        day.json.AddMember("repaired", Json(json["repaired"], day.json.GetAllocator()), day.json.GetAllocator());
    return day;
}

// The days to compare now: the one that is named, or all that are kept with open differences.
Result<std::vector<app::ReconcileRequest>> requests(std::vector<Day> const& kept, ReconcileOptions const& options) {
    if (!options.day.empty()) {
        auto const day = LocalDate::parse(options.day);
        if (!day || day->empty())
            return fail(Errc::rejected, fmt::format("--day \"{}\" is no date such as 2024-01-31", options.day));
        return std::vector{app::ReconcileRequest{options.lot, *day, options.repair}};
    }
    std::vector<app::ReconcileRequest> wanted;
    for (auto const& [lot, report] : kept)
        if (options.repair && number(report, "open") > 0)
            wanted.push_back({lot, LocalDate::parse(text(report, "day")).value_or(LocalDate()), true});
    return wanted;
}

void run_reconcile(Invocation& invocation, ReconcileOptions const& options) {
    auto const directory = invocation.data_directory();
    if (!directory) return invocation.failed(directory.error());
    auto kept = kept_days(*directory, options);
    if (!kept) return invocation.failed(kept.error());
    auto const wanted = requests(*kept, options);
    if (!wanted) return invocation.failed(wanted.error());

    bool running = true;
    std::vector<Day> fresh;
    for (auto const& request : *wanted) {
        auto day = compare(*directory, request);
        running = day.has_value();
        if (!running) break;
        if (!*day) return invocation.failed(day->error());
        fresh.push_back(std::move(**day));
    }
    if (!running && options.repair)
        return invocation.failed("the host is not running; repairing is its work: start it and ask again");
    if (!running && kept->empty())
        return invocation.failed("the host is not running, and it has kept nothing about " + options.day);
    bool const now = running && !wanted->empty();
    auto const& days = now ? fresh : *kept;
    auto& out = invocation.console.out;
    if (options.json) {
        print_json(out, days, now);
    } else {
        if (!running) out << "the host is not running; this is what it found last\n\n";
        print(out, days, !options.day.empty() || options.repair);
        if (days.empty()) out << "no day of these has been reconciled; to compare one now: --day 2024-01-31\n";
    }
    auto const is_open = [](Day const& day) { return number(day.json, "open") > 0; };
    if (std::any_of(days.begin(), days.end(), is_open)) invocation.exit_code = 1;
}

}  // namespace

void add_reconcile(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(
        program, "reconcile", "What lot, host and cloud have of a day, and where they differ",
        "  lotbridge reconcile                              the last 30 days, as they were compared at night\n"
        "  lotbridge reconcile --day 2024-01-31             compares this day now and lists every difference\n"
        "  lotbridge reconcile --day 2024-01-31 --repair    sends what is missing, then compares again\n"
        "  lotbridge reconcile --repair                     every day with open differences\n"
        "\n"
        "Exit code 1: differences are open, or it failed. Each side is shown as stays / money received.");
    auto const options = std::make_shared<ReconcileOptions>();
    command->add_option("--lot", options->lot, "Only this lot (may be left out when there is only one)");
    command->add_option("--day", options->day, "A day of the lot that is over, e.g. 2024-01-31");
    command->add_flag("--repair", options->repair, "Send what is missing; the host must be running");
    command->add_flag("--json", options->json, "JSON instead of tables");
    command->callback([&invocation, options] { run_reconcile(invocation, *options); });
}

}  // namespace lotbridge::os
