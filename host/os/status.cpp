// lotbridge status: how host, lots and outbox are doing.
#include "app/control.hpp"
#include "base/json.hpp"
#include "os/figures.hpp"
#include "os/invocation.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <fmt/format.h>
#include <rapidjson/document.h>

namespace lotbridge::os {

namespace {

using base::json::flag;
using base::json::items;
using base::json::member;
using base::json::text;
using Json = base::json::Value;
using Counted = std::vector<std::pair<std::string, store::Counts>>;

constexpr int shown_days = 16;  // today and the 15 of 7.3

// A day of which lot, host and cloud do not have the same.
struct OpenDay {
    std::string lot, day;
    std::int64_t differences = 0;
};

// What the store tells, beside a running host or without one.
struct Kept {
    Counted counts;
    std::vector<store::LotFigures> figures;
    std::vector<store::Payment> payments;  // the newest
    std::vector<OpenDay> open_days;
};

Result<std::vector<OpenDay>> read_open_days(store::Reader const& reader, WallTime now) {
    auto const today = store::day_of(now, std::chrono::hours(14));  // wherever the lot is
    LOTBRIDGE_TRY(auto const reports, reader.reports("reconciliation", {}, today - std::chrono::days(30), today));
    std::vector<OpenDay> open;
    for (auto const& report : reports) {
        rapidjson::Document json;
        json.Parse(report.body.c_str());
        if (auto const differences = base::json::number(json, "open"); differences > 0)
            open.push_back({report.lot, LocalDate(report.day).text(), differences});
    }
    return open;
}

Result<Kept> read_store(std::filesystem::path const& directory) {
    auto const now = std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now());
    LOTBRIDGE_TRY(auto const reader, store::Reader::open(directory));
    Kept kept;
    LOTBRIDGE_TRY(kept.counts, reader.counts());
    LOTBRIDGE_TRY(kept.figures, reader.figures(now, shown_days));
    LOTBRIDGE_TRY(kept.payments, reader.payments({.limit = 1000}));
    LOTBRIDGE_TRY(kept.open_days, read_open_days(reader, now));
    return kept;
}

std::string count_text(Json const& object, char const* name) {
    auto const& value = member(object, name);
    return value.IsUint64() ? std::to_string(value.GetUint64()) : "";
}
std::string count_text(Json const& object, char const* part, char const* name) {
    return count_text(member(object, part), name);
}

void print_outbox(std::ostream& out, Counted const& counts) {
    Table table({"LOT", "WAITING", "HELD", "DELIVERED", "DEAD", "QUARANTINED", "OWED PAYMENTS", "REFUSED PAYMENTS",
                 "OLDEST WAITING"});
    for (auto const& [lot, count] : counts) {
        table.add({lot, std::to_string(count.waiting), std::to_string(count.held), std::to_string(count.delivered),
                   std::to_string(count.dead), std::to_string(count.quarantined), std::to_string(count.owed_payments),
                   std::to_string(count.refused_payments),
                   count.oldest_waiting ? local_text(*count.oldest_waiting) : "-"});
    }
    table.print(out);
}

void print_broken(std::ostream& out, std::string_view lot, std::string_view words) {
    out << fmt::format("{}: does not run: {}\n", lot, words);
}

// What the settings name and a host that is started now would leave out. Settings that cannot be read, or were not
// named, say nothing about lots.
std::vector<app::BrokenLot> broken_lots(Invocation const& invocation) {
    std::vector<app::BrokenLot> broken;
    auto const host = config::load_host(invocation.settings_file());
    if (!host) return broken;
    for (auto const& [file, settings] : config::load_lots(*host))
        if (!settings) broken.push_back(broken_lot(file, settings.error()));
    return broken;
}

// Money that was taken from a driver and that the lot's system does not want: somebody has to act.
void print_refused(std::ostream& out, std::vector<store::Payment> const& payments) {
    for (auto const& payment : payments) {
        if (payment.state != store::CommandState::refused) continue;
        out << fmt::format(
            "{}: the lot's system refuses the payment of order {}: {}; see: lotbridge outbox list --payments\n",
            payment.lot_name, payment.key, shown_words(payment.topic, payment.body, payment.words, false));
    }
}

void print_open_days(std::ostream& out, std::vector<OpenDay> const& days) {
    for (auto const& [lot, day, differences] : days)
        out << fmt::format("{}: {} differences of {} are open; see: lotbridge reconcile --lot {} --day {}\n", lot,
                           differences, day, lot, day);
}

// What is not as it should be, a line each.
void print_troubles(std::ostream& out, Json const& lot) {
    auto const say = [&](std::string_view about, std::string const& words) {
        out << fmt::format("{}: {}{}\n", text(lot, "name"), about, words);
    };
    if (!flag(lot, "reachable")) say("cloud: ", text(lot, "link"));
    if (!flag(lot, "downlink") && !text(lot, "downlink_words").empty()) {
        say("requests from the cloud: ", text(lot, "downlink_words"));
    }
    if (auto const doubts = count_text(lot, "questions", "in_doubt"); doubts != "0") {
        say(doubts,
            " automatic deductions in doubt: sent and never answered; the cloud is asked what became of each when "
            "it has accepted the car's exit");
    }
    for (auto const& problem : items(lot, "problems")) say("", problem.GetString());
}

// What the cloud does otherwise than the standard, and is taken all the same (E8).
void print_departures(std::ostream& out, rapidjson::Value::ConstArray const& lots) {
    Table table({"LOT", "THE CLOUD'S", "DEPARTS FROM THE STANDARD", "TIMES", "LAST"});
    for (auto const& lot : lots) {
        for (auto const& departure : items(lot, "departures")) {
            table.add({text(lot, "name"), text(departure, "in"), text(departure, "what"),
                       count_text(departure, "times"), text(departure, "last")});
        }
    }
    if (table.rows() == 0) return;
    table.print(out);
    out << '\n';
}

// Lots that several adapters tell of: what is known only by looking at all of them.
void print_composite(std::ostream& out, Json const& lot) {
    auto const& composite = member(lot, "composite");
    if (!composite.IsObject()) return;
    auto const say = [&](std::string const& words) { out << fmt::format("{}: {}\n", text(lot, "name"), words); };
    if (auto const& gives = member(composite, "gives"); gives.IsObject())
        for (auto const& [adapter, topics] : gives.GetObject())
            say(fmt::format("{} gives {}", adapter.GetString(), topics.GetString()));
    for (auto const& words : items(composite, "warnings")) say(words.GetString());
    for (auto const& left : items(composite, "left"))
        say(fmt::format("not sent, because another adapter gives it: {}, {} times", text(left, "what"),
                        count_text(left, "times")));
    for (auto const& lane : items(composite, "unknown_lanes"))
        say(fmt::format("a lane is not in the map (\"lanes\" in the lot's file): {}, {} times", text(lane, "what"),
                        count_text(lane, "times")));
}

// Pictures of another adapter than the one that tells their records.
void print_pictures(std::ostream& out, rapidjson::Value::ConstArray const& lots) {
    Table table({"LOT", "PICTURES WAITING", "PLACED", "SPARE", "GIVEN UP", "PASSAGES WITHOUT RECORD",
                 "RECORDS WITHOUT PASSAGE"});
    for (auto const& lot : lots) {
        auto const& pictures = member(member(lot, "composite"), "pictures");
        if (!pictures.IsObject()) continue;
        table.add({text(lot, "name"), count_text(pictures, "waiting"), count_text(pictures, "placed"),
                   count_text(pictures, "spare"), count_text(pictures, "given_up"),
                   count_text(pictures, "lone_passages"), count_text(pictures, "lone_records")});
    }
    if (table.rows() == 0) return;
    table.print(out);
    out << '\n';
}

// A warning may be over by now, so its time stands before it.
std::string last_words(Json const& adapter) {
    auto const words = text(adapter, "words"), warning = text(adapter, "warning");
    return !words.empty() || warning.empty() ? words : fmt::format("{}: {}", text(adapter, "warned"), warning);
}

void print_host(std::ostream& out, Json const& host) {
    out << fmt::format("running, version {}, since {}{}\n\n", text(host, "version"), text(host, "started"),
                       flag(host, "accepting") ? "" : "; taking in nothing: the disk is full or failing");
    Table lots({"LOT", "CLOUD", "DOWNLINK", "FEES", "IN FLIGHT", "ACCEPTED", "REFUSED", "LOST"});
    Table adapters({"LOT", "ADAPTER", "PLUGIN", "RUNS IN", "STATE", "LAST WORDS"});
    for (auto const& lot : items(host, "lots")) {
        auto const name = text(lot, "name");
        lots.add({name, flag(lot, "reachable") ? "reached" : "away", flag(lot, "downlink") ? "connected" : "none",
                  text(lot, "fees"), count_text(lot, "uplink", "in_flight"), count_text(lot, "uplink", "accepted"),
                  count_text(lot, "uplink", "refused"), count_text(lot, "uplink", "lost")});
        for (auto const& adapter : items(lot, "adapters")) {
            adapters.add({name, text(adapter, "name"), text(adapter, "plugin"),
                          flag(adapter, "isolated") ? "process" : "host", text(adapter, "health"),
                          last_words(adapter)});
        }
    }
    lots.print(out);
    out << '\n';
    if (adapters.rows() > 0) {
        adapters.print(out);
        out << '\n';
    }
    print_departures(out, items(host, "lots"));
    print_pictures(out, items(host, "lots"));
    for (auto const& lot : items(host, "lots")) {
        print_composite(out, lot);
        print_troubles(out, lot);
    }
    for (auto const& lot : items(host, "broken_lots")) print_broken(out, text(lot, "lot"), text(lot, "words"));
    out << '\n';
}

void write_counts(JsonWriter& writer, Counted const& counts) {
    writer.StartObject();
    for (auto const& [lot, count] : counts) {
        writer.Key(lot.c_str());
        writer.StartObject();
        auto const number_of = [&](char const* name, std::int64_t value) {
            writer.Key(name);
            writer.Int64(value);
        };
        number_of("waiting", count.waiting);
        number_of("held", count.held);
        number_of("delivered", count.delivered);
        number_of("dead", count.dead);
        number_of("quarantined", count.quarantined);
        number_of("owed_payments", count.owed_payments);
        number_of("refused_payments", count.refused_payments);
        if (count.oldest_waiting) {
            writer.Key("oldest_waiting");
            writer.String(utc_text(*count.oldest_waiting).c_str());
        }
        writer.EndObject();
    }
    writer.EndObject();
}

void write_broken(JsonWriter& writer, std::vector<app::BrokenLot> const& broken) {
    writer.StartArray();
    for (auto const& [lot, words] : broken) {
        writer.StartObject();
        writer.Key("lot");
        writer.String(lot.c_str());
        writer.Key("words");
        writer.String(words.c_str());
        writer.EndObject();
    }
    writer.EndArray();
}

// broken: of a host that does not run; one that runs tells itself.
void print_json(std::ostream& out, std::optional<std::string> const& host, std::vector<app::BrokenLot> const& broken,
                Kept const& kept) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("running");
    writer.Bool(host.has_value());
    if (host) {
        writer.Key("host");
        writer.RawValue(host->data(), host->size(), rapidjson::kObjectType);
    } else {
        writer.Key("broken_lots");
        write_broken(writer, broken);
    }
    writer.Key("outbox");
    write_counts(writer, kept.counts);
    writer.Key("figures");
    write_figures(writer, kept.figures);
    writer.EndObject();
    out << buffer.GetString() << '\n';
}

