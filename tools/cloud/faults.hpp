// What the platform does wrong on request: once, so many times, with a probability, in a span of time, on one
// interface; or a random mixture of everything, repeatable by its seed.
#pragma once

#include "clock.hpp"
#include "json.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <list>
#include <optional>
#include <random>
#include <string>

namespace lotbridge::refcloud {

enum class FaultKind {
    answer,       // not handled, answered with code and message
    delay,        // handled and answered later; goes together with any other
    drop_before,  // read, not handled, the connection closed without an answer
    drop_after,   // handled, the connection closed without an answer
    half,         // handled, the connection closed in the middle of the answer
    garbage,      // handled, answered with something that is no envelope
    http_status,  // not handled, answered with an HTTP status
    refuse,       // the listener and every connection closed; nobody gets in
};

struct Fault {
    std::int64_t id = 0;
    FaultKind kind = FaultKind::answer;
    std::string interface;  // id, empty: all
    double probability = 1;
    std::int64_t left = -1;            // how often it still strikes, -1: always
    std::int64_t from = 0, until = 0;  // by Clock::now(), 0: open
    std::chrono::milliseconds delay{0};
    std::string code = "9999", message = "by order";
    unsigned status = 500;
    std::chrono::milliseconds again{0};  // refuse: a new outage about so long after the last began
    std::int64_t hits = 0;
};

// What is to happen to one request.
struct Mishap {
    std::chrono::milliseconds delay{0};
    std::optional<Fault> fault;
};

class Faults {
public:
    // doors is told when an outage begins (false) and ends (true).
    Faults(boost::asio::io_context& io, Clock const& clock, std::function<void(bool open)> doors);

    // {"kind": ...} or {"misbehave": {...}}; answers with the ids of the faults it made.
    Result<std::string> add(json::Value const& order);
    bool remove(std::int64_t id);
    void clear();
    std::string list() const;

    Mishap strike(std::string_view interface);
    void stop() { timer_.cancel(); }

private:
    Result<Fault> read(json::Value const& order) const;
    Result<std::string> misbehave(json::Value const& order);
    std::int64_t keep(Fault fault);
    bool strikes(Fault& fault, std::string_view interface);
    void turn_doors();

    Clock const& clock_;
    std::function<void(bool)> doors_;
    boost::asio::steady_timer timer_;
    std::list<Fault> faults_;
    std::mt19937_64 random_{1};
    std::int64_t next_id_ = 1;
    bool open_ = true;
};

}  // namespace lotbridge::refcloud
