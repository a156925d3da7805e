// How fast the host relays, durably: rows of ratios from one run on one machine.
//
//   relay_bench [--events N] [--connections 1,8,32] [--latency-us 0,5000] [--batch 1,50]
//
// Per line: the raw loopback POST rate of as many connections, the raw group-commit rate, the relay's own rate (events
// taken in, checked, committed with FULL, signed, posted, answered and settled), CPU seconds per 100,000 events and the
// peak resident memory. Relay and sink stay on different cores.
#include "app/opr_num.hpp"
#include "base/asio_scheduler.hpp"
#include "base/system_random.hpp"
#include "bench/sink.hpp"
#include "cloud/session.hpp"
#include "relay/intake.hpp"
#include "relay/uplink.hpp"
#include "store/store.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio.hpp>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

namespace lotbridge::bench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

struct Setup {
    std::size_t events = 100'000;
    unsigned connections = 8;
    std::chrono::microseconds latency{0};
    unsigned batch = 1;
};

struct Figures {
    double rate = 0, cpu_per_100k = 0, peak_mib = 0;
};

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& time) { return double(time.tv_sec) + double(time.tv_usec) * 1e-6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:") {
            double kib = 0;
            status >> kib;
            return kib / 1024;
        }
    return 0;
}

template <class Work>
Figures measure(std::size_t events, Work&& work) {
    auto const cpu = cpu_seconds();
    auto const begin = Clock::now();
    work();
    std::chrono::duration<double> const time = Clock::now() - begin;
    return {double(events) / time.count(), (cpu_seconds() - cpu) / double(events) * 100'000, peak_mib()};
}

// In a process of its own, so that its memory is its own.
template <class Work>
Figures measure_apart(std::size_t events, Work&& work) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) std::perror("pipe"), std::exit(1);
    auto const child = fork();
    Figures figures;
    if (child == 0) {
        figures = measure(events, work);
        _exit(::write(ends[1], &figures, sizeof figures) == sizeof figures ? 0 : 1);
    }
    close(ends[1]);
    bool const told = ::read(ends[0], &figures, sizeof figures) == sizeof figures;
    close(ends[0]);
    waitpid(child, nullptr, 0);
    if (!told) std::fprintf(stderr, "the relay ended without figures\n"), std::exit(1);
    return figures;
}

// Cars come and go: every other event is an exit, of a car whose entry was delivered long before.
constexpr std::size_t cars_inside = 5000;

std::string record_of(std::size_t number) {
    auto const car = number / 2 + (number % 2 == 0 ? cars_inside : 0);
    return "20261123-" + std::to_string(car);
}

plugin::Message event(std::size_t number) {
    std::string const common = R"({"recordCode":")" + record_of(number) +
                               R"(","carNum":"测A12345","inCross":"N1","inTime":"2026-11-23 08:00:00",)"
                               R"("inIdentity":2,"parkMinutes":0,"carColor":"蓝色","outOperatorName":"")";
    if (number % 2 == 0) return {.name = "vehicle_entry", .body = common + "}"};
    return {
        .name = "vehicle_exit",
        .body = common + R"(,"outCross":"S1","outTime":"2026-11-23 09:30:00","payMoney":12.50,"chargeMoney":12.50})"};
}

// ---- raw loopback POSTs: what the network alone would allow

class RawClient : public std::enable_shared_from_this<RawClient> {
public:
    RawClient(boost::asio::io_context& io, std::uint16_t port, std::string const& request, std::size_t& left)
        : socket_(io), request_(request), left_(left) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
        socket_.set_option(boost::asio::ip::tcp::no_delay(true));
    }
    void next() {
        if (left_ == 0) return;
        --left_;
        boost::asio::async_write(socket_, boost::asio::buffer(request_),
                                 [self = shared_from_this()](auto error, std::size_t) {
                                     if (!error) self->read();
                                 });
    }

