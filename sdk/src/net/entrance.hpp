// Private to the library: a listening socket and the connections that came through it, for HTTP and TCP alike.
#pragma once

#include "core.hpp"

#include <functional>
#include <set>

namespace lotbridge::net {

class Entrance : public std::enable_shared_from_this<Entrance> {
public:
    explicit Entrance(Core& core) : core_(core), acceptor_(core.io()) {}
    virtual ~Entrance() = default;
    Entrance(Entrance const&) = delete;
    Entrance& operator=(Entrance const&) = delete;

    Result<> open(ListenOptions options);
    // Closes the listener and every connection; serve() is not called any more. Any thread.
    void close();
    std::uint16_t port() const { return port_; }

protected:
    Core& core() { return core_; }
    ListenOptions const& listening() const { return options_; }
    bool closed() const { return closed_; }

private:
    virtual Task<> serve(std::shared_ptr<Socket> socket, std::string peer) = 0;

    Task<> accept();
    Task<> let_in(std::shared_ptr<Socket> socket, std::string peer);
    bool welcome(std::string const& peer) const;

    Core& core_;
    ListenOptions options_;
    Acceptor acceptor_;
    std::uint16_t port_ = 0;
    std::set<std::shared_ptr<Socket>> inside_;
    bool closed_ = false;
};

}  // namespace lotbridge::net
