// The host's end of the adapter protocol: an adapter of the C border whose work is done by another program.
#pragma once

#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/remote/message.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

namespace lotbridge::remote {

// The way to the program and back. After an error it is good for nothing any more, and the program is not left running.
class Channel {
public:
    virtual ~Channel() = default;

    // An error: nothing of the message is carried out there.
    virtual Result<> send(std::string_view message) = 0;
    // What the program says next, but for what goes its own way (Aside). The error says how the program ended, or that
    // it said nothing until the limit.
    virtual Result<Incoming> receive(std::chrono::steady_clock::time_point limit) = 0;
};

// What a program says at any time, whatever it is asked. Any thread, as long as the channel lives.
struct Aside {
    std::function<void(Log const&)> log = [](Log const&) {};
    std::function<void()> wake = [] {};
};

// Starts the program.
using OpenChannel = std::function<Result<std::unique_ptr<Channel>>(Aside aside)>;

// The first question. An adapter of another version of the protocol is an error in words.
Result<Greeting> greet(Channel& channel, std::chrono::milliseconds limit);

// The program is started with the first call that needs it, and is gone after destroy. A call that takes longer than
// the limit, without the time that the host itself needs for what it is asked meanwhile, is a fault as a crash is: it
// is answered with LB_BROKEN, and so is every later one. A command that cannot have reached the program any more is
// LB_RETRY.
lb_adapter* make_adapter(lb_host const* host, OpenChannel open, std::chrono::milliseconds call_limit);

}  // namespace lotbridge::remote
