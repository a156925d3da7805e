#include "os/terminal.hpp"

#include <termios.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace lotbridge::os {

namespace {

volatile std::sig_atomic_t interrupted = 0;

// While it lives the terminal shows nothing. A signal that would end the process is held until the terminal is as it
// was: otherwise the shell behind would stay blind.
class Unseen {
public:
    Unseen() {
        interrupted = 0;
        struct sigaction note {};
        note.sa_handler = [](int signal) { interrupted = signal; };  // without SA_RESTART, so that read() returns
        for (std::size_t i = 0; i < signals_.size(); ++i) ::sigaction(signals_[i], &note, &before_[i]);
        blind_ = ::tcgetattr(STDIN_FILENO, &seen_) == 0;
        auto unseen = seen_;
        unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        blind_ = blind_ && ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0;
    }
    ~Unseen() {
        if (blind_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &seen_);
        for (std::size_t i = 0; i < signals_.size(); ++i) ::sigaction(signals_[i], &before_[i], nullptr);
        if (interrupted != 0) ::raise(interrupted);
    }
    Unseen(Unseen const&) = delete;
    Unseen& operator=(Unseen const&) = delete;

    bool blind() const { return blind_; }

private:
    static constexpr std::array<int, 3> signals_{SIGINT, SIGTERM, SIGHUP};
    std::array<struct sigaction, 3> before_{};
    termios seen_{};
    bool blind_ = false;
};

}  // namespace

bool at_terminal() { return ::isatty(STDIN_FILENO) == 1; }

Result<std::string> read_unseen(std::ostream& out, std::string_view question) {
    Unseen const unseen;
    if (!unseen.blind()) return fail(Errc::rejected, std::string("hiding what is typed: ") + std::strerror(errno));
    out << question << std::flush;
    std::string line;
    for (char c = 0; c != '\n';) {
        auto const count = ::read(STDIN_FILENO, &c, 1);
        if (count < 0) return fail(Errc::rejected, std::string("reading what is typed: ") + std::strerror(errno));
        if (count == 0) break;
        line += c;
    }
    out << '\n';
    if (line.ends_with('\n')) line.pop_back();
    return line;
}

}  // namespace lotbridge::os
