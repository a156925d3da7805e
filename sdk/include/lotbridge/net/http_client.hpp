// HTTP/1.1 calls from the adapter's thread, plain or TLS, with exact control of what goes out: brands sign headers, and
// refuse what a client adds by itself.
#pragma once

#include <lotbridge/net/http.hpp>
#include <lotbridge/net/network.hpp>
#include <lotbridge/result.hpp>

#include <chrono>
#include <filesystem>
#include <string>

namespace lotbridge::net {

// The headers go out as they stand here, in this order and spelling. Added is only what HTTP cannot do without, unless
// it is among them: Host in front, Content-Length (with a body, and for POST and PUT) and "Connection: close" behind.
struct HttpCall {
    std::string method = "GET";
    std::string url;  // http(s)://host[:port]/path?query, escaped as it shall go out
    Headers headers;
    std::string body;
};

struct HttpLimits {
    std::chrono::milliseconds connect{5000};  // looking up, connecting and TLS
    std::chrono::milliseconds whole{20000};   // until the answer is whole, connecting included
    std::size_t body = 16 * 1024 * 1024;      // of the answer, in bytes
};

// What became of a call. Whoever moves money or gates must know whether it may have arrived.
struct HttpOutcome {
    enum class Kind {
        answered,  // a whole answer came, of whatever status
        lost,      // the call or a part of it went out, no whole answer came back
        unsent,    // nothing of it went out: it may be sent again
    };
    Kind kind = Kind::unsent;
    HttpReply reply;  // answered
    Error error;      // lost, unsent: what was tried, on what, what came back

    // For calls that may be repeated: any answer, or the error.
    Result<HttpReply> answer() && {
        if (kind == Kind::answered) return std::move(reply);
        return fail(std::move(error));
    }
};

struct HttpClientOptions {
    std::filesystem::path ca_file;  // PEM; empty: the authorities that the system trusts
    HttpLimits limits;
};

class HttpClient {
public:
    static Result<HttpClient> open(Network& network, HttpClientOptions options = {});
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;
    ~HttpClient();

    // Blocks, at most for the limits. A connection of its own for each call: whether a call arrived is never in doubt
    // because a kept connection was closed meanwhile. Certificates and their names are always checked.
    HttpOutcome send(HttpCall const& call) const { return send(call, limits_); }
    HttpOutcome send(HttpCall const& call, HttpLimits const& limits) const;

private:
    struct Tls;
    HttpClient(Core& core, HttpLimits limits, std::shared_ptr<Tls> tls);

    Core* core_;
    HttpLimits limits_;
    std::shared_ptr<Tls> tls_;
};

}  // namespace lotbridge::net
