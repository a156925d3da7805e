// lotbridge-lotsim: plays a parking lot's traffic as its legacy system shows it.
#include "lotsim/ake/play.hpp"
#include "lotsim/player.hpp"
#include "lotsim/uploadcarin/play.hpp"
#include "lotsim/uploadcarin/tables.hpp"
#include "lotsim/vzenith/follow.hpp"
#include "lotsim/vzenith/play.hpp"
#include "lotsim/znykt/play.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <string>

namespace lotbridge::lotsim {
namespace {

using namespace std::chrono_literals;

std::atomic<bool> stop_asked = false;
static_assert(std::atomic<bool>::is_always_lock_free, "set by a signal handler");

struct PaceWords {
    std::string speed = "1", start;
};

struct Options {
    std::string sqlite, mysql;
    std::string ledger, pictures;
    PaceWords pace;
    double picture_share = 1, look_seconds = 0.1;
    bool create_only = false, quiet = false;
    ScriptOptions script;
    PlayOptions play;
};

constexpr char examples[] = R"(Examples:
  A day on a new SQLite lot, 60 times faster than life, rows stamped with the real time:
    lotbridge-lotsim donglu --sqlite lot.db --ledger ledger.jsonl --pictures lot --speed 60
  The same 20000 events each time, as fast as the database takes them:
    lotbridge-lotsim donglu --sqlite lot.db --ledger ledger.jsonl --start "2025-06-02 06:00:00" --speed max --events 20000 --seed 7
  On MySQL, kept open for payments and gate commands after 1000 events:
    lotbridge-lotsim donglu --mysql "host=127.0.0.1 dbname=carpark user=booth" --ledger l.jsonl --events 1000 --stay-open
  Only the tables:
    lotbridge-lotsim donglu --sqlite lot.db --create-only)";

// What every script of a town is told.
void describe(CLI::App& app, PaceWords& pace, ScriptOptions& script) {
    app.add_option("--speed", pace.speed, "times faster than life, or max: no waiting")->capture_default_str();
    app.add_option("--start", pace.start,
                   "\"yyyy-MM-dd HH:mm:ss\": rows carry the lot's own calendar from here on; absent: the real time");
    app.add_option("--seed", script.seed, "the same seed plays the same day")->capture_default_str();
    app.add_option("--regulars", script.regulars, "monthly and stored-value cars")->capture_default_str();
    app.add_option("--visitors", script.visitors_a_day, "visitors a day")->capture_default_str();
}

void describe(CLI::App& app, Options& options) {
    auto* target = app.add_option_group("database", "where the lot lives; one of:");
    target->add_option("--sqlite", options.sqlite, "SQLite file, created if missing");
    target
        ->add_option("--mysql", options.mysql,
                     "connection, e.g. \"host=127.0.0.1 dbname=carpark user=booth password=...\"")
        ->envname("LOTBRIDGE_LOTSIM_MYSQL");
    target->require_option(1);
    app.add_option("--ledger", options.ledger, "what happened, one JSON object a line; added to");
    app.add_option("--pictures", options.pictures,
                   "folder under which img/yyyy/MM/dd/HH/ is filled; absent: no pictures");
    app.add_option("--picture-share", options.picture_share, "share of passages with pictures")
        ->check(CLI::Range(0.0, 1.0));
    describe(app, options.pace, options.script);
    app.add_option("--events", options.play.events, "stop after so many entries, corrections and exits");
    app.add_flag("--stay-open", options.play.stay_open, "after the last event go on taking payments and moving gates");
    app.add_option("--look-seconds", options.look_seconds, "how often the lot looks for payments and gate commands")
        ->check(CLI::Range(0.01, 60.0))
        ->capture_default_str();
    app.add_flag("--wrong-clock", options.play.wrong_clock,
                 "the booth's clock is a day ahead for a while, then a year behind");
    app.add_flag("--create-only", options.create_only, "create and furnish the tables, play nothing");
    app.add_flag("--quiet", options.quiet, "no progress line");
}

Result<PaceOptions> pace_of(PaceWords const& words) {
    PaceOptions pace;
    if (words.speed == "max") {
        pace.speed = 0;
    } else if (!CLI::detail::lexical_cast(words.speed, pace.speed) || !(pace.speed > 0)) {
        return fail(Errc::misuse, fmt::format("--speed {}: neither a number above 0 nor max", words.speed));
    }
    if (words.start.empty()) return pace;
    auto const start = LocalTime::parse(words.start);
    if (!start) return fail(Errc::misuse, fmt::format("--start {}: not a time like 2025-06-02 06:00:00", words.start));
    pace.start = Moment(start->at());
    return pace;
}

void progress(Score const& score, Moment at) {
    static auto next = std::chrono::steady_clock::now();
    if (std::chrono::steady_clock::now() < next) return;
    next += 5s;
    fmt::print(
        stderr,
        "lotsim: {} of the play, {} entries, {} exits, {} corrections, {} tidied up, {} payments, {} gate moves\n",
        to_seconds(at).text(), score.entries, score.exits, score.corrections, score.tidied_up, score.payments,
        score.moves);
}

Result<Score> play(Options const& options, Database& database, Script& script, Pace const& pace) {
    LOTBRIDGE_TRY(auto ledger, Ledger::open(options.ledger));
    LOTBRIDGE_TRY(auto desk, Desk::open(database, ledger));
    Pictures pictures(options.pictures, options.pictures.empty() ? 0 : options.picture_share, options.script.seed);
    Booth booth(database);
    LateEntry late(database);
    Office office(database, ledger);
    auto plan = options.play;
    plan.look_every = std::chrono::milliseconds(static_cast<std::int64_t>(options.look_seconds * 1000));
    Player player(plan, {script, pace, pictures, booth, late, desk, office, ledger});
    auto const watch = [&](Score const& score, Moment at) {
        if (!options.quiet) progress(score, at);
    };
    return player.run([] { return stop_asked.load(); }, watch);
}

Result<> run(Options const& options) {
    LOTBRIDGE_TRY(auto const pace_options, pace_of(options.pace));
    Pace const pace(pace_options);
    LOTBRIDGE_TRY(auto database,
                  options.sqlite.empty() ? Database::open_mysql(options.mysql) : Database::open_sqlite(options.sqlite));
    Script script(options.script, pace.begin());
    auto const now = to_seconds(pace.shown(pace.begin()));
    LOTBRIDGE_CHECK(create_schema(database));
    auto const& cars = script.town().cars();
    LOTBRIDGE_CHECK(
        furnish(database, {cars.begin(), cars.begin() + static_cast<std::ptrdiff_t>(script.town().regulars())}, now));
    if (options.create_only) return {};
    if (options.ledger.empty()) return fail(Errc::misuse, "--ledger is missing: where to write what happens");
    LOTBRIDGE_TRY(auto const score, play(options, database, script, pace));
    fmt::print(
        "played {} events: {} entries, {} corrections, {} exits; {} rows tidied up, {} payments, {} gate moves\n",
        score.events(), score.entries, score.corrections, score.exits, score.tidied_up, score.payments, score.moves);
    return {};
}

struct CameraOptions {
    std::string ledger, follow;
    long seconds = 40, push_ahead = 0;
    double drop_seconds = 0;
    vzenith::PlayPlan plan;
};

constexpr char camera_examples[] = R"(Examples:
  Forty seconds with sixty cars and all their faults, for an adapter that listens on port 8080 and dials the cameras:
    lotbridge-lotsim vzenith --push http://127.0.0.1:8080/ --entry-port 8131 --exit-port 8132 --ledger ledger.jsonl
  The same cameras at the lanes of a Donglu lot, whose cars they see:
    lotbridge-lotsim vzenith --push http://127.0.0.1:8080/ --ledger cameras.jsonl --follow lot.jsonl --push-ahead 3)";

void describe(CLI::App& app, CameraOptions& options) {
    auto& plan = options.plan;
    auto& cameras = plan.cameras;
    app.add_option("--push", cameras.push_url, "where the cameras of lanes N1 and X1 push to")->required();
    app.add_option("--entry-port", cameras.entry_port, "where the camera of lane N2 listens")->capture_default_str();
    app.add_option("--exit-port", cameras.exit_port, "where the camera of lane X2 listens")->capture_default_str();
    app.add_option("--ledger", options.ledger, "what happened, one JSON object a line; added to")->required();
    app.add_option("--follow", options.follow,
                   "ledger of lotbridge-lotsim donglu: see its cars, with what cameras miss and misread, as long as it "
                   "plays; --cars and --seconds count for nothing then");
    app.add_option("--push-ahead", options.push_ahead,
                   "with --follow: seconds by which the pushing cameras' clocks are ahead")
        ->capture_default_str();
    app.add_option("--drop-seconds", options.drop_seconds,
                   "with --follow: cut the cameras off for 4 s so often; 0: never")
        ->capture_default_str();
    app.add_option("--cars", plan.cars, "how many come")->capture_default_str();
    app.add_option("--seconds", options.seconds, "how long the day is")
        ->check(CLI::Range(10, 86400))
        ->capture_default_str();
    app.add_option("--plate-key", cameras.plate_key, "16 bytes: key of the plates of lane X2")->capture_default_str();
    app.add_option("--seed", plan.seed, "the same seed plays the same day")->capture_default_str();
    app.add_flag("--stay-open", plan.stay_open, "after the day go on moving gates");
}

Result<> run(CameraOptions options) {
    options.plan.length = std::chrono::seconds(options.seconds);
    // Shorter than a stay: of a car that came unseen again meanwhile nobody could tell which stay it left.
    options.plan.outage = std::min(8s, options.plan.length / 5);
    LOTBRIDGE_TRY(auto ledger, Ledger::open(options.ledger));
    if (!options.follow.empty()) {
        vzenith::FollowPlan plan{.cameras = options.plan.cameras, .ledger = options.follow, .drop_every = {}};
        plan.cameras.push_ahead = std::chrono::seconds(options.push_ahead);
        plan.cameras.tcp_ahead = 1s;
        plan.drop_every = std::chrono::milliseconds(static_cast<std::int64_t>(options.drop_seconds * 1000));
        plan.seed = options.plan.seed;
        plan.stay_open = options.plan.stay_open;
        return vzenith::follow(plan, ledger, [] { return stop_asked.load(); });
    }
    return vzenith::play(options.plan, ledger, [] { return stop_asked.load(); });
}

struct ZnyktOptions {
    PaceWords pace;
    znykt::PlayPlan plan;
};

constexpr char znykt_examples[] = R"(Examples:
  A morning 600 times faster than life, with all that goes wrong:
    lotbridge-lotsim znykt --mysql "host=127.0.0.1 dbname=znykt_Auto user=booth" --ledger l.jsonl --start "2025-06-02 07:00:00"
      --speed 600 --events 500 --upgrade-at 250)";

