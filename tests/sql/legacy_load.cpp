// What being read costs the lot's own database: a big table, polled as the host does it, while cars come and go.
#include "fakes/database_server.hpp"
#include "lot_at_door.hpp"

#include <lotbridge/vo/vehicle_entry.hpp>

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

namespace lotbridge::sql {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Options {
    std::string door = "mariadb";
    long rows = 5'000'000, seconds = 60, cars_a_second = 2;
    bool index = true;
};

constexpr auto mapping = R"json({
"format": 1, "name": "load", "probe": {"tables": {"stay": ["id", "plate", "in_time"]}},
"records": [
{ "message": "vehicle_entry",
  "query": "SELECT ${top} id, plate, in_time FROM stay WHERE in_time >= :since AND (in_time > :since OR id > :since_key) ORDER BY in_time, id ${limit}",
  "cursor": {"column": "in_time", "overlap": 600}, "key": "id",
  "fields": {"recordCode": {"template": "R{id}"}, "carNum": "plate", "inTime": "in_time"} },
{ "message": "vehicle_exit",
  "query": "SELECT ${top} id, plate, in_time, out_time FROM stay WHERE out_time >= :since AND (out_time > :since OR id > :since_key) ORDER BY out_time, id ${limit}",
  "cursor": {"column": "out_time", "overlap": 600}, "key": "id",
  "fields": {"recordCode": {"template": "R{id}"}, "carNum": "plate", "inTime": "in_time", "outTime": "out_time",
             "parkMinutes": {"constant": 60}, "chargeMoney": {"constant": 0}, "payMoney": {"constant": 0}} } ]})json";

// Seconds that the server's processes have computed: its own, its living children's, and those that have ended.
double computed(long server) {
    double ticks = 0;
    for (auto const& entry : std::filesystem::directory_iterator("/proc")) {
        if (!whole_number(entry.path().filename().string())) continue;
        std::ifstream file(entry.path() / "stat");
        std::string text((std::istreambuf_iterator<char>(file)), {});
        auto const name_end = text.rfind(')');
        if (name_end == std::string::npos) continue;
        std::istringstream rest(text.substr(name_end + 2));
        std::array<std::string, 15> fields;
        for (auto& field : fields) rest >> field;
        bool const itself = entry.path().filename() == std::to_string(server);
        if (!itself && fields[1] != std::to_string(server)) continue;
        ticks += std::stod(fields[11]) + std::stod(fields[12]);
        if (itself) ticks += std::stod(fields[13]) + std::stod(fields[14]);
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

void fill(LotAtDoor& lot, Options const& options, Engine engine) {
    auto const& words = words_of(engine);
    lot.exec(std::string("CREATE TABLE stay (id INTEGER PRIMARY KEY, plate VARCHAR(40), in_time ") + words.datetime +
             ", out_time " + words.datetime + ")");
    lot.exec("INSERT INTO stay VALUES (1, '测A12345', '2024-01-02 08:00:00', '2024-01-02 09:00:00')");
    auto const later = engine == Engine::mariadb      ? "%1 + INTERVAL %2 SECOND"
                       : engine == Engine::postgresql ? "%1 + %2 * INTERVAL '1 second'"
                                                      : "DATEADD(%2 SECOND TO %1)";
    auto const moved = [&](char const* column, long by) {
        return replace(replace(later, "%1", column), "%2", std::to_string(by));
    };
    for (long count = 1; count < options.rows; count *= 2)
        lot.exec("INSERT INTO stay SELECT id + " + std::to_string(count) + ", plate, " + moved("in_time", 7 * count) +
                 ", " + moved("out_time", 7 * count) + " FROM stay WHERE id + " + std::to_string(count) +
                 " <= " + std::to_string(options.rows));
    if (!options.index) return;
    lot.exec("CREATE INDEX by_entry ON stay (in_time, id)");
    lot.exec("CREATE INDEX by_exit ON stay (out_time, id)");
}

int measure(Options const& options) {
    auto const* door =
        std::find_if(std::begin(doors), std::end(doors), [&](Door const& one) { return one.name == options.door; });
    if (door == std::end(doors) || door->engine == Engine::sqlite) {
        std::fprintf(stderr, "no server %s\n", options.door.c_str());
        return 2;
    }
    LotAtDoor lot(*door);
    fill(lot, options, door->engine);
    // Firebird would look for the key in its own index, from the lowest to the highest.
    lot.write_mapping(door->engine == Engine::firebird ? replace(mapping, "id > :since_key", "id + 0 > :since_key")
                                                       : mapping);
    auto const settings = replace(lot.settings(), R"("start": "beginning")", R"("start": "now")");
    if (auto const started = lot.host.start(settings); !started) {
        std::fprintf(stderr, "%s\n", started.error().message.c_str());
        return 1;
    }
    auto const server = lot.server().process();
    auto const share = [&](bool reading) {
        auto const before = computed(server);
        auto const begun = Clock::now();
        static long next = options.rows;
        for (long second = 0; second < options.seconds; ++second) {
            for (long car = 0; car < options.cars_a_second; ++car) {
                std::string const now = words_of(door->engine).now;
                lot.exec("INSERT INTO stay (id, plate, in_time) VALUES (" + std::to_string(++next) + ", '测A12345', " +
                         now + ")");
                lot.exec("UPDATE stay SET out_time = " + now + " WHERE id = " + std::to_string(next - 20));
            }
            if (reading && !lot.host.poll_all()) std::fprintf(stderr, "a poll failed\n");
            std::this_thread::sleep_until(begun + std::chrono::seconds(second + 1));
        }
        return (computed(server) - before) / std::chrono::duration<double>(Clock::now() - begun).count() * 100;
    };
    auto const alone = share(false), read = share(true);
    std::printf("%s, %ld rows, %s index: %.2f %% of a core without us, %.2f %% polled every second; %zu entries told\n",
                options.door.c_str(), options.rows, options.index ? "with" : "without", alone, read,
                lot.host.stored<vo::VehicleEntry>().size());
    return 0;
}

}  // namespace
}  // namespace lotbridge::sql

int main(int argc, char** argv) {
    lotbridge::sql::Options options;
    CLI::App app("What being read costs the lot's own database server, in per cent of one core.");
    app.add_option("--door", options.door, "mariadb, postgresql, firebird, or by ODBC: mariadb_by_odbc ...")
        ->capture_default_str();
    app.add_option("--rows", options.rows, "of the table")->capture_default_str();
    app.add_option("--seconds", options.seconds, "of each measurement")->capture_default_str();
    app.add_option("--cars", options.cars_a_second, "that enter in a second, and leave")->capture_default_str();
    app.add_flag("!--no-index", options.index, "without an index on the cursors' columns");
    CLI11_PARSE(app, argc, argv);
    return lotbridge::sql::measure(options);
}