private:
    void read() {
        socket_.async_read_some(boost::asio::buffer(buffer_), [self = shared_from_this()](auto error, std::size_t) {
            if (!error) self->next();
        });
    }
    boost::asio::ip::tcp::socket socket_;
    std::string const& request_;
    std::size_t& left_;
    std::array<char, 4096> buffer_{};
};

Figures raw_posts(Setup const& setup, std::uint16_t port) {
    std::string const body(700, 'x');  // as long as a signed, percent-encoded entry
    std::string const request =
        "POST /api HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    return measure_apart(setup.events, [&] {
        boost::asio::io_context io(1);
        auto left = setup.events;
        for (unsigned i = 0; i < setup.connections; ++i) std::make_shared<RawClient>(io, port, request, left)->next();
        io.run();
    });
}

// ---- the store alone

std::unique_ptr<store::Store> fresh_store(std::filesystem::path const& directory) {
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
    auto store = store::Store::open(directory, {.min_free_bytes = 0});
    if (!store) std::fprintf(stderr, "%s\n", store.error().message.c_str()), std::exit(1);
    return std::move(*store);
}

// A lot's adapters hand over what one poll found: a page of rows.
constexpr std::size_t page = 64;

void take_in(relay::Intake& intake, std::size_t events, std::function<bool(std::size_t)> const& may_go_on) {
    for (std::size_t number = 0; number < events;) {
        if (!may_go_on(number)) {
            std::this_thread::sleep_for(200us);
            continue;
        }
        std::vector<plugin::Message> messages;
        for (; messages.size() < page && number < events; ++number) messages.push_back(event(number));
        if (auto const stored = intake.submit("bench", messages, std::to_string(number)); !stored)
            std::fprintf(stderr, "%s\n", stored.error().message.c_str()), std::exit(1);
    }
}

Figures raw_commits(Setup const& setup, std::filesystem::path const& directory) {
    return measure_apart(setup.events, [&] {
        auto const store = fresh_store(directory);
        auto const lot = *store->lot("bench");
        std::promise<void> all;
        std::atomic<std::size_t> left = (setup.events + page - 1) / page;
        for (std::size_t number = 0; number < setup.events;) {
            store::Intake intake{.lot = lot, .instance = "bench", .cursor = std::to_string(number)};
            for (; intake.letters.size() < page && number < setup.events; ++number) {
                auto message = event(number);
                intake.letters.push_back(
                    {.topic = message.name, .record = record_of(number), .key = "once", .body = message.body});
            }
            store->take_in(std::move(intake), [&](auto const&) {
                if (--left == 0) all.set_value();
            });
        }
        all.get_future().get();
    });
}

// ---- the relay: from an adapter's messages to the cloud's acceptance, settled on disk

void tell(std::string words) { std::fprintf(stderr, "%s\n", words.c_str()); }

class BenchLot {
public:
    BenchLot(Setup const& setup, std::uint16_t port, std::filesystem::path const& directory)
        : store_(fresh_store(directory)),
          lot_(*store_->lot("bench")),
          settings_(settings_for(setup, port)),
          intake_(*store_, lot_, settings_,
                  [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }) {
        auto session = cloud::Session::open(io_, scheduler_, random_, settings_, "",
                                            {.save_token = [](std::string) {},
                                             .alert = tell,
                                             .note = [](std::string) {},
                                             .link = [](bool, std::string) {}});
        if (!session) std::fprintf(stderr, "%s\n", session.error().message.c_str()), std::exit(1);
        session_ = std::move(*session);
        uplink_ = std::make_shared<relay::Uplink>(
            relay::Uplink::Parts{.store = *store_,
                                 .gateway = *session_,
                                 .scheduler = scheduler_,
                                 .lot = lot_,
                                 .settings = settings_,
                                 .read_image = [this](std::string key, auto done) { done(store_->read_image(key)); },
                                 .new_opr_num = [this] { return app::new_opr_num(random_); },
                                 .log = {}});
        session_->on_reachable([this](bool up) { uplink_->link(up); });
    }
    ~BenchLot() {
        uplink_.reset();
        session_.reset();
        store_.reset();
    }