void describe(CLI::App& app, ZnyktOptions& options) {
    auto& plan = options.plan;
    app.add_option("--mysql", plan.mysql,
                   "connection, e.g. \"host=127.0.0.1 dbname=znykt_Auto user=booth password=...\"")
        ->envname("LOTBRIDGE_LOTSIM_MYSQL")
        ->required();
    app.add_option("--ledger", plan.ledger, "what happened, one JSON object a line; added to");
    app.add_option("--pictures", plan.pictures, "folder under which img/yyyy/MM/dd/HH/ is filled; absent: no pictures");
    describe(app, options.pace, plan.script);
    app.add_option("--events", plan.events, "stop after so many entries, corrections and exits");
    app.add_flag("--create-only", plan.create_only, "create and furnish the tables, play nothing");
    app.add_option("--upgrade-at", plan.upgrade_at,
                   "after so many of them the program is closed for 8 s and upgraded: the outbox is made again");
}

Result<> run(ZnyktOptions options) {
    LOTBRIDGE_TRY(options.plan.pace, pace_of(options.pace));
    LOTBRIDGE_TRY(auto const score, znykt::play(options.plan, [] { return stop_asked.load(); }));
    fmt::print("played {} events: {} entries, {} corrections, {} exits\n", score.events(), score.entries,
               score.corrections, score.exits);
    return {};
}

