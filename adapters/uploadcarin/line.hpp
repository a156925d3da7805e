// The line to the lot's software, which dials us: who may speak, signs of life, and questions with their answers.
#pragma once

#include <lotbridge/net/replies.hpp>
#include <lotbridge/net/tcp.hpp>
#include <lotbridge/schema/scalars.hpp>
#include <lotbridge/text/json.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace lotbridge::uploadcarin {

struct LineOptions {
    net::ListenOptions listen;
    std::string parkid, parkkey;
    std::chrono::minutes utc_offset{480};
};

class Line {
public:
    // An uplink message of a lot that has shown its key. Network thread; it is answered by who takes it.
    using Hear = std::function<void(net::Connection const&, JsonValue const&)>;
    // Something for the operator, without plates or keys.
    using Warn = std::function<void(std::string const&)>;

    static Result<std::unique_ptr<Line>> open(net::Network& network, LineOptions options, Hear hear, Warn warn);

    // Asks the lot and waits. subject: its order_id, for answers of older software that repeat no number. An error:
    // nobody is connected, no answer, or a result_code other than 0.
    Result<JsonValue> ask(std::string_view service, std::string const& subject,
                          std::function<void(JsonWriter&)> const& members, std::chrono::milliseconds limit);
    bool connected() const;
    std::uint16_t port() const { return server_->port(); }

private:
    explicit Line(LineOptions options, Hear hear, Warn warn)
        : options_(std::move(options)), hear_(std::move(hear)), warn_(std::move(warn)) {}

    void take(net::Connection const& connection, std::string const& text);
    void take_key(net::Connection const& connection, JsonValue const& json);
    void take_life(net::Connection const& connection, JsonValue const& json);
    void take_answer(JsonValue const& json);
    bool knows(net::Connection const& connection) const;

    struct Asked {
        std::string number, service, subject;
    };

    LineOptions options_;
    Hear hear_;
    Warn warn_;
    bool warned_of_clock_ = false;  // network thread
    net::Replies<std::string, JsonValue> replies_;
    std::string const run_ = std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
    int number_ = 0;
    mutable std::mutex mutex_;
    std::set<std::uint64_t> known_;         // connections that have shown the key
    std::optional<net::Connection> lot_;    // the newest of them
    std::optional<Asked> asked_;            // one at a time: an answer need not say which question it is for
    std::optional<net::TcpServer> server_;  // goes first
};

}  // namespace lotbridge::uploadcarin