    void run(std::size_t events) {
        boost::asio::post(io_, [this] { session_->start(), uplink_->start(), watch(); });
        wanted_ = events;
        std::thread adapter(
            [&] { take_in(intake_, events, [&](std::size_t number) { return number < accepted_ + 4096; }); });
        auto const work = boost::asio::make_work_guard(io_);
        io_.run();
        adapter.join();
    }

private:
    static config::LotSettings settings_for(Setup const& setup, std::uint16_t port) {
        config::LotSettings settings;
        settings.name = "bench";
        settings.park_id = "P1";
        settings.park_code = "C1";
        settings.cloud.url = "http://127.0.0.1:" + std::to_string(port) + "/api";
        settings.cloud.signature_keys = {config::Secret("0123456789abcdef")};
        settings.cloud.user = "bench";
        settings.cloud.password = config::Secret("bench");
        settings.cloud.login_key = config::Secret("012345678901234567890123");
        settings.cloud.login_iv = config::Secret("01234567");
        settings.cloud.profile.concurrency = setup.connections;
        for (auto const* topic : {"vehicle_entry", "vehicle_exit"}) settings.cloud.profile.batch[topic] = setup.batch;
        return settings;
    }
    void watch() {
        accepted_ = uplink_->figures().accepted;
        if (accepted_ < wanted_) {
            scheduler_.after(1ms, [this] { watch(); });
            return;
        }
        uplink_->stop([this] { io_.stop(); });
    }

    boost::asio::io_context io_{1};
    base::AsioScheduler scheduler_{io_, HostTime{}};
    base::SystemRandom random_;
    std::unique_ptr<store::Store> store_;
    store::LotId lot_;
    config::LotSettings settings_;
    relay::Intake intake_;
    std::unique_ptr<cloud::Session> session_;
    std::shared_ptr<relay::Uplink> uplink_;
    std::size_t wanted_ = 0;
    std::atomic<std::size_t> accepted_ = 0;
};

void measure_line(Setup const& setup, std::filesystem::path const& directory) {
    Sink const sink({.latency = setup.latency, .cpu = 1});
    auto quick = setup;
    if (setup.latency.count() > 0) quick.events = std::min<std::size_t>(setup.events, setup.connections * 2000u);
    auto const relayed =
        measure_apart(quick.events, [&] { BenchLot(quick, sink.port(), directory).run(quick.events); });
    auto const raw = raw_posts(quick, sink.port());
    auto const commits = raw_commits(quick, directory);
    std::filesystem::remove_all(directory);
    std::printf("%11u %10.1f %5u %12.0f %12.0f %12.0f %6.2f %9.2f %9.1f\n", setup.connections,
                double(setup.latency.count()) / 1000, setup.batch, raw.rate, commits.rate, relayed.rate,
                relayed.rate / raw.rate, relayed.cpu_per_100k, relayed.peak_mib);
    std::fflush(stdout);
    std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace lotbridge::bench

int main(int argc, char** argv) {
    using namespace lotbridge::bench;
    std::size_t events = 100'000;
    std::vector<unsigned> connections{1, 8, 32}, batches{1};
    std::vector<long> latencies{0};
    std::string directory = (std::filesystem::temp_directory_path() / "lotbridge-relay-bench").string();
    CLI::App app("Durable relay rate beside the raw rates of network and store, in one run.");
    app.add_option("--events", events, "events per line")->capture_default_str();
    app.add_option("--connections", connections, "requests in flight")->delimiter(',')->capture_default_str();
    app.add_option("--latency-us", latencies, "added by the sink before it answers")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--batch", batches, "value objects per POST")->delimiter(',')->capture_default_str();
    app.add_option("--directory", directory, "where the store is made; removed afterwards")->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    stay_on(0);
    std::printf("connections latency/ms batch  raw POST/s  raw store/s  relayed/s  ratio cpu s/100k peak MiB\n");
    for (auto const latency : latencies)
        for (auto const batch : batches)
            for (auto const count : connections)
                measure_line({events, count, std::chrono::microseconds(latency), batch}, directory);
}