struct LineOptions {
    PaceWords pace;
    double drop_seconds = 0;
    uploadcarin::PlayPlan plan;
};

constexpr char line_examples[] = R"(Examples:
  A morning 600 times faster than life for an adapter that listens on port 9000, the line broken every 4 s:
    lotbridge-lotsim uploadcarin --port 9000 --parkid P1 --parkkey "a key" --ledger l.jsonl --start "2025-06-02 07:00:00"
      --speed 600 --events 500 --drop-seconds 4)";

void describe(CLI::App& app, LineOptions& options) {
    auto& plan = options.plan;
    app.add_option("--host", plan.lot.host, "whom the lot's software dials")->capture_default_str();
    app.add_option("--port", plan.lot.port, "its port")->required();
    app.add_option("--parkid", plan.lot.parkid, "as in the adapter's settings")->required();
    app.add_option("--parkkey", plan.lot.parkkey, "as in the adapter's settings")
        ->envname("LOTBRIDGE_LOTSIM_PARKKEY")
        ->required();
    app.add_option("--ledger", plan.ledger, "what happened, one JSON object a line; added to")->required();
    app.add_option("--drop-seconds", options.drop_seconds, "break the line so often; 0: never")->capture_default_str();
    describe(app, options.pace, plan.script);
    app.add_option("--events", plan.events, "stop after so many entries and exits");
    app.add_flag("--stay-open", plan.stay_open, "after the last event go on answering");
}

