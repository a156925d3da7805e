#include "base/listener.hpp"

#include <fmt/format.h>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

namespace lotbridge::base {

namespace fs = std::filesystem;

namespace {

// The socket's number in a line of /proc/net/tcp (proc(5)) that tells of a listener on the port; empty: another line.
std::string listening_socket(std::string const& line, std::uint16_t port) {
    constexpr std::string_view listens = "0A";
    std::istringstream words(line);
    std::string number, local, remote, state, queues, timer, retransmits, user, timeout, socket;
    words >> number >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >> socket;
    return state == listens && local.ends_with(fmt::format(":{:04X}", port)) ? socket : std::string();
}

std::optional<std::string> find_socket(std::uint16_t port) {
    for (auto const* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream lines(table);
        for (std::string line; std::getline(lines, line);)
            if (auto socket = listening_socket(line, port); !socket.empty()) return socket;
    }
    return std::nullopt;
}

bool holds(fs::path const& process, std::string const& link) {
    std::error_code error;
    for (fs::directory_iterator entry(process / "fd", error), end; !error && entry != end; entry.increment(error)) {
        std::error_code gone;
        if (fs::read_symlink(entry->path(), gone) == link) return true;
    }
    return false;
}

}  // namespace

// Other accounts' processes show their files only to root.
std::optional<Listener> tcp_listener(std::uint16_t port) {
    auto const socket = find_socket(port);
    if (!socket) return std::nullopt;
    Listener found;
    std::error_code error;
    for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
        auto const name = entry->path().filename().string();
        std::int64_t id = 0;
        auto const [last, wrong] = std::from_chars(name.data(), name.data() + name.size(), id);
        if (wrong != std::errc() || last != name.data() + name.size()) continue;
        if (!holds(entry->path(), "socket:[" + *socket + "]")) continue;
        found.process = id;
        std::ifstream program(entry->path() / "comm");
        std::getline(program, found.program);
        break;
    }
    return found;
}

}  // namespace lotbridge::base
