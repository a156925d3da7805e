#include "downlink.hpp"

#include "downlink_session.hpp"
#include "http_server.hpp"

#include <spdlog/spdlog.h>
#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace lotbridge::refcloud {
namespace {

constexpr std::size_t most_unframed = 3u << 20;
// Long enough that the other side reads the pieces of a cut packet one by one.
constexpr Milliseconds between_pieces(5);

}  // namespace

Downlink::Downlink(asio::io_context& io, Settings const& settings, Platform& platform, Storage& storage, Clock& clock)
    : io_(io), settings_(settings), platform_(platform), storage_(storage), clock_(clock) {}

Downlink::~Downlink() { shut(); }

Result<> Downlink::listen(std::string const& address) {
    LOTBRIDGE_TRY(endpoint_, parse_endpoint(address));
    return reopen();
}

Result<> Downlink::reopen() {
    LOTBRIDGE_TRY(auto acceptor, listen_on(io_, endpoint_));
    endpoint_ = acceptor.local_endpoint();
    acceptor_ = std::make_shared<tcp::acceptor>(std::move(acceptor));
    asio::co_spawn(io_, accept(acceptor_), [](std::exception_ptr failure) {
        if (failure) spdlog::critical("the downlink's listener ended by an exception");
    });
    return {};
}

void Downlink::shut() {
    boost::system::error_code ignored;
    if (acceptor_) acceptor_->close(ignored);
    for (auto const& session : std::exchange(sessions_, {}))
        if (auto const open = session.lock()) close(*open);
}

bool Downlink::connected(Lot const& lot) const { return by_lot_.contains(lot.park_id); }

asio::awaitable<void> Downlink::accept(Acceptor acceptor) {
    while (acceptor->is_open()) {
        auto [error, socket] = co_await acceptor->async_accept(quiet);
        if (error == asio::error::operation_aborted) co_return;
        if (error) {
            spdlog::warn("accepting a downlink connection: {}", error.message());
            asio::steady_timer pause(io_, std::chrono::milliseconds(100));
            co_await pause.async_wait(quiet);
            continue;
        }
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        auto session = std::make_shared<Session>(std::move(socket));
        std::erase_if(sessions_, [](auto const& old) { return old.expired(); });
        sessions_.push_back(session);
        asio::co_spawn(io_, serve(session), [](std::exception_ptr failure) {
            if (failure) spdlog::error("a downlink connection ended by an exception");
        });
    }
}

void Downlink::close(Session& session) {
    boost::system::error_code ignored;
    session.socket.close(ignored);
    session.idle.cancel();
    for (auto const& waiting : session.waiting) waiting->done.cancel();
    if (!session.lot) return;
    auto const mine = by_lot_.find(session.lot->park_id);
    if (mine == by_lot_.end() || mine->second.get() != &session) return;
    spdlog::info("lot {} has left the downlink", session.lot->park_id);
    by_lot_.erase(mine);
}

asio::awaitable<void> Downlink::serve(SessionPtr session) {
    co_await read_packets(session);
    close(*session);
}

asio::awaitable<void> Downlink::read_packets(SessionPtr session) {
    PacketReader packets;
    std::array<char, 16384> buffer;
    for (;;) {
        // B.2.3: the server ends connections on which nothing has been read for long.
        session->idle.expires_after(settings_.times.downlink_idle);
        session->idle.async_wait([weak = std::weak_ptr(session)](boost::system::error_code error) {
            boost::system::error_code ignored;
            if (auto const silent = weak.lock(); silent && !error) silent->socket.close(ignored);
        });
        auto const [error, size] = co_await session->socket.async_read_some(asio::buffer(buffer), quiet);
        if (error) co_return;
        packets.feed({buffer.data(), size});
        while (auto packet = packets.next())
            if (!co_await receive(session, std::move(*packet))) co_return;
        if (packets.waiting() > most_unframed) {
            spdlog::warn("a downlink connection is closed: {} bytes without an end of packet", packets.waiting());
            co_return;
        }
    }
}

asio::awaitable<bool> Downlink::receive(SessionPtr session, std::string packet) {
    if (looks_like_reply(packet)) {
        if (deliver(*session, packet)) co_return true;
        spdlog::warn("a reply that nobody waits for, {} bytes", packet.size());
        auto const park_id = session->lot ? session->lot->park_id : std::string();
        auto const noted =
            platform_.report(park_id, "downlink", "", {{Level::notice, "B.2.2", "a reply that nobody waits for"}});
        co_return noted.has_value();
    }
    auto incoming = platform_.open(packet, {}, {});
    bool const is_login = incoming.interface && incoming.interface->id == "login";
    if (is_login) co_return co_await login(session, std::move(incoming));
    co_return hello(session, incoming);
}