Result<> run(LineOptions options) {
    LOTBRIDGE_TRY(options.plan.pace, pace_of(options.pace));
    options.plan.lot.seed = options.plan.script.seed;
    options.plan.lot.drop_every = std::chrono::milliseconds(static_cast<std::int64_t>(options.drop_seconds * 1000));
    return uploadcarin::play(options.plan, [] { return stop_asked.load(); });
}

struct TablesOptions {
    PaceWords pace;
    uploadcarin::TablesPlan plan;
};

constexpr char tables_examples[] = R"(Examples:
  A morning 600 times faster than life, for who reads the product's tables:
    lotbridge-lotsim uploadcarin-tables --mysql "host=127.0.0.1 dbname=parking user=booth" --ledger l.jsonl
      --start "2025-06-02 07:00:00" --speed 600 --events 500)";

void describe(CLI::App& app, TablesOptions& options) {
    auto& plan = options.plan;
    app.add_option("--mysql", plan.mysql, "connection, e.g. \"host=127.0.0.1 dbname=parking user=booth password=...\"")
        ->envname("LOTBRIDGE_LOTSIM_MYSQL")
        ->required();
    app.add_option("--ledger", plan.ledger, "what happened, one JSON object a line; added to")->required();
    describe(app, options.pace, plan.script);
    app.add_option("--events", plan.events, "stop after so many entries, corrections and exits");
}

Result<> run(TablesOptions options) {
    LOTBRIDGE_TRY(options.plan.pace, pace_of(options.pace));
    return uploadcarin::play(options.plan, [] { return stop_asked.load(); });
}

struct AkeOptions {
    PaceWords pace;
    bool troubles = false;
    long quote_seconds = 600, heartbeat_seconds = 2;
    ake::PlayPlan plan;
};

constexpr char ake_examples[] = R"(Examples:
  A morning 600 times faster than life with all that goes wrong, for an adapter that listens on port 8090:
    lotbridge-lotsim ake --port 8443 --push http://127.0.0.1:8090/ake --key k1 --secret s1 --park-code P1 --ledger l.jsonl
      --speed 600 --events 500 --troubles
  The same over TLS:
    lotbridge-lotsim ake ... --certificate platform.pem --private-key platform.key
While it runs, GET /lotsim/leave/<parkingCode> lets that car leave and asks the cloud for its fee first.)";

