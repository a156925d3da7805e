// The lot's software of the simulator: dials, shows its key, sends what it has to tell until each is accepted, and
// answers what it is asked. The protocol and its habits; what happens at the lot is play.cpp's.
#pragma once

#include "lotsim/chance.hpp"
#include "lotsim/day.hpp"

#include <lotbridge/net/inbox.hpp>
#include <lotbridge/net/tcp.hpp>
#include <lotbridge/schema/scalars.hpp>
#include <lotbridge/text/json.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>

namespace lotbridge::lotsim::uploadcarin {

struct LotOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string parkid, parkkey;
    std::chrono::milliseconds drop_every{0};  // hangs up so often; 0: never
    std::uint64_t seed = 1;
};

class Lot {
public:
    // A downlink: the members of its answer behind service and result_code. Nothing: it is not answered.
    using Answer = std::function<std::optional<std::function<void(JsonWriter&)>>(JsonValue const&)>;

    static Result<std::unique_ptr<Lot>> open(net::Network& network, LotOptions options, Answer answer);

    // A message that is sent again until it is accepted. id: what its answer repeats.
    void tell(std::string service, std::string id, std::string text);
    // Sends, reads and answers what is due. The caller's thread, every few milliseconds.
    void tend(LocalTime now);
    std::size_t waiting() const { return waiting_.size(); }
    bool accepted() const { return accepted_; }  // the key was

private:
    struct Message {
        std::string service, id, text;
        bool sent = false;
    };
    struct Event {
        bool up = false;
        std::optional<net::Connection> connection;
        std::optional<JsonValue> message;
    };

    Lot(LotOptions options, Answer answer)
        : options_(std::move(options)), answer_(std::move(answer)), chance_(options_.seed) {}
    void take(JsonValue const& json);
    void take_answer(JsonValue const& json);
    void send_what_waits();
    void send(std::string bytes);

    LotOptions options_;
    Answer answer_;
    Chance chance_;
    net::Inbox<Event> inbox_{10000};
    std::optional<net::Connection> connection_;
    bool accepted_ = false;
    std::deque<Message> waiting_;
    std::size_t answers_ = 0;
    std::chrono::steady_clock::time_point next_life_{}, next_drop_{};
    std::optional<net::TcpClient> client_;  // goes first
};

}  // namespace lotbridge::lotsim::uploadcarin
