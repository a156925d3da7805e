#include "os/process.hpp"

#include "base/environment.hpp"
#include "base/text.hpp"
#include "os/managed.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <boost/asio/signal_set.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace lotbridge::os {

void prepare_console() {}

std::filesystem::path default_settings() { return "/etc/lotbridge/host.json"; }

Result<> may_write_for(std::filesystem::path const& data_directory) {
    struct stat folder {};
    if (::geteuid() != 0 || ::stat(data_directory.c_str(), &folder) != 0 || folder.st_uid == 0) return {};
    auto const* owner = ::getpwuid(folder.st_uid);
    auto const name = owner ? std::string(owner->pw_name) : "#" + std::to_string(folder.st_uid);
    return fail(Errc::rejected, base::to_text(data_directory) + " belongs to the user " + name +
                                    ", who could not write what root makes there; run: sudo -u " + name +
                                    " lotbridge ...");
}

struct StopRequests::Body {
    boost::asio::signal_set signals;
    std::function<void()> stop;
    bool asked = false;

    void wait() {
        signals.async_wait([this](boost::system::error_code error, int signal) {
            if (error) return;
            if (asked) leave(128 + signal);
            asked = true;
            wait();
            stop();
        });
    }
};

StopRequests::StopRequests(boost::asio::io_context& io, std::function<void()> stop)
    : body_(new Body{boost::asio::signal_set(io, SIGTERM, SIGINT, SIGHUP), std::move(stop)}) {
    // A driver that writes to a closed connection gets an error instead of ending the host.
    std::signal(SIGPIPE, SIG_IGN);
    body_->wait();
}

// The handler that is still waiting gets an error and looks at nothing.
StopRequests::~StopRequests() = default;

Result<> end_process(std::int64_t process) {
    if (::kill(static_cast<pid_t>(process), SIGKILL) == 0) return {};
    return fail(Errc::rejected, "ending process " + std::to_string(process) + ": " + std::strerror(errno));
}

Result<> start_beside(std::filesystem::path const& program, std::vector<std::string> const& words) {
    std::string name = program.string();
    auto texts = words;
    std::vector<char*> arguments{name.data()};
    for (auto& text : texts) arguments.push_back(text.data());
    arguments.push_back(nullptr);
    auto const child = ::fork();
    if (child < 0) return fail(Errc::retry, "starting " + name + ": " + std::strerror(errno));
    if (child > 0) return {};
    ::setsid();
    if (auto const nowhere = ::open("/dev/null", O_RDWR); nowhere >= 0)
        for (int const stream : {0, 1, 2}) ::dup2(nowhere, stream);
    ::execv(name.c_str(), arguments.data());
    ::_exit(127);
}

void leave(int exit_code) { ::_exit(exit_code); }

int run_managed(std::function<int(std::string const& service)> work) { return work({}); }

void tell_service_manager(std::string_view state) {
    auto const path = base::environment("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (!path || path->empty() || path->size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path->data(), path->size());
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // a name in the abstract space
    auto const length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path->size());
    auto const door = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (door < 0) return;
    ::sendto(door, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<sockaddr const*>(&address), length);
    ::close(door);
}

}  // namespace lotbridge::os
