// Who waits at a port of this computer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace lotbridge::base {

struct Listener {
    std::int64_t process = 0;  // 0: the system does not tell this account
    std::string program;       // its name, where that is told
};

// The process that listens on this TCP port, whatever the address; nothing: none does.
std::optional<Listener> tcp_listener(std::uint16_t port);

}  // namespace lotbridge::base
