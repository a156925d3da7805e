#include "cloud/downlink_channel.hpp"

#include "cloud/backoff.hpp"
#include "cloud/tcp.hpp"
#include "wire/frame.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <deque>

namespace lotbridge::cloud {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds connect_limit = std::chrono::seconds(10);
// A computer that slept finds what came meanwhile in its socket: a gate must not open for a car of an hour ago.
constexpr std::chrono::milliseconds beat = std::chrono::seconds(1), longest_absence = std::chrono::seconds(5);
constexpr std::size_t most_unwritten = 8u << 20;  // a peer that asks and never reads the answers is cut off

// One connection, from the attempt to its end. Replies that come later find it gone.
struct Line {
    Line(asio::io_context& io, config::PlatformProfile::Downlink const& settings)
        : socket(io), lookup(io), reader(settings.max_packet, settings.max_unframed) {}

    void close() {
        error_code ignored;
        lookup.give_up();
        socket.close(ignored);
    }

    TcpSocket socket;
    NameLookup lookup;
    wire::FrameReader reader;
    std::array<char, 16384> bytes;
    std::deque<std::string> unwritten;
    std::size_t unwritten_bytes = 0;
    HostTime last_written{};
    bool connected = false, heard = false, late = false, stale = false;
};
using LinePtr = std::shared_ptr<Line>;

void rethrow(std::exception_ptr error) {
    if (error) std::rethrow_exception(error);  // only a bug or no memory gets here: let the host end
}

}  // namespace

struct DownlinkChannel::Body : std::enable_shared_from_this<Body> {
    Body(asio::io_context& to_io, base::Scheduler& to_scheduler, base::Random& to_random, std::string const& endpoint,
         config::PlatformProfile::Downlink const& to_settings, Handlers to_handlers)
        : io(to_io),
          scheduler(to_scheduler),
          random(to_random),
          url(parse_url(endpoint)),
          settings(to_settings),
          handlers(std::move(to_handlers)),
          pause(to_settings.reconnect_first, to_settings.reconnect_max) {}

    void start();
    void stop();

    void connect();
    void give_up_connecting();
    Task<> converse(LinePtr line);
    Task<std::string> listen(LinePtr line);
    void opened(LinePtr const& line);
    void greet();
    void ended(LinePtr const& line, std::string words);
    void deliver(LinePtr const& line, Packet packet);
    void send(LinePtr const& line, std::string const& text);
    Task<> write(LinePtr line);
    void keep_alive();
    void go_on_beating();
    bool was_absent() const;
    void tell(bool connected, std::string words);
    void set_timer(std::chrono::milliseconds pause, void (Body::*then)());

    asio::io_context& io;
    base::Scheduler& scheduler;
    base::Random& random;
    Result<Url> const url;
    config::PlatformProfile::Downlink const settings;
    Handlers const handlers;
    Backoff pause;

    LinePtr line;
    base::Scheduler::TimerId timer = 0;  // ends the attempt, keeps alive, or starts the next attempt
    base::Scheduler::TimerId beating = 0;
    WallTime last_beat{};
    bool running = false;
    std::optional<bool> told;
};

void DownlinkChannel::Body::start() {
    if (running) return;
    if (!url) return tell(false, url.error().message);
    if (url->scheme != "tcp") return tell(false, "the downlink goes over tcp://, not " + url->scheme + "://");
    running = true;
    go_on_beating();
    connect();
}

void DownlinkChannel::Body::stop() {
    running = false;
    scheduler.cancel(timer);
    scheduler.cancel(beating);
    timer = beating = 0;
    told.reset();
    if (auto const ending = std::exchange(line, nullptr)) ending->close();
}

// ---- one connection after the other

void DownlinkChannel::Body::connect() {
    line = std::make_shared<Line>(io, settings);
    set_timer(connect_limit, &Body::give_up_connecting);
    asio::co_spawn(
        io, [self = shared_from_this(), line = line]() -> Task<> { co_await self->converse(line); }, rethrow);
}

void DownlinkChannel::Body::give_up_connecting() {
    line->late = true;
    line->close();
}

Task<> DownlinkChannel::Body::converse(LinePtr const mine) {
    auto words = co_await connect_tcp(mine->socket, mine->lookup, *url);
    if (line != mine) co_return;  // stopped meanwhile
    if (mine->late) words = "connecting to " + url->authority() + ": no answer in time";
    if (words.empty()) {
        opened(mine);
        words = co_await listen(mine);
    }
    ended(mine, std::move(words));
}

void DownlinkChannel::Body::opened(LinePtr const& mine) {
    mine->connected = true;
    mine->last_written = scheduler.now();
    set_timer(settings.keepalive, &Body::keep_alive);
    tell(true, "connected to " + url->authority());
    greet();
}

void DownlinkChannel::Body::greet() {
    if (line && line->connected && handlers.hello) send(line, handlers.hello());
}

