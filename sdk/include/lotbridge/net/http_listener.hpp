// An HTTP/1.1 server for what devices and vendors push to us: keep-alive, optional TLS. A request is answered when the
// adapter has made it durable, from whatever thread that is.
#pragma once

#include <lotbridge/net/http.hpp>
#include <lotbridge/net/listen.hpp>
#include <lotbridge/net/network.hpp>
#include <lotbridge/result.hpp>

#include <functional>
#include <memory>

namespace lotbridge::net {

struct HttpRequest {
    std::string method, target;  // target as it came: path and query, not unescaped
    Headers headers;
    std::string body;
    std::string peer;  // address of who asks
};

// The answer to one request. May be copied and kept, and sent from any thread, also after the listener is gone. The
// first send counts; when the last copy goes without one, 503 is answered: ask again.
class Answer {
public:
    struct Slot;  // private
    explicit Answer(std::shared_ptr<Slot> slot) : slot_(std::move(slot)) {}

    void send(HttpReply reply) const;
    void send(int status, std::string body, std::string content_type = "application/json; charset=utf-8") const;

private:
    std::shared_ptr<Slot> slot_;
};

struct HttpListenerOptions {
    ListenOptions listen;
    std::size_t body = 16 * 1024 * 1024;       // of a request, in bytes; a larger one is answered 413
    std::chrono::milliseconds request{30000};  // from a request's first byte to its last
    std::chrono::milliseconds answer{10000};   // then 503 is answered
    // PEM files; both empty: plain HTTP.
    std::filesystem::path certificate, private_key;
};

class HttpListener {
public:
    using Handler = std::function<void(HttpRequest, Answer)>;  // network thread

    static Result<HttpListener> open(Network& network, HttpListenerOptions const& options, Handler handler);
    HttpListener(HttpListener&&) noexcept;
    HttpListener& operator=(HttpListener&&) noexcept;
    // Closes every connection; afterwards the handler is not called any more.
    ~HttpListener();

    std::uint16_t port() const;

private:
    class Door;
    explicit HttpListener(std::shared_ptr<Door> door);

    std::shared_ptr<Door> door_;
};

}  // namespace lotbridge::net