void describe(CLI::App& app, AkeOptions& options) {
    auto& platform = options.plan.platform;
    app.add_option("--port", platform.port, "where the platform takes calls")->required();
    app.add_option("--push", platform.push_url, "whom the platform pushes to")->required();
    app.add_option("--certificate", platform.certificate, "PEM file; absent: plain HTTP");
    app.add_option("--private-key", platform.private_key, "PEM file");
    app.add_option("--key", platform.key, "as in the adapter's settings")->capture_default_str();
    app.add_option("--secret", platform.secret, "as in the adapter's settings")
        ->envname("LOTBRIDGE_LOTSIM_SECRET")
        ->required();
    app.add_option("--park-code", platform.park_code, "as in the adapter's settings")->capture_default_str();
    app.add_option("--ledger", options.plan.ledger, "what happened, one JSON object a line; added to")->required();
    app.add_option("--speed", options.pace.speed, "times faster than life; records carry the real time")
        ->capture_default_str();
    app.add_option("--seed", options.plan.script.seed, "the same seed plays the same day")->capture_default_str();
    app.add_option("--regulars", options.plan.script.regulars, "monthly and stored-value cars")->capture_default_str();
    app.add_option("--visitors", options.plan.script.visitors_a_day, "visitors a day")->capture_default_str();
    app.add_option("--events", options.plan.events, "stop after so many entries and exits");
    app.add_option("--quote-seconds", options.quote_seconds, "how long the answer to getParkFee holds")
        ->capture_default_str();
    app.add_option("--heartbeat-seconds", options.heartbeat_seconds,
                   "how often the lot shows that it is there; 0: never")
        ->capture_default_str();
    app.add_flag("--troubles", options.troubles,
                 "404 for one call in 20, half answers, refused signatures, GBK, slow answers, pushes twice");
    app.add_flag("--stay-open", options.plan.stay_open, "after the last event go on answering");
}

Result<> run(AkeOptions options) {
    LOTBRIDGE_TRY(options.plan.pace, pace_of(options.pace));
    options.plan.quote = std::chrono::seconds(options.quote_seconds);
    options.plan.heartbeat = std::chrono::seconds(options.heartbeat_seconds);
    if (options.troubles)
        options.plan.platform.faults = {.stumbles = 10,
                                        .half_answers = 7,
                                        .wrong_signature = 7,
                                        .gbk_answers = 10,
                                        .slow_answers = 5,
                                        .doubled_pushes = 5,
                                        .broken_pushes = 5};
    return ake::play(options.plan, [] { return stop_asked.load(); });
}

}  // namespace
}  // namespace lotbridge::lotsim

int main(int argc, char** argv) {
    using namespace lotbridge::lotsim;
    Options options;
    CameraOptions cameras;
    CLI::App app("Plays a parking lot's traffic as its legacy system shows it, and writes down what happened.");
    auto& donglu = *app.add_subcommand("donglu", "the Donglu (东陆) car park product, on SQLite or MySQL");
    describe(donglu, options);
    donglu.footer(examples);
    auto& camera_lot =
        *app.add_subcommand("vzenith", "a lot of VZenith (臻识) cameras: two push by HTTP, two speak TCP");
    describe(camera_lot, cameras);
    camera_lot.footer(camera_examples);
    ZnyktOptions outbox;
    auto& znykt_lot = *app.add_subcommand("znykt", "the ZNYKT (智能一卡通) product with its cloud outbox, on MySQL");
    describe(znykt_lot, outbox);
    znykt_lot.footer(znykt_examples);
    LineOptions line;
    auto& line_lot =
        *app.add_subcommand("uploadcarin", "a lot whose software dials by TCP (uploadcarin, uploadcarout ...)");
    describe(line_lot, line);
    line_lot.footer(line_examples);
    TablesOptions tables;
    auto& tables_lot = *app.add_subcommand("uploadcarin-tables", "the same lot by its SQL tables, on MySQL");
    describe(tables_lot, tables);
    tables_lot.footer(tables_examples);
    AkeOptions platform;
    auto& platform_lot =
        *app.add_subcommand("ake", "a lot of the AKE (艾科智泊) open platform, and the platform itself");
    describe(platform_lot, platform);
    platform_lot.footer(ake_examples);
    app.require_subcommand(1);
    CLI11_PARSE(app, argc, argv);

    std::signal(SIGINT, [](int) { stop_asked = true; });
    std::signal(SIGTERM, [](int) { stop_asked = true; });
    auto const done = camera_lot.parsed()     ? run(cameras)
                      : znykt_lot.parsed()    ? run(outbox)
                      : line_lot.parsed()     ? run(line)
                      : tables_lot.parsed()   ? run(tables)
                      : platform_lot.parsed() ? run(platform)
                                              : run(options);
    if (!done) {
        fmt::print(stderr, "lotbridge-lotsim: {}\n", done.error().message);
        return 1;
    }
    return 0;
}
