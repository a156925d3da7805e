#include "cloud/http_pool.hpp"

#include <algorithm>

namespace lotbridge::cloud {

HttpPool::HttpPool(boost::asio::io_context& io, base::Scheduler& scheduler, std::shared_ptr<HttpServer> server,
                   unsigned connections)
    : io_(io), scheduler_(scheduler), server_(std::move(server)), limit_(std::max(connections, 1u)) {}

HttpPool::~HttpPool() {
    for (auto const& connection : connections_) connection->close();
}

bool HttpPool::room(bool urgent) const {
    unsigned busy = 0, open = 0;
    for (auto const& connection : connections_) {
        busy += connection->busy();
        open += connection->open();
    }
    bool const capped = open > 0 && scheduler_.now() < no_more_until_;
    return busy < (capped ? std::min(open, limit_) : limit_) + (urgent && !capped);
}

bool HttpPool::any_open() const {
    return std::any_of(connections_.begin(), connections_.end(),
                       [](auto const& connection) { return connection->open(); });
}

// The first that stands, so that few are kept busy and the others may go idle and close.
HttpConnection& HttpPool::pick() {
    HttpConnection* closed = nullptr;
    for (auto const& connection : connections_) {
        if (connection->busy()) continue;
        if (connection->open()) return *connection;
        if (!closed) closed = connection.get();
    }
    if (closed) return *closed;
    return *connections_.emplace_back(std::make_shared<HttpConnection>(io_, scheduler_, server_));
}

}  // namespace lotbridge::cloud
