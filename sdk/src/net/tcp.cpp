#include <lotbridge/net/tcp.hpp>

#include "entrance.hpp"

#include <atomic>
#include <boost/asio/write.hpp>
#include <deque>
#include <mutex>

namespace lotbridge::net {
namespace {

constexpr std::size_t read_size = 16 * 1024;

// What a callback throws ends its connection: false.
template <class Callback, class... Args>
bool call(Callback const& callback, Args&&... args) {
    try {
        if (callback) callback(std::forward<Args>(args)...);
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace

// What any thread may touch of a connection. Its socket is touched on the network thread alone.
class Connection::Link : public std::enable_shared_from_this<Link> {
public:
    Link(Core& core, std::weak_ptr<Socket> socket, std::size_t limit)
        : core_(core.weak_from_this()), socket_(std::move(socket)), limit_(limit) {}

    Result<> send(std::string bytes) {
        auto const core = core_.lock();
        if (!core || closed_) return fail(Errc::retry, "the connection is closed");
        if (waiting_.fetch_add(bytes.size()) + bytes.size() > limit_) {
            waiting_ -= bytes.size();
            return fail(Errc::retry, "the other side takes nothing: " + std::to_string(limit_) + " bytes wait for it");
        }
        core->post([self = shared_from_this(), core = core.get(), bytes = std::move(bytes)]() mutable {
            self->queue_.push_back(std::move(bytes));
            if (self->queue_.size() == 1) core->spawn(self->write(self));
        });
        return {};
    }
    void close() {
        closed_ = true;
        auto const core = core_.lock();
        if (!core) return;
        core->post([self = shared_from_this()] {
            if (self->queue_.empty()) self->shut();  // else when it is
        });
    }
    // Network thread.
    void shut() {
        closed_ = true;
        error_code ignored;
        if (auto const socket = socket_.lock()) socket->close(ignored);
    }

private:
    Task<> write(std::shared_ptr<Link> self) {
        auto const socket = socket_.lock();  // lives as long as something is being written to it
        bool lost = false;
        while (socket && !lost && !queue_.empty()) {
            auto const [error, size] = co_await asio::async_write(*socket, asio::buffer(queue_.front()), as_result);
            lost = error.failed();
            waiting_ -= queue_.front().size();
            queue_.pop_front();
        }
        if (lost || closed_) shut();
        (void)self;
    }

    std::weak_ptr<Core> core_;
    std::weak_ptr<Socket> socket_;  // gives it up on the network thread alone
    std::size_t const limit_;
    std::deque<std::string> queue_;
    std::atomic<std::size_t> waiting_{0};
    std::atomic<bool> closed_{false};
};

Connection::Connection(std::weak_ptr<Link> link, std::uint64_t id, std::string peer)
    : link_(std::move(link)), id_(id), peer_(std::move(peer)) {}

Result<> Connection::send(std::string bytes) const {
    auto const link = link_.lock();
    if (!link) return fail(Errc::retry, "the connection is closed");
    return link->send(std::move(bytes));
}
void Connection::close() const {
    if (auto const link = link_.lock()) link->close();
}

namespace {

// One connection from its first byte to its last. Gives why it ended.
class Talk {
public:
    Talk(Core& core, Socket& socket, std::chrono::milliseconds idle, std::unique_ptr<Framer> framer,
         TcpEvents const& events)
        : socket_(socket), idle_(idle), framer_(std::move(framer)), events_(events), deadline_(core, socket) {}

    Task<std::string> run(Connection const& connection) {
        std::string buffer(read_size, '\0');
        for (;;) {
            deadline_.in(idle_);
            auto const [error, size] = co_await socket_.async_read_some(asio::buffer(buffer), as_result);
            if (error) co_return words(error);
            framer_->feed(std::string_view(buffer).substr(0, size));
            if (auto trouble = hand_on(connection); !trouble.empty()) co_return trouble;
        }
    }
    bool was_useful() const { return useful_; }

private:
    std::string hand_on(Connection const& connection) {
        for (;;) {
            auto message = framer_->next();
            if (!message) return message.error().message;
            if (!*message) return {};
            useful_ = true;
            if (!call(events_.message, connection, std::move(**message))) return "handling a message failed";
        }
    }
    std::string words(error_code error) const {
        if (deadline_.expired()) return "nothing came for " + std::to_string(idle_.count()) + " ms";
        if (error == asio::error::eof) return "the other side closed the connection";
        if (error == asio::error::operation_aborted) return "closed by us";
        return error.message();
    }

    Socket& socket_;
    std::chrono::milliseconds idle_;
    std::unique_ptr<Framer> framer_;
    TcpEvents const& events_;
    Deadline deadline_;
    bool useful_ = false;  // a message came
};

}  // namespace

// ---- server

class TcpServer::Door final : public Entrance {
public:
    Door(Core& core, TcpServerOptions const& options, MakeFramer framer, TcpEvents events)
        : Entrance(core), send_limit_(options.send_limit), framer_(std::move(framer)), events_(std::move(events)) {}

private:
    Task<> serve(std::shared_ptr<Socket> socket, std::string peer) override {
        auto const link = std::make_shared<Connection::Link>(core(), socket, send_limit_);
        Connection const connection(link, ++last_id_, std::move(peer));
        Talk talk(core(), *socket, listening().idle, framer_(), events_);
        std::string why = "opening failed";
        if (call(events_.opened, connection)) why = co_await talk.run(connection);
        link->shut();
        if (!closed()) call(events_.closed, connection, why);
    }

    std::size_t send_limit_;
    MakeFramer framer_;
    TcpEvents events_;
    std::uint64_t last_id_ = 0;
};

TcpServer::TcpServer(std::shared_ptr<Door> door) : door_(std::move(door)) {}
TcpServer::TcpServer(TcpServer&&) noexcept = default;
TcpServer& TcpServer::operator=(TcpServer&& other) noexcept {
    std::swap(door_, other.door_);
    return *this;
}
TcpServer::~TcpServer() {
    if (door_) door_->close();
}

Result<TcpServer> TcpServer::open(Network& network, TcpServerOptions const& options, MakeFramer framer,
                                  TcpEvents events) {
    auto door = std::make_shared<Door>(network.core(), options, std::move(framer), std::move(events));
    LOTBRIDGE_CHECK(door->open(options.listen));
    return TcpServer(std::move(door));
}

std::uint16_t TcpServer::port() const { return door_->port(); }

// ---- client

class TcpClient::Dialler : public std::enable_shared_from_this<Dialler> {
public:
    Dialler(Core& core, TcpClientOptions options, MakeFramer framer, TcpEvents events)
        : core_(core),
          options_(std::move(options)),
          framer_(std::move(framer)),
          events_(std::move(events)),
          socket_(std::make_shared<Socket>(core.io())),
          pause_(core.io()) {}

    void begin() {
        core_.post([self = shared_from_this()] { self->core_.spawn(self->run(self)); });
    }
    void end() {
        core_.wait_for([this] {
            over_ = true;
            drop();
            pause_.cancel();
        });
    }
    void redial() {
        core_.post([self = shared_from_this()] { self->drop(); });
    }
    Result<> send(std::string bytes) {
        std::lock_guard const lock(mutex_);
        if (!link_) return fail(Errc::retry, "there is no connection to " + where());
        return link_->send(std::move(bytes));
    }

private:
    std::string where() const { return options_.host + ":" + std::to_string(options_.port); }
    void drop() {
        error_code ignored;
        socket_->close(ignored);
    }
    void keep(std::shared_ptr<Connection::Link> link) {
        std::lock_guard const lock(mutex_);
        link_ = std::move(link);
    }

    Task<> run(std::shared_ptr<Dialler> self) {
        for (auto pause = options_.first_pause; !over_;) {
            socket_ = std::make_shared<Socket>(core_.io());
            auto trouble = co_await reach();
            if (over_) break;
            if (!trouble.empty())
                call(events_.unreachable, "connecting to " + where() + ": " + trouble);
            else if (co_await talk())
                pause = options_.first_pause;
            if (over_) break;
            pause_.expires_after(pause);
            co_await pause_.async_wait(as_result);
            pause = std::min(pause * 2, options_.last_pause);
        }
        (void)self;
    }

    Task<std::string> reach() {
        Deadline deadline(core_, *socket_);
        deadline.in(options_.connect);
        auto words = co_await connect(core_, *socket_, deadline, options_.host, std::to_string(options_.port));
        co_return words.starts_with("connecting: ") ? words.substr(12) : words;
    }

    // True when a message came.
    Task<bool> talk() {
        auto const link = std::make_shared<Connection::Link>(core_, socket_, options_.send_limit);
        Connection const connection(link, ++last_id_, peer_of(*socket_));
        keep(link);
        Talk talk(core_, *socket_, options_.idle, framer_(), events_);
        std::string why = "opening failed";
        if (call(events_.opened, connection)) why = co_await talk.run(connection);
        keep(nullptr);
        link->shut();
        if (!over_) call(events_.closed, connection, why);
        co_return talk.was_useful();
    }

    Core& core_;
    TcpClientOptions options_;
    MakeFramer framer_;
    TcpEvents events_;
    std::shared_ptr<Socket> socket_;
    Timer pause_;
    bool over_ = false;
    std::uint64_t last_id_ = 0;
    std::mutex mutex_;
    std::shared_ptr<Connection::Link> link_;  // of the connection that stands
};

TcpClient::TcpClient(std::shared_ptr<Dialler> dialler) : dialler_(std::move(dialler)) {}
TcpClient::TcpClient(TcpClient&&) noexcept = default;
TcpClient& TcpClient::operator=(TcpClient&& other) noexcept {
    std::swap(dialler_, other.dialler_);
    return *this;
}
TcpClient::~TcpClient() {
    if (dialler_) dialler_->end();
}

Result<TcpClient> TcpClient::open(Network& network, TcpClientOptions options, MakeFramer framer, TcpEvents events) {
    if (options.host.empty() || options.port == 0)
        return fail(Errc::rejected, "connecting: a host and a port are needed");
    auto dialler = std::make_shared<Dialler>(network.core(), std::move(options), std::move(framer), std::move(events));
    dialler->begin();
    return TcpClient(std::move(dialler));
}

Result<> TcpClient::send(std::string bytes) const { return dialler_->send(std::move(bytes)); }
void TcpClient::redial() const { dialler_->redial(); }

}  // namespace lotbridge::net
