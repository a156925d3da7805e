// B.2: the TCP connection that the host opens to the cloud and on which the cloud asks. Reconnects with back-off and
// jitter, says hello, keeps the line alive, cuts the byte stream into packets. Network thread only.
#pragma once

#include "base/scheduler.hpp"
#include "config/settings.hpp"

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

namespace lotbridge::cloud {

struct Packet {
    std::string text;
    bool oversized = false;  // longer than the profile allows; text holds only its beginning
};

class DownlinkChannel {
public:
    struct Handlers {
        // The packet to say hello with, and to keep the line alive with (made fresh each time: it carries the token).
        // Empty: none.
        std::function<std::string()> hello, keepalive;
        // reply may be called once, at any later time; it does nothing when the connection is gone. text without the
        // final '*'.
        std::function<void(Packet, std::function<void(std::string)> reply)> packet;
        std::function<void(bool connected, std::string words)> state;
    };
    DownlinkChannel(boost::asio::io_context& io, base::Scheduler& scheduler, base::Random& random, std::string endpoint,
                    config::PlatformProfile::Downlink settings, Handlers handlers);
    ~DownlinkChannel();

    void start();
    void stop();
    // Says hello again, if connected: what it says (the token) has changed.
    void greet();
    bool connected() const;

private:
    struct Body;
    std::shared_ptr<Body> body_;
};

}  // namespace lotbridge::cloud
