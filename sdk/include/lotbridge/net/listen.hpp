// Where a listener waits, and for whom.
#pragma once

#include <lotbridge/adapter/settings.hpp>
#include <lotbridge/result.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lotbridge::net {

struct ListenOptions {
    std::string address = "0.0.0.0";  // of this machine: bind to the one that the lot's devices reach, and no other
    std::uint16_t port = 0;           // 0 takes a free one
    std::vector<std::string> allow;   // addresses that may connect; empty: all
    std::size_t connections = 256;    // at a time; one more is closed at once
    // Without a byte for so long, a connection is closed.
    std::chrono::milliseconds idle{60000};
};

// From an adapter's settings: "port", and "address" and "allow" where they are given.
Result<ListenOptions> read_listen(Settings const& settings);

}  // namespace lotbridge::net
