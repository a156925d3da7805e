// Calls to the platform, from the adapter's thread.
#pragma once

#include "envelope.hpp"
#include "signature.hpp"

#include <lotbridge/net/http_client.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::ake {

struct GatewayOptions {
    std::string url;  // http(s)://host[:port], no path
    Key key;
    std::chrono::minutes utc_offset{480};
    std::filesystem::path ca_file;  // empty: the authorities that the system trusts
};

// What became of a call that must not be made twice.
struct Sent {
    enum class Kind {
        done,
        refused,  // with a reply, nothing was done
        unsent,   // it did not go out, and may be sent again
        unknown,  // it may have been carried out
    };
    Kind kind = Kind::unsent;
    Reply reply;          // done, refused
    Error error;          // the others, and refused
    bool passing = true;  // of an error: the same call may succeed soon
};

class Gateway {
public:
    static Result<Gateway> open(net::Network& network, GatewayOptions options);

    // Put again with a growing pause, as long as the limit allows, when the gateway stumbles: 404, 429 and 5xx for
    // valid calls, connections that break, a system error, a signature refused. For reads, and for what may be said
    // twice.
    Result<Reply> ask(std::string_view cmd, std::string const& body, std::chrono::milliseconds limit);
    // Once, whatever comes back.
    Sent once(std::string_view cmd, std::string const& body, std::chrono::milliseconds limit);
    // A picture. Once.
    Result<std::string> fetch(std::string const& url, std::chrono::milliseconds limit) const;

    LocalTime now() const { return LocalTime::now(options_.utc_offset); }
    // The platform's clock less this machine's, by its last answer.
    std::optional<std::chrono::seconds> skew() const { return skew_; }

private:
    Gateway(net::HttpClient client, GatewayOptions options)
        : client_(std::move(client)), options_(std::move(options)) {}

    net::HttpClient client_;
    GatewayOptions options_;
    std::optional<std::chrono::seconds> skew_;
};

}  // namespace lotbridge::ake