void print_stopped(std::ostream& out, std::vector<app::BrokenLot> const& broken) {
    out << "the host is not running\n\n";
    for (auto const& [lot, words] : broken) print_broken(out, lot, words);
    if (!broken.empty()) out << '\n';
}

// The running host's own answer, or what there is to say without one.
std::optional<std::string> ask(Invocation& invocation, std::filesystem::path const& directory, bool json) {
    auto const asked = app::ask_host(directory, "status", "{}", std::chrono::seconds{10});
    if (asked && !*asked) invocation.failed(asked->error());
    if (!asked && !json) print_stopped(invocation.console.out, broken_lots(invocation));
    return asked && *asked ? std::optional(**asked) : std::nullopt;
}

void print_status(Invocation& invocation, bool json) {
    auto const directory = invocation.data_directory();
    if (!directory) return invocation.failed(directory.error());
    auto const host = ask(invocation, *directory, json);
    auto const kept = read_store(*directory);
    if (!kept) return invocation.failed(kept.error());

    auto& out = invocation.console.out;
    if (json) return print_json(out, host, host ? std::vector<app::BrokenLot>() : broken_lots(invocation), *kept);
    if (host) {
        rapidjson::Document document;
        document.Parse(host->c_str());
        print_host(out, document);
    }
    print_outbox(out, kept->counts);
    print_refused(out, kept->payments);
    print_open_days(out, kept->open_days);
    auto const figures = figures_table(kept->figures);
    if (figures.rows() == 0) return;
    out << '\n';
    figures.print(out);
}

}  // namespace

void add_status(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(program, "status", "How the host, its lots and the outbox are doing",
                                "  lotbridge status\n"
                                "  lotbridge status --data /var/lib/lotbridge --json");
    auto const json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "JSON instead of tables");
    command->callback([&invocation, json] { print_status(invocation, *json); });
}

}  // namespace lotbridge::os
