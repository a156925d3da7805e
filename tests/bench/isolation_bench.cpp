// What a process of its own costs an adapter: lotbridge.sql on a SQLite file, in this process and in one of its own,
// under a host that takes everything at once and stores nothing.
//
//   isolation_bench [--rows 50000] [--queries 5000] [--rounds 9]
#include "isolation/library.hpp"
#include "plugin/adapter.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace lotbridge::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto mapping = R"json({
  "format": 1, "name": "isolation", "version": "1",
  "records": [{
    "message": "vehicle_entry",
    "query": "SELECT id, plate, in_time FROM stay WHERE id > :since OR (id = :since AND id > :since_key) ORDER BY id ${limit}",
    "cursor": { "column": "id", "type": "integer", "overlap": 100 },
    "key": "id",
    "fields": {
      "recordCode": { "template": "stay-{id}" },
      "carNum": "plate",
      "inTime": "in_time",
      "inCross": { "constant": "N1" },
      "inIdentity": { "constant": 2 }
    }
  }],
  "commands": {
    "fee_query": {
      "statements": [ "SELECT id, in_time FROM stay WHERE id = :recordCode" ],
      "reply": {
        "recordCode": { "field": "recordCode" },
        "payMoney": { "constant": "5.00" },
        "chargeMoney": { "constant": "5.00" },
        "chargeTime": "in_time"
      }
    }
  }
})json";

void write(fs::path const& file, std::string_view text) { std::ofstream(file, std::ios::binary) << text; }

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

struct Figures {
    double events_a_second = 0, p50_us = 0, p99_us = 0;
};

Result<Figures> measure(std::shared_ptr<plugin::Library const> library, std::string const& settings, int queries) {
    std::size_t events = 0;
    plugin::HostSide side({
        .submit = [&](std::vector<plugin::Message> messages, std::string) -> Result<> {
            return events += messages.size(), Result<>();
        },
        .put_image = {},
        .log = [](int, std::string_view) {},
        .cursor = []() -> Result<std::string> { return std::string(); },
        .ask = {},
        .dealt_with = {},
    });
    LOTBRIDGE_TRY(auto const adapter, plugin::Adapter::create(std::move(library), side));
    if (auto const started = adapter->start(settings); !started.ok()) return fail(Errc::broken, started.words);
    Figures figures;
    auto const begin = Clock::now();
    for (bool more = true; more;) {
        auto const polled = adapter->poll();
        if (!polled.ok()) return fail(Errc::broken, polled.words);
        more = polled.more;
    }
    figures.events_a_second = static_cast<double>(events) / seconds_since(begin);
    std::vector<double> times;
    for (int i = 0; i < queries; ++i) {
        auto const asked = Clock::now();
        auto const result = adapter->command({"fee_query", R"({"recordCode":"7"})", "N1"}, 5s);
        if (result.status != LB_OK) return fail(Errc::broken, result.words);
        times.push_back(seconds_since(asked) * 1e6);
    }
    std::ranges::sort(times);
    figures.p50_us = times[times.size() / 2];
    figures.p99_us = times[times.size() * 99 / 100];
    return figures;
}

double median(std::vector<Figures> taken, double Figures::*figure) {
    std::ranges::sort(taken, {}, figure);
    return taken[taken.size() / 2].*figure;
}

int run(fs::path const& program, fs::path const& plugin, fs::path const& folder, int rows, int queries, int rounds) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    {
        SQLite::Database legacy(folder / "legacy.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        legacy.exec("CREATE TABLE stay (id INTEGER PRIMARY KEY, plate TEXT, in_time TEXT); BEGIN");
        SQLite::Statement insert(legacy, "INSERT INTO stay VALUES (?1, '测A12345', '2026-11-23 08:00:00')");
        for (int row = 1; row <= rows; ++row) {
            insert.bind(1, row);
            insert.exec();
            insert.reset();
        }
        legacy.exec("COMMIT");
    }
    write(folder / "mapping.json", mapping);
    auto const settings = R"({"connection":{"backend":"sqlite3","file":")" + (folder / "legacy.db").string() +
                          R"("},"mapping":")" + (folder / "mapping.json").string() + R"(","start":"beginning"})";
    auto const manifest = plugin::read_manifest(plugin);
    if (!manifest) return std::fprintf(stderr, "%s\n", manifest.error().message.c_str()), 1;
    std::vector<Figures> taken[2];
    for (int round = 0; round < rounds; ++round) {
        for (bool const isolated : {false, true}) {
            auto library =
                isolated ? isolation::load(*manifest, {.program = program}) : plugin::Library::load(*manifest);
            auto const figures =
                library ? measure(std::move(*library), settings, queries) : Result<Figures>(fail(library.error()));
            if (!figures) return std::fprintf(stderr, "%s\n", figures.error().message.c_str()), 1;
            taken[isolated].push_back(*figures);
        }
    }
    for (bool const isolated : {false, true})
        std::printf("%-10s %8.0f events/s, fee query p50 %.0f us, p99 %.0f us\n", isolated ? "process" : "in-process",
                    median(taken[isolated], &Figures::events_a_second), median(taken[isolated], &Figures::p50_us),
                    median(taken[isolated], &Figures::p99_us));
    fs::remove_all(folder);
    return 0;
}

}  // namespace
}  // namespace lotbridge::bench

int main(int argc, char** argv) {
    int rows = 50'000, queries = 5'000, rounds = 9;
    std::string program = LOTBRIDGE_PROGRAM, plugin = LOTBRIDGE_SQL_PLUGIN,
                folder = (std::filesystem::temp_directory_path() / "lotbridge-isolation-bench").string();
    CLI::App app("What a process of its own costs an adapter.");
    app.add_option("--rows", rows, "rows to read")->capture_default_str();
    app.add_option("--queries", queries, "fee queries, one after the other")->capture_default_str();
    app.add_option("--rounds", rounds, "both by turns so often; medians count")->capture_default_str();
    app.add_option("--lotbridge", program, "the host's program")->capture_default_str();
    app.add_option("--plugin", plugin, "folder of lotbridge.sql")->capture_default_str();
    app.add_option("--directory", folder, "where the lot's database is made")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    return lotbridge::bench::run(program, plugin, folder, rows, queries, rounds);
}
