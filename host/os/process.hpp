// The process and its surroundings: console, signals, the service manager. posix.cpp and windows.cpp.
#pragma once

#include <lotbridge/result.hpp>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::os {

// The console shows UTF-8 from now on.
void prepare_console();
// Where the host's settings are looked for when nobody says.
std::filesystem::path default_settings();

// An administrator's command that made files in a service's data folder would leave them to the administrator, and the
// service could not write them: refused, with the words to type instead. A folder that is not there yet is nobody's.
Result<> may_write_for(std::filesystem::path const& data_directory);

// While it lives, Ctrl-C, SIGTERM, a closed console or the machine's shutdown call `stop`, on io's thread. Whoever asks
// a second time does not want to wait: the process ends at once. The store bears that.
class StopRequests {
public:
    StopRequests(boost::asio::io_context& io, std::function<void()> stop);
    // The end of the process may go on: systems that kill a process after its answer wait for this.
    ~StopRequests();
    StopRequests(StopRequests const&) = delete;
    StopRequests& operator=(StopRequests const&) = delete;

private:
    struct Body;
    std::unique_ptr<Body> body_;
};

// Ends another process at once, as a crash would.
Result<> end_process(std::int64_t process);
// Starts a program on its own: it goes on when we end, and says nothing here.
Result<> start_beside(std::filesystem::path const& program, std::vector<std::string> const& words);

// Ends the process without running destructors: for an adapter's thread that is still inside its driver.
[[noreturn]] void leave(int exit_code);

// What systemd wants to hear (sd_notify(3)): "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=...". Says nothing when no
// service manager listens. The protocol is one datagram to $NOTIFY_SOCKET, not worth a library.
void tell_service_manager(std::string_view state);

}  // namespace lotbridge::os
