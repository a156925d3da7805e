// The connections to one cloud. Keeps no queue: who sends asks for room first.
#pragma once

#include "cloud/http_connection.hpp"

#include <vector>

namespace lotbridge::cloud {

class HttpPool {
public:
    HttpPool(boost::asio::io_context& io, base::Scheduler& scheduler, std::shared_ptr<HttpServer> server,
             unsigned connections);
    ~HttpPool();
    HttpPool(HttpPool const&) = delete;
    HttpPool& operator=(HttpPool const&) = delete;

    // Whether a request could go out now. An urgent one may use one connection more than the profile allows the others.
    bool room(bool urgent) const;
    bool any_open() const;
    // For a while only connections that stand are used: the cloud refused one more.
    void open_no_more_until(HostTime time) { no_more_until_ = time; }

    void send(std::string request, HttpLimits limits, HttpConnection::Done done) {
        pick().send(std::move(request), limits, std::move(done));
    }
    void probe(HttpConnection::Done done) { pick().probe(std::move(done)); }

private:
    HttpConnection& pick();

    boost::asio::io_context& io_;
    base::Scheduler& scheduler_;
    std::shared_ptr<HttpServer> server_;
    unsigned limit_;
    HostTime no_more_until_ = HostTime::min();
    std::vector<std::shared_ptr<HttpConnection>> connections_;
};

}  // namespace lotbridge::cloud
