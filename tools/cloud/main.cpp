// lotbridge-cloud: builds the parts, prints the ports, runs until it is told to stop.
#include "api.hpp"
#include "downlink.hpp"
#include "faults.hpp"
#include "http_server.hpp"
#include "platform.hpp"
#include "profile.hpp"
#include "settings.hpp"
#include "storage.hpp"
#include "uplink.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fstream>
#include <iostream>

namespace lotbridge::refcloud {
namespace {

constexpr char const* examples = R"(
Examples:
  # one lot, everything in memory, free ports; prints {"uplink":...,"downlink":...,"api":...}
  lotbridge-cloud --park-id P1 --user lot1 --password secret --key 0123456789abcdef01234567 --iv 01234567 --sign-key k0

  # several lots from a file, kept in a database
  lotbridge-cloud --settings cloud.json --database cloud.db --uplink 127.0.0.1:8080 --api 127.0.0.1:8081

  curl localhost:8081/counts                 what has been accepted, by interface
  curl localhost:8081/records/R1             every accepted message of one parking record, in order
  curl 'localhost:8081/messages?interface=vehicle_entry&after=100'
  curl localhost:8081/violations             what was not as the standard says, with the clause
  curl localhost:8081/lots                   tokens, connections, free spaces
  curl localhost:8081/downlink/fee_query -d '{"recordCode":"R1"}'
  curl 'localhost:8081/downlink/gate_control?signature=wrong&wait=2000' -d '{"barCode":"G1","isOpen":1}'
  curl localhost:8081/fee-and-pay -d '{"recordCode":"R1","coupons":["cash-5"]}'
  curl localhost:8081/blacklist -d '{"carNum":"...","carType":1}'
  curl localhost:8081/report                 what was seen of each clause, and how often it was broken
  curl localhost:8081/faults -d '{"kind":"drop_after","interface":"vehicle_exit","count":3}'
  curl localhost:8081/faults -d '{"misbehave":{"seed":7,"rates":{"drop_after":0.02,"half":0.01,"9000":0.01}}}'
  curl -X DELETE localhost:8081/faults

The API's port also serves a web page for drivers, operators and people who watch: http://127.0.0.1:8081/
docs/reference-cloud.md tells the rest.
)";

struct Options {
    std::string settings_file, profile, ports_file, log_level = "info";
    std::string uplink, downlink, api, database, certificate, private_key;
    std::string park_id, park_code = "PC1", user, password, key, iv;
    std::vector<std::string> sign_keys, members;
    bool is_volatile = false, accept_disorder = false;
    double time_scale = 1;
};

void describe(CLI::App& app, Options& options) {
    app.footer(examples);
    app.add_option("--settings", options.settings_file, "Settings file (JSON with comments)");
    app.add_option("--profile", options.profile, "Platform profile (configs/platforms/*.json) to play")
        ->excludes("--settings");
    app.add_option("--uplink", options.uplink, "Address of the HTTP door, default 127.0.0.1:0 (a free port)");
    app.add_option("--downlink", options.downlink, "Address of the TCP door");
    app.add_option("--api", options.api, "Address of the local API; it shows everything, keep it on loopback");
    app.add_option("--database", options.database, "SQLite file; without it everything is kept in memory");
    app.add_flag("--volatile", options.is_volatile, "Answer without waiting for the disk (for benchmarks)");
    app.add_flag("--accept-disorder", options.accept_disorder, "Report messages out of order, but take them");
    app.add_option("--time-scale", options.time_scale,
                   "Factor on the hour, the ten minutes and the heartbeat, e.g. 0.01");
    app.add_option("--certificate", options.certificate, "PEM file: the uplink speaks TLS");
    app.add_option("--private-key", options.private_key, "PEM file of the certificate's key");
    app.add_option("--ports-file", options.ports_file, "Also write the line of ports to this file");
    app.add_option("--log-level", options.log_level, "debug, info, warning, error, off");
    app.add_option("--park-id", options.park_id, "One lot without a settings file: its parkId")->group("One lot");
    app.add_option("--park-code", options.park_code, "Its parkCode")->group("One lot");
    app.add_option("--user", options.user, "Its account")->group("One lot");
    app.add_option("--password", options.password, "The account's password")->group("One lot");
    app.add_option("--key", options.key, "3DES key of the login, 24 bytes")->group("One lot");
    app.add_option("--iv", options.iv, "3DES iv of the login, 8 bytes")->group("One lot");
    app.add_option("--sign-key", options.sign_keys, "Signature keys, the position is the index")->group("One lot");
    app.add_option("--member", options.members, "Members with automatic deduction: a plate, or plate=balance")
        ->group("One lot");
}

Result<Lot> lot_from(Options const& options, SignatureForm form) {
    json::List keys, members;
    for (auto const& key : options.sign_keys) keys.text(key);
    for (auto const& plate : options.members) members.text(plate);
    auto const text = json::Object()
                          .text("parkId", options.park_id)
                          .text("parkCode", options.park_code)
                          .text("user", options.user)
                          .text("password", options.password)
                          .text("key", options.key)
                          .text("iv", options.iv)
                          .raw("signatureKeys", keys.take())
                          .raw("members", members.take())
                          .take();
    LOTBRIDGE_TRY(auto const object, json::parse(text, "the options"));
    return read_lot(object, form, "the lot of the options");
}

std::filesystem::path utf8_path(std::string const& text) { return std::u8string(text.begin(), text.end()); }

Result<Settings> settings_from(Options const& options) {
    Settings settings;
    if (!options.settings_file.empty()) {
        LOTBRIDGE_TRY(settings, load_settings(utf8_path(options.settings_file)));
    }
    if (!options.profile.empty()) LOTBRIDGE_CHECK(read_profile(utf8_path(options.profile), settings));
    if (!options.park_id.empty()) {
        LOTBRIDGE_TRY(auto lot, lot_from(options, settings.signature));
        settings.lots.push_back(std::move(lot));
    }
    auto const take = [](std::string const& given, auto& setting) {
        if (!given.empty()) setting = given;
    };
    take(options.uplink, settings.uplink);
    take(options.downlink, settings.downlink);
    take(options.api, settings.api);
    take(options.database, settings.database);
    take(options.certificate, settings.certificate);
    take(options.private_key, settings.private_key);
    settings.is_volatile |= options.is_volatile;
    if (options.accept_disorder) settings.refuse_disorder = false;
    settings.times.scale(options.time_scale);
    LOTBRIDGE_CHECK(complete(settings));
    return settings;
}

// Everything that runs, in the order in which it leans on each other.
class Cloud {
public:
    Cloud(boost::asio::io_context& io, Settings settings, std::unique_ptr<Storage> storage, Clock& clock,
          std::shared_ptr<boost::asio::ssl::context> tls)
        : settings_(std::move(settings)),
          storage_(std::move(storage)),
          platform_(io, settings_, *storage_, clock),
          faults_(io, clock, [this](bool open) { turn_doors(open); }),
          uplink_(io, platform_, *storage_, faults_),
          downlink_(io, settings_, platform_, *storage_, clock),
          api_(io, settings_, *storage_, downlink_, faults_, clock),
          uplink_door_(io, clock, std::move(tls),
                       [this](HttpRequest request) { return uplink_.answer(std::move(request)); }),
          api_door_(io, clock, nullptr, [this](HttpRequest request) { return api_.answer(std::move(request)); }) {}

