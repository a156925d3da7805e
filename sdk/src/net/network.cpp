#include <lotbridge/net/http.hpp>
#include <lotbridge/net/network.hpp>

#include "core.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <charconv>
#include <system_error>

namespace lotbridge::net {
namespace {

std::optional<int> whole_number(std::string_view text) {
    int value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

}  // namespace

Network::Network(std::shared_ptr<Core> core) : core_(std::move(core)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&& other) noexcept {
    std::swap(core_, other.core_);
    return *this;
}

Network::~Network() {
    if (core_) core_->end();
}

Result<Network> Network::start() {
    try {
        auto core = std::make_shared<Core>();
        core->start();
        return Network(std::move(core));
    } catch (std::system_error const& error) {
        return fail(Errc::retry, std::string("starting the network thread: ") + error.code().message());
    }
}

void Core::end() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

void Core::run() {
    for (;;) {
        try {
            io_.run();
            return;
        } catch (...) {  // of one piece of work; the others go on
        }
    }
}

void Core::spawn(Task<> task) {
    asio::co_spawn(io_, std::move(task), [](std::exception_ptr) {});
}

Deadline::Deadline(Core& core, Socket& socket) : state_(std::make_shared<State>(core.io(), socket)) {}

void Deadline::in(std::chrono::milliseconds limit) {
    if (limit.count() == 0) return cancel();
    state_->timer.expires_after(limit);
    state_->timer.async_wait([weak = std::weak_ptr(state_)](error_code cancelled) {
        auto const state = weak.lock();
        if (cancelled || !state || state->timer.expiry() > std::chrono::steady_clock::now()) return;
        state->expired = true;
        error_code ignored;
        state->socket.close(ignored);
    });
}

std::string peer_of(Socket const& socket) {
    error_code error;
    auto const end = socket.remote_endpoint(error);
    if (error) return {};
    auto const address = end.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

void prepare(Socket& socket) {
    error_code ignored;  // no option decides whether a message gets there
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
}

Task<std::string> connect(Core& core, Socket& socket, Deadline const& deadline, std::string host, std::string port) {
    // Always through the resolver: of an address it makes an endpoint without asking anybody.
    Resolver resolver(core.io());
    auto const [unknown, endpoints] = co_await resolver.async_resolve(host, port, as_result);
    if (deadline.expired()) co_return "connecting: too late";
    if (unknown) co_return "looking up " + host + ": " + unknown.message();
    auto const [refused, endpoint] = co_await asio::async_connect(socket, endpoints, as_result);
    if (refused) co_return "connecting: " + (deadline.expired() ? std::string("too late") : refused.message());
    prepare(socket);
    co_return std::string();
}

std::string_view find_header(Headers const& headers, std::string_view name) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    auto const found = std::ranges::find_if(
        headers, [&](Header const& header) { return std::ranges::equal(header.name, name, {}, lower, lower); });
    return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(25) != " GMT" || text[19] != ':' || text[22] != ':') return std::nullopt;
    auto const month = std::find(months.begin(), months.end(), text.substr(8, 3));
    auto const day = whole_number(text.substr(5, 2)), year = whole_number(text.substr(12, 4)),
               hour = whole_number(text.substr(17, 2)), minute = whole_number(text.substr(20, 2)),
               second = whole_number(text.substr(23, 2));
    if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
    std::chrono::year_month_day const date(std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

}  // namespace lotbridge::net
