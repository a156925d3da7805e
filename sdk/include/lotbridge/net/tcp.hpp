// TCP connections that carry messages: a server for software that dials us, and a client that keeps a connection to a
// device and dials again when it is lost.
#pragma once

#include <lotbridge/net/framer.hpp>
#include <lotbridge/net/listen.hpp>
#include <lotbridge/net/network.hpp>
#include <lotbridge/result.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace lotbridge::net {

// One connection. May be copied and kept; any thread.
class Connection {
public:
    class Link;  // private
    explicit Connection(std::weak_ptr<Link> link, std::uint64_t id, std::string peer);

    std::uint64_t id() const { return id_; }  // never used twice within a server or client
    std::string const& peer() const { return peer_; }
    // Takes the bytes over for sending, in the order of the calls. An error: the connection is closed, or more waits on
    // it than the other side has taken (send_limit). That they were taken does not say that they arrived.
    Result<> send(std::string bytes) const;
    // What was taken over before is sent first.
    void close() const;

private:
    std::weak_ptr<Link> link_;
    std::uint64_t id_;
    std::string peer_;
};

// Network thread. Any of them may be left out.
struct TcpEvents {
    std::function<void(Connection const&)> opened;
    std::function<void(Connection const&, std::string message)> message;
    std::function<void(Connection const&, std::string const& why)> closed;
    // Of a client: dialling failed; it goes on trying.
    std::function<void(std::string const& why)> unreachable;
};

struct TcpServerOptions {
    ListenOptions listen;
    std::size_t send_limit = 4 * 1024 * 1024;  // bytes that may wait on one connection
};

class TcpServer {
public:
    static Result<TcpServer> open(Network& network, TcpServerOptions const& options, MakeFramer framer,
                                  TcpEvents events);
    TcpServer(TcpServer&&) noexcept;
    TcpServer& operator=(TcpServer&&) noexcept;
    // Closes every connection; afterwards no event comes.
    ~TcpServer();

    std::uint16_t port() const;

private:
    class Door;
    explicit TcpServer(std::shared_ptr<Door> door);

    std::shared_ptr<Door> door_;
};

struct TcpClientOptions {
    std::string host;
    std::uint16_t port = 0;
    std::chrono::milliseconds connect{5000};
    std::chrono::milliseconds idle{
        0};  // without a byte for so long, the connection is closed and dialled again; 0: never
    // The pause before dialling again, doubled from the first to the last, begun anew when a message came.
    std::chrono::milliseconds first_pause{500}, last_pause{30000};
    std::size_t send_limit = 4 * 1024 * 1024;
};

class TcpClient {
public:
    // Returns at once; the connection comes with the event.
    static Result<TcpClient> open(Network& network, TcpClientOptions options, MakeFramer framer, TcpEvents events);
    TcpClient(TcpClient&&) noexcept;
    TcpClient& operator=(TcpClient&&) noexcept;
    // Afterwards no event comes.
    ~TcpClient();

    // On the connection that stands; an error when there is none.
    Result<> send(std::string bytes) const;
    // Drops the connection that stands; it is dialled again.
    void redial() const;

private:
    class Dialler;
    explicit TcpClient(std::shared_ptr<Dialler> dialler);

    std::shared_ptr<Dialler> dialler_;
};

}  // namespace lotbridge::net
