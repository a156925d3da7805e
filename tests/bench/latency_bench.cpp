// From a row in the lot's database to the cloud's acceptance: the whole host as a process, with lotbridge.sql polling a
// SQLite file, against a sink that notes when it answers.
//
//   latency_bench [--rate 500] [--seconds 20] [--poll 2ms]
//
// A row's time begins when its INSERT is committed. Build the release preset first, whole: it runs bin/lotbridge.
#include "bench/sink.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <CLI/CLI.hpp>
#include <boost/process.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

namespace lotbridge::bench {
namespace {

namespace bp = boost::process;
namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto mapping = R"json({
  "format": 1, "name": "latency", "version": "1",
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
  }]
})json";

std::string lot_settings(std::uint16_t port, std::string const& poll) {
    return R"({"name":"latency","park_id":"P1","park_code":"C1","cloud":{"url":"http://127.0.0.1:)" +
           std::to_string(port) +
           R"(/api","user":"bench","password":{"env":"LATENCY_PASSWORD"},"login_key":{"env":"LATENCY_KEY"},)"
           R"("login_iv":{"env":"LATENCY_IV"},"signature_keys":[{"env":"LATENCY_SIGNATURE"}]},)"
           R"("adapters":[{"name":"database","plugin":"lotbridge.sql","poll":")" +
           poll +
           R"(","settings":{"connection":{"backend":"sqlite3","file":"legacy.db"},"mapping":"mapping.json","start":"beginning"}}]})";
}

void write(fs::path const& file, std::string_view text) { std::ofstream(file, std::ios::binary) << text; }

// The legacy software: one row at a time, each in a commit of its own, at its moment.
std::vector<std::chrono::nanoseconds> insert_rows(SQLite::Database& legacy, std::size_t count, double rate) {
    std::vector<std::chrono::nanoseconds> committed(count);
    SQLite::Statement insert(legacy,
                             "INSERT INTO stay (id, plate, in_time) VALUES (?1, '测A12345', '2026-11-23 08:00:00')");
    auto const begin = Clock::now();
    for (std::size_t number = 1; number < count; ++number) {
        std::this_thread::sleep_until(begin + std::chrono::duration_cast<Clock::duration>(number / rate * 1s));
        insert.bind(1, static_cast<std::int64_t>(number));
        insert.exec();
        insert.reset();
        committed[number] = Clock::now().time_since_epoch();
    }
    return committed;
}

bool wait_for(Moments const& moments, std::size_t number) {
    for (int i = 0; i < 1000 && moments.at(number) == 0ns; ++i) std::this_thread::sleep_for(20ms);
    return moments.at(number) != 0ns;
}

int run(fs::path const& program, fs::path const& folder, std::size_t rows, double rate, std::string const& poll) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    SQLite::Database legacy(folder / "legacy.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000);
    legacy.exec(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
        "CREATE TABLE stay (id INTEGER PRIMARY KEY, plate TEXT, in_time TEXT);"
        "INSERT INTO stay VALUES (0, '测A00000', '2026-11-23 08:00:00')");
    Moments accepted(rows);
    Sink const sink({.latency = 0us, .cpu = 1, .accepted = &accepted});
    write(folder / "mapping.json", mapping);
    write(folder / "lot.json", lot_settings(sink.port(), poll));
    write(folder / "host.json", R"({"data":"data","lots":["lot.json"],"store":{"min_free":"16MiB"}})");

    bp::environment environment = boost::this_process::environment();
    environment["LATENCY_PASSWORD"] = "bench";
    environment["LATENCY_KEY"] = "012345678901234567890123";
    environment["LATENCY_IV"] = "01234567";
    environment["LATENCY_SIGNATURE"] = "0123456789abcdef";
    bp::child host(program.string(), "run", "--settings", (folder / "host.json").string(), environment,
                   bp::std_out > (folder / "host.log").string(), bp::std_err > (folder / "host.err").string());
    if (!wait_for(accepted, 0)) {
        std::fprintf(stderr, "the first row was not accepted; see %s\n", (folder / "host.err").c_str());
        return 1;
    }
    auto const committed = insert_rows(legacy, rows, rate);
    bool const all = wait_for(accepted, rows - 1);
    kill(host.id(), SIGTERM);
    host.wait();
    if (!all) return std::fprintf(stderr, "not every row was accepted\n"), 1;

    std::vector<double> ms;
    for (std::size_t number = 1; number < rows; ++number)
        ms.push_back(std::chrono::duration<double, std::milli>(accepted.at(number) - committed[number]).count());
    std::ranges::sort(ms);
    auto const percentile = [&](double share) { return ms[static_cast<std::size_t>(share * double(ms.size() - 1))]; };
    std::printf("rows/s %.0f, poll %s, %zu rows: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms\n", rate,
                poll.c_str(), ms.size(), percentile(0.5), percentile(0.9), percentile(0.99), ms.back());
    return 0;
}

}  // namespace
}  // namespace lotbridge::bench

int main(int argc, char** argv) {
    double rate = 500, seconds = 20;
    std::string poll = "2ms", program = LOTBRIDGE_PROGRAM,
                folder = (std::filesystem::temp_directory_path() / "lotbridge-latency-bench").string();
    CLI::App app("From a row in the lot's database to the cloud's acceptance.");
    app.add_option("--rate", rate, "rows a second")->capture_default_str();
    app.add_option("--seconds", seconds, "how long")->capture_default_str();
    app.add_option("--poll", poll, "the adapter's poll interval")->capture_default_str();
    app.add_option("--lotbridge", program, "the host's program")->capture_default_str();
    app.add_option("--directory", folder, "where database and store are made")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    return lotbridge::bench::run(program, folder, static_cast<std::size_t>(rate * seconds) + 1, rate, poll);
}
