// One HTTP/1.1 connection to the cloud, plain or TLS: connects when it is needed, is kept for the next request, and
// says of every request whether it was answered, lost on the way, or never sent. Network thread only.
#pragma once

#include "base/scheduler.hpp"
#include "cloud/tcp.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <optional>

namespace lotbridge::cloud {

struct HttpResult {
    enum class Kind {
        answered,  // a whole HTTP answer came
        lost,      // the request went out, no whole answer came back
        unsent,    // nothing of the request went out
    };
    Kind kind = Kind::unsent;
    int status = 0;
    std::string_view body;  // lives until the callback returns
    std::optional<WallTime> date;
    std::string words;         // lost, unsent: what went wrong, for people
    bool unreachable = false;  // unsent, because there is no way to the cloud (and not because time was up)
};

using TlsStream = boost::asio::ssl::stream<TcpSocket&>;

struct HttpServer {
    Url url;
    std::optional<boost::asio::ssl::context> tls;  // for https
    std::chrono::milliseconds connect_limit{}, idle_limit{};
    NameLookup::Ask look_up;  // for tests
};

// When a request must be on its way, and when its answer must be whole.
struct HttpLimits {
    HostTime send_by, answer_by;
};

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    using Done = std::function<void(HttpResult const&)>;

    HttpConnection(boost::asio::io_context& io, base::Scheduler& scheduler, std::shared_ptr<HttpServer> server);

    bool busy() const { return busy_; }
    bool open() const { return open_; }

    // Not while busy. request: header and body as they go out.
    void send(std::string request, HttpLimits limits, Done done);
    // Only connects; a connection that stands is the answer (status 0).
    void probe(Done done);
    // Ends what is under way; its callback is not called. Whoever made the connection closes it before the scheduler
    // goes.
    void close();

private:
    struct Job {
        std::string request;  // empty: probe
        HttpLimits limits;
        Done done;
    };
    struct Sent {
        boost::system::error_code error;
        std::size_t bytes = 0;
    };

    void begin(Job job);
    Task<> work();
    Task<HttpResult> perform(Job const& job);
    Task<Sent> write(std::string const& request);
    Task<Sent> read_some();
    Task<HttpResult> read_answer();
    Task<std::string> connect(HttpLimits limits);
    Task<std::string> secure();
    bool closed_by_peer();
    void drop_socket();

    void watch(HostTime deadline);
    void arm();
    void time_is_up();
    HttpResult failure(HttpResult::Kind kind, std::string words) const;
    HttpResult no_way(std::string words) const;

    boost::asio::io_context& io_;
    base::Scheduler& scheduler_;
    std::shared_ptr<HttpServer> server_;
    TcpSocket socket_;
    std::unique_ptr<TlsStream> tls_;
    NameLookup lookup_;
    boost::beast::flat_buffer in_;
    std::string body_, date_;

    std::optional<Job> job_;
    bool busy_ = false, working_ = false, open_ = false, closed_ = false;

    HostTime deadline_ = HostTime::max(), armed_for_ = HostTime::max();
    base::Scheduler::TimerId timer_ = 0;
    bool expired_ = false;  // the deadline came
    bool hurried_ = false;  // the request had less time than a connection may take
};

}  // namespace lotbridge::cloud