// Hands the packet to who waits for its oprNum, or else to who takes anything.
bool Downlink::deliver(Session& session, std::string const& packet) {
    Findings unused;
    auto const reply = read_reply(packet, unused);
    auto const takes = [&](auto const& waiting) {
        return waiting->packets.size() < waiting->expected &&
               (waiting->opr_num.empty() || (reply && reply->opr_num == waiting->opr_num));
    };
    auto const exact = [&](auto const& waiting) { return !waiting->opr_num.empty() && takes(waiting); };
    auto found = std::ranges::find_if(session.waiting, exact);
    if (found == session.waiting.end()) found = std::ranges::find_if(session.waiting, takes);
    if (found == session.waiting.end()) return false;
    auto& waiting = **found;
    waiting.packets.push_back(packet);
    waiting.times.push_back(clock_.now());
    if (waiting.packets.size() == waiting.expected) waiting.done.cancel();
    return true;
}

// D2: one heartbeat envelope with token, parkId and parkCode says who has connected; later ones keep the line alive
// (D3).
bool Downlink::hello(SessionPtr const& session, Incoming& incoming) {
    auto const* const lot = recognise(incoming);
    auto const park_id = lot ? lot->park_id : session->lot ? session->lot->park_id : std::string();
    if (auto noted = platform_.report(park_id, "heartbeat", incoming.request.opr_num, incoming.findings); !noted)
        spdlog::error("{}", noted.error().message);
    if (lot && session->lot != lot) enter(session, *lot);
    // A line that has said hello stays, whatever else comes on it: D6 asks the same of the lot.
    return session->lot != nullptr;
}

Lot const* Downlink::recognise(Incoming& incoming) {
    auto const strange = [&](Level level, char const* clause, std::string words) {
        incoming.findings.push_back({level, clause, std::move(words)});
        return nullptr;
    };
    auto const& request = incoming.request;
    if (!incoming.unreadable.empty()) return strange(Level::shall, "B.2.2", "unreadable: " + incoming.unreadable);
    if (!incoming.interface || incoming.interface->id != "heartbeat")
        return strange(Level::shall, "B.2.2", "neither a heartbeat nor a reply");
    auto const lot = storage_.attempt("reading a token", [&] { return platform_.lot_of_token(request.k); });
    if (!lot) return strange(Level::notice, "B.2.4", lot.error().message);
    if (!*lot) return strange(Level::shall, "B.2.4", "a hello with a token that is not valid (D2)");
    if (settings_.require_signature && (*lot)->keys.verify(request.data, request.signature) != Verdict::good)
        return strange(Level::shall, "B.2.6", "a hello whose signature is not good");
    auto const data = json::parse(request.data, "data");
    if (!data || json::text(*data, "parkId") != (*lot)->park_id || json::text(*data, "parkCode") != (*lot)->park_code)
        strange(Level::shall, "B.2", "a hello without the lot's parkId and parkCode (D2)");
    return *lot;
}

asio::awaitable<bool> Downlink::login(SessionPtr session, Incoming incoming) {
    auto const outcome = platform_.handle(incoming);
    if (!outcome) co_return false;
    if (auto kept = co_await storage_.committed(); !kept) co_return false;
    if (outcome->result_code == "0000") enter(session, *incoming.lot);
    auto const written = co_await write(session, without_stars(platform_.seal(incoming, *outcome)) + '*', {});
    co_return written.has_value();
}

void Downlink::enter(SessionPtr const& session, Lot const& lot) {
    if (auto const older = by_lot_.find(lot.park_id); older != by_lot_.end() && older->second != session) {
        auto const replaced = older->second;
        close(*replaced);
    }
    session->lot = &lot;
    by_lot_[lot.park_id] = session;
    storage_.tally(lot.park_id, "B.2.3");
    spdlog::info("lot {} is on the downlink", lot.park_id);
}

asio::awaitable<Result<>> Downlink::write(SessionPtr session, std::string bytes, std::vector<std::size_t> cuts) {
    while (session->writing) co_await session->unlocked.async_wait(quiet);
    session->writing = true;
    std::erase_if(cuts, [&](std::size_t cut) { return cut == 0 || cut >= bytes.size(); });
    cuts.push_back(bytes.size());
    std::ranges::sort(cuts);
    boost::system::error_code error;
    for (std::size_t begin = 0; auto const end : cuts) {
        if (begin != 0) {
            asio::steady_timer pause(io_, between_pieces);
            co_await pause.async_wait(quiet);
        }
        auto const [failure, size] =
            co_await asio::async_write(session->socket, asio::buffer(bytes.data() + begin, end - begin), quiet);
        if (error = failure; error) break;
        begin = end;
    }
    session->writing = false;
    session->unlocked.cancel();
    if (error) co_return fail(Errc::retry, "writing to the lot: " + error.message());
    co_return Result<>();
}

}  // namespace lotbridge::refcloud
