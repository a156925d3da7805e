#include "os/service_systemd.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "os/service_unit.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <set>

namespace lotbridge::os {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark =
    "# Made by `lotbridge service install`, which writes it anew. Changes go into a drop-in: systemctl edit ...\n";
constexpr auto usual_account = "lotbridge";

// The exit code; its words go where ours go.
Result<int> run_program(std::string const& program, std::vector<std::string> words) {
    words.insert(words.begin(), program);
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    auto const attempted = "starting " + program + ": ";
    if (auto const failed = ::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ))
        return fail(Errc::rejected, attempted + std::strerror(failed));
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return fail(Errc::rejected, attempted + std::strerror(errno));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Nothing where there is no file.
Result<std::optional<std::string>> read_unit(fs::path const& file) {
    std::error_code unknown;
    if (!fs::exists(file, unknown) && !unknown) return std::optional<std::string>();
    return base::read_file(file).map([](std::string text) { return std::optional(std::move(text)); });
}

// What a unit says for a name; empty: nothing.
std::string_view said(std::string_view unit, std::string const& name) {
    auto const at = unit.find('\n' + name + '=');
    if (at == unit.npos) return {};
    auto const from = at + name.size() + 2;
    return unit.substr(from, unit.find('\n', from) - from);
}

bool runs_lotbridge(std::string_view unit) {
    auto const command = said(unit, "ExecStart");
    return command.find("lotbridge") != command.npos && command.find(" run ") != command.npos;
}

std::vector<std::string> missing(ServiceOrder const& order) {
    std::vector<std::string> warnings;
    auto const account = order.account.empty() ? std::string(usual_account) : order.account;
    if (!::getpwnam(account.c_str()))
        warnings.push_back(
            fmt::format("there is no user {0}; make it: useradd --system --user-group --home-dir "
                        "/var/lib/{1} --shell /usr/sbin/nologin {0}",
                        account, order.name));
    std::error_code unknown;
    for (auto const& folder : further_folders(order))
        if (!fs::is_directory(folder, unknown))
            warnings.push_back(
                fmt::format("{0} must be there and belong to the user {1}; make it: install -d -o {1} -m 700 {0}",
                            base::to_text(folder), account));
    return warnings;
}

}  // namespace

Result<Systemd> Systemd::open(Places places) {
    std::error_code unknown;
    if (fs::is_directory(places.running, unknown)) return Systemd(std::move(places));
    return fail(Errc::unsupported, fmt::format("systemd does not run this machine ({} is not there); have what runs it "
                                               "start `lotbridge run --settings ...`, and SIGTERM to stop it",
                                               base::to_text(places.running)));
}

Result<> Systemd::tell(std::vector<std::string> const& words) const {
    LOTBRIDGE_TRY(auto const exit_code, run_program(places_.systemctl, words));
    if (exit_code == 0) return {};
    return fail(Errc::rejected,
                fmt::format("{} {} ended with exit code {}", places_.systemctl, fmt::join(words, " "), exit_code));
}

std::vector<fs::path> Systemd::folders() const {
    auto folders = places_.shipped;
    folders.insert(folders.begin(), places_.own);
    return folders;
}

Result<bool> Systemd::is_installed(std::string const& name) const {
    for (auto const& folder : folders()) {
        auto const file = folder / (name + ".service");
        LOTBRIDGE_TRY(auto const unit, read_unit(file));
        if (!unit) continue;
        if (runs_lotbridge(*unit)) return true;
        return fail(Errc::rejected, base::to_text(file) + " is a service of something else: choose another --name");
    }
    return false;
}

Result<> Systemd::expect_installed(std::string const& name) const {
    LOTBRIDGE_TRY(auto const installed, is_installed(name));
    if (installed) return {};
    return fail(Errc::rejected, fmt::format("there is no service {}; `lotbridge service install` makes it", name));
}

// A unit that is not marked is an administrator's work.
Result<bool> Systemd::is_made_by_us(std::filesystem::path const& file) const {
    LOTBRIDGE_TRY(auto const unit, read_unit(file));
    if (!unit || unit->starts_with(mark)) return unit.has_value();
    return fail(Errc::rejected, base::to_text(file) +
                                    " was not made by this command: move it away, or choose another "
                                    "--name");
}

// Where a package's unit says the same already, it is only enabled.
Result<ServiceNotes> Systemd::install(ServiceOrder const& order) const {
    LOTBRIDGE_CHECK(is_installed(order.name));
    LOTBRIDGE_TRY(auto const again, is_made_by_us(own_unit(order.name)));
    auto const unit = systemd_unit(order);
    bool shipped = false;
    for (auto const& folder : places_.shipped) {
        LOTBRIDGE_TRY(auto const there, read_unit(folder / (order.name + ".service")));
        shipped = shipped || there == unit;
    }
    if (again || !shipped) LOTBRIDGE_CHECK(base::write_file_durably(own_unit(order.name), std::string(mark) + unit));
    LOTBRIDGE_CHECK(tell({"daemon-reload"}));
    LOTBRIDGE_CHECK(tell({"enable", "--quiet", order.name + ".service"}));
    return ServiceNotes{order.name + (again ? ": changed; what changed counts from its next start"
                                            : ": installed; `lotbridge service start` starts it"),
                        missing(order)};
}