// Until the connection ends; gives the reason.
Task<std::string> DownlinkChannel::Body::listen(LinePtr const mine) {
    while (line == mine) {
        auto const [error, count] = co_await mine->socket.async_read_some(asio::buffer(mine->bytes), as_result);
        if (error == asio::error::eof) co_return url->authority() + " closed the connection";
        if (error) co_return "reading from " + url->authority() + ": " + error.message();
        if (mine->stale || was_absent())
            co_return "this computer slept, or its clock was set; what " + url->authority() +
                " sent meanwhile is not read";
        if (!std::exchange(mine->heard, true)) pause.reset();
        mine->reader.feed({mine->bytes.data(), count});
        while (auto frame = mine->reader.next()) {
            if (line != mine) break;
            deliver(mine, {std::move(frame->text), frame->oversized});
        }
        if (mine->reader.hopeless())
            co_return url->authority() + " sent more than " + std::to_string(settings.max_unframed) +
                " bytes without an end";
    }
    co_return std::string();
}

void DownlinkChannel::Body::ended(LinePtr const& mine, std::string words) {
    mine->close();
    if (line != mine) return;
    line.reset();
    set_timer(jittered(pause.next(), random), &Body::connect);
    tell(false, std::move(words));
}

void DownlinkChannel::Body::tell(bool connected, std::string words) {
    if (told == connected) return;  // one failure after the other is one piece of news
    told = connected;
    if (handlers.state) handlers.state(connected, std::move(words));
}

void DownlinkChannel::Body::set_timer(std::chrono::milliseconds after, void (Body::*then)()) {
    scheduler.cancel(timer);
    timer = scheduler.after(after, [weak = weak_from_this(), then] {
        if (auto const self = weak.lock()) ((*self).*then)();
    });
}

// ---- packets

void DownlinkChannel::Body::deliver(LinePtr const& mine, Packet packet) {
    if (!handlers.packet) return;
    auto const answered = std::make_shared<bool>(false);
    handlers.packet(std::move(packet),
                    [self = weak_from_this(), weak = std::weak_ptr(mine), answered](std::string text) {
                        auto const body = self.lock();
                        auto const back = weak.lock();
                        if (body && back && body->line == back && !std::exchange(*answered, true))
                            body->send(back, text);
                    });
}

void DownlinkChannel::Body::send(LinePtr const& mine, std::string const& text) {
    if (text.empty()) return;
    auto packet = wire::escape_star(text);  // a '*' left in a string would cut the packet in two
    packet += '*';
    mine->unwritten_bytes += packet.size();
    mine->unwritten.push_back(std::move(packet));
    mine->last_written = scheduler.now();
    if (mine->unwritten_bytes > most_unwritten) return mine->close();
    if (mine->unwritten.size() > 1) return;  // the coroutine that writes is at work
    asio::co_spawn(
        io, [self = shared_from_this(), mine]() -> Task<> { co_await self->write(mine); }, rethrow);
}

Task<> DownlinkChannel::Body::write(LinePtr const mine) {
    while (!mine->unwritten.empty()) {
        auto const [error, count] =
            co_await asio::async_write(mine->socket, asio::buffer(mine->unwritten.front()), as_result);
        if (error) co_return mine->close();  // the reading side says so
        mine->unwritten_bytes -= mine->unwritten.front().size();
        mine->unwritten.pop_front();
    }
}

void DownlinkChannel::Body::keep_alive() {
    auto const due = line->last_written + settings.keepalive;
    if (scheduler.now() >= due && handlers.keepalive) send(line, handlers.keepalive());
    auto const left = line->last_written + settings.keepalive - scheduler.now();
    set_timer(left > left.zero() ? left : settings.keepalive, &Body::keep_alive);
}

// By the clock on the wall: the other one stands still in the sleep of some systems.
void DownlinkChannel::Body::go_on_beating() {
    if (was_absent() && line) {
        line->stale = true;
        line->close();
    }
    last_beat = scheduler.wall();
    beating = scheduler.after(beat, [weak = weak_from_this()] {
        if (auto const self = weak.lock()) self->go_on_beating();
    });
}

bool DownlinkChannel::Body::was_absent() const {
    return last_beat != WallTime{} && scheduler.wall() - last_beat > longest_absence;
}

// ---- the handle

DownlinkChannel::DownlinkChannel(asio::io_context& io, base::Scheduler& scheduler, base::Random& random,
                                 std::string endpoint, config::PlatformProfile::Downlink settings, Handlers handlers)
    : body_(std::make_shared<Body>(io, scheduler, random, endpoint, settings, std::move(handlers))) {}

DownlinkChannel::~DownlinkChannel() { body_->stop(); }

void DownlinkChannel::start() { body_->start(); }
void DownlinkChannel::stop() { body_->stop(); }
void DownlinkChannel::greet() { body_->greet(); }
bool DownlinkChannel::connected() const { return body_->line && body_->line->connected; }

}  // namespace lotbridge::cloud
