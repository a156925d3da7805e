// What the relay sees of a cloud platform: it hands over a plain value object and gets one of five outcomes.
// The classification (which HTTP status, which result code means what) lives in outcome.cpp alone.
#pragma once

#include "base/time.hpp"

#include <functional>
#include <optional>
#include <string>

namespace lotbridge::cloud {

struct Exchange {
    std::string topic;    // interface id; the profile gives its wire code
    std::string opr_num;  // the same on every attempt (E12)
    std::string data;     // JSON: one VO or a list of VOs
    std::string image;    // bytes of a picture for image_upload (base64 or multipart by profile), else empty
    // Not on its way within this: it never goes out. Once it is, its answer is waited for as long as any other's.
    std::optional<std::chrono::milliseconds> send_within;
    bool urgent = false;  // ahead of whatever waits for a connection
};

struct Outcome {
    enum class Kind {
        accepted,   // the cloud's own answer says so
        refused,    // answered with a failure that may pass: counts as a request, again after retry_refused
        permanent,  // answered with a failure that will not pass
        lost,    // went out, no answer envelope came back: counts as a request, it is unknown whether the cloud has it
        unsent,  // no connection or no token: has not been a request
    };
    Kind kind = Kind::unsent;
    std::string code, words;              // the cloud's result code and text, or what went wrong, for people
    std::string data;                     // accepted: the answer's data
    std::optional<WallTime> server_time;  // the platform's clock, where its answer told it (HTTP Date)
};

// Network thread only.
class Gateway {
public:
    virtual ~Gateway() = default;
    virtual void exchange(Exchange exchange, std::function<void(Outcome)> done) = 0;
    // Whether sending makes sense now. While it is false the gateway probes the link by itself.
    virtual bool reachable() const = 0;
    // Called on every change of reachable().
    virtual void on_reachable(std::function<void(bool)> callback) = 0;
};

}  // namespace lotbridge::cloud