Result<ServiceNotes> Systemd::uninstall(std::string const& name) const {
    LOTBRIDGE_TRY(auto const installed, is_installed(name));
    if (!installed) return ServiceNotes{name + ": there is no such service", {}};
    LOTBRIDGE_TRY(auto const made, is_made_by_us(own_unit(name)));
    LOTBRIDGE_CHECK(tell({"disable", "--quiet", "--now", name + ".service"}));
    std::error_code error;
    std::filesystem::remove(own_unit(name), error);
    if (error) return fail(Errc::rejected, "removing " + base::to_text(own_unit(name)) + ": " + error.message());
    LOTBRIDGE_CHECK(tell({"daemon-reload"}));
    return ServiceNotes{name + (made ? ": removed; settings, secrets and data stay"
                                     : ": stopped, and no longer started; its unit is taken away with its package"),
                        {}};
}

Result<ServiceNotes> Systemd::start(std::string const& name) const {
    LOTBRIDGE_CHECK(expect_installed(name));
    LOTBRIDGE_CHECK(tell({"start", name + ".service"}));
    return ServiceNotes{name + ": runs", {}};
}

Result<ServiceNotes> Systemd::stop(std::string const& name) const {
    LOTBRIDGE_CHECK(expect_installed(name));
    LOTBRIDGE_CHECK(tell({"stop", name + ".service"}));
    return ServiceNotes{name + ": stopped", {}};
}

Result<ServiceStatus> Systemd::status(std::string const& name) const {
    LOTBRIDGE_CHECK(expect_installed(name));
    LOTBRIDGE_TRY(auto const exit_code,
                  run_program(places_.systemctl, {"--no-pager", "--lines=5", "status", name + ".service"}));
    return ServiceStatus{exit_code == 0, name + (exit_code == 0 ? ": runs" : ": does not run")};
}

InstalledService Systemd::look_at(std::string const& name, std::string_view unit) const {
    auto const holds = [&](char const* state) {
        auto const exit_code = run_program(places_.systemctl, {state, "--quiet", name + ".service"});
        return exit_code && *exit_code == 0;
    };
    auto const restart = said(unit, "Restart");
    return {.name = name,
            .account = std::string(said(unit, "User")),
            .command = std::string(said(unit, "ExecStart")),
            .starts_with_system = holds("is-enabled"),
            .restarts_after_crash = !restart.empty() && restart != "no",
            .runs = holds("is-active")};
}

Result<std::vector<InstalledService>> Systemd::with(fs::path const& settings) const {
    std::vector<InstalledService> found;
    std::set<std::string> seen;
    for (auto const& folder : folders()) {
        std::error_code unknown;
        for (auto const& entry : fs::directory_iterator(folder, unknown)) {
            if (entry.path().extension() != ".service") continue;
            auto const name = base::to_text(entry.path().stem());
            auto const unit = read_unit(entry.path());
            if (!unit || !*unit || !seen.insert(name).second || !runs_lotbridge(**unit)) continue;
            auto const words = words_of_command(said(**unit, "ExecStart"));
            if (std::find(words.begin(), words.end(), base::to_text(settings)) == words.end()) continue;
            found.push_back(look_at(name, **unit));
        }
    }
    return found;
}

// ---- of this machine

std::string default_service() { return "lotbridge"; }

Result<ServiceNotes> install_service(ServiceOrder const& order) {
    LOTBRIDGE_TRY(auto const systemd, Systemd::open(Systemd::Places()));
    return systemd.install(order);
}

Result<ServiceNotes> uninstall_service(std::string const& name) {
    LOTBRIDGE_TRY(auto const systemd, Systemd::open(Systemd::Places()));
    return systemd.uninstall(name);
}

Result<ServiceNotes> start_service(std::string const& name) {
    LOTBRIDGE_TRY(auto const systemd, Systemd::open(Systemd::Places()));
    return systemd.start(name);
}

Result<ServiceNotes> stop_service(std::string const& name) {
    LOTBRIDGE_TRY(auto const systemd, Systemd::open(Systemd::Places()));
    return systemd.stop(name);
}

Result<ServiceStatus> service_status(std::string const& name) {
    LOTBRIDGE_TRY(auto const systemd, Systemd::open(Systemd::Places()));
    return systemd.status(name);
}

Result<std::vector<InstalledService>> services_with(fs::path const& settings) {
    LOTBRIDGE_TRY(auto const systemd, Systemd::open(Systemd::Places()));
    return systemd.with(settings);
}

}  // namespace lotbridge::os