    Result<> start() {
        LOTBRIDGE_CHECK(uplink_door_.listen(settings_.uplink));
        LOTBRIDGE_CHECK(downlink_.listen(settings_.downlink));
        LOTBRIDGE_CHECK(api_door_.listen(settings_.api));
        LOTBRIDGE_CHECK(platform_.start());
        api_.start();
        if (settings_.misbehave.empty()) return {};
        LOTBRIDGE_TRY(auto const mixture, json::parse("{\"misbehave\":" + settings_.misbehave + "}", "misbehave"));
        LOTBRIDGE_CHECK(faults_.add(mixture));
        return {};
    }

    void stop() {
        faults_.stop();
        api_.stop();
        platform_.stop();
        uplink_door_.shut();
        api_door_.shut();
        downlink_.shut();
    }

    std::string ports() const {
        return json::Object()
            .number("uplink", uplink_door_.port())
            .number("downlink", downlink_.port())
            .number("api", api_door_.port())
            .take();
    }

private:
    void turn_doors(bool open) {
        spdlog::info(open ? "the outage is over" : "an outage begins: nobody gets in");
        if (!open) {
            uplink_door_.shut();
            downlink_.shut();
            return;
        }
        platform_.excuse_silence();
        for (auto const& opened : {uplink_door_.reopen(), downlink_.reopen()})
            if (!opened) spdlog::critical("{}", opened.error().message);
    }

    Settings settings_;
    std::unique_ptr<Storage> storage_;
    Platform platform_;
    Faults faults_;
    Uplink uplink_;
    Downlink downlink_;
    Api api_;
    HttpServer uplink_door_, api_door_;
};

Result<> announce(std::string const& ports, std::string const& file) {
    if (!file.empty()) {
        // Written beside and renamed, so that who waits for the file never reads half of it.
        auto const part = file + ".part";
        std::ofstream(part) << ports << '\n';
        std::error_code error;
        std::filesystem::rename(part, file, error);
        if (error) return fail(Errc::rejected, "writing the ports to " + file + ": " + error.message());
    }
    std::cout << ports << std::endl;
    return {};
}

Result<> run(Options const& options) {
    LOTBRIDGE_TRY(auto settings, settings_from(options));
    std::shared_ptr<boost::asio::ssl::context> tls;
    if (!settings.certificate.empty()) {
        LOTBRIDGE_TRY(
            tls, open_tls({settings.certificate.string(), settings.private_key.string(), settings.client_ca.string()}));
    }
    boost::asio::io_context io(1);
    Clock clock;
    LOTBRIDGE_TRY(auto storage, Storage::open(io, clock, settings.database, settings.is_volatile));
    Cloud cloud(io, std::move(settings), std::move(storage), clock, std::move(tls));
    LOTBRIDGE_CHECK(cloud.start());
    LOTBRIDGE_CHECK(announce(cloud.ports(), options.ports_file));
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) { io.stop(); });
    io.run();
    // What is under way gets a moment to end; a delayed answer or an unanswered question does not hold us back.
    cloud.stop();
    io.restart();
    io.run_for(std::chrono::milliseconds(200));
    return {};
}

}  // namespace
}  // namespace lotbridge::refcloud

int main(int argc, char** argv) {
    using namespace lotbridge::refcloud;
    CLI::App app("The reference cloud platform: a parking cloud strictly by the standard, for tests and demos");
    Options options;
    describe(app, options);
    CLI11_PARSE(app, argc, argv);
    // stdout belongs to the line of ports.
    spdlog::set_default_logger(spdlog::stderr_logger_st("cloud"));
    spdlog::set_level(spdlog::level::from_str(options.log_level));
    if (auto const ended = run(options); !ended) {
        std::cerr << "lotbridge-cloud: " << ended.error().message << '\n';
        return 2;
    }
    return 0;
}
