// lotbridge as a service of systemd, with the places where its parts are; tests have their own.
#pragma once

#include "os/service.hpp"

namespace lotbridge::os {

class Systemd {
public:
    struct Places {
        std::filesystem::path own = "/etc/systemd/system";  // units that an administrator made
        std::vector<std::filesystem::path> shipped{"/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
                                                   "/lib/systemd/system"};
        std::filesystem::path running = "/run/systemd/system";  // is there where systemd runs the machine
        std::string systemctl = "systemctl";
    };
    static Result<Systemd> open(Places places);

    Result<ServiceNotes> install(ServiceOrder const& order) const;
    Result<ServiceNotes> uninstall(std::string const& name) const;
    Result<ServiceNotes> start(std::string const& name) const;
    Result<ServiceNotes> stop(std::string const& name) const;
    Result<ServiceStatus> status(std::string const& name) const;
    Result<std::vector<InstalledService>> with(std::filesystem::path const& settings) const;

private:
    explicit Systemd(Places places) : places_(std::move(places)) {}
    std::filesystem::path own_unit(std::string const& name) const { return places_.own / (name + ".service"); }
    // An error also where the unit of this name is something else's.
    Result<bool> is_installed(std::string const& name) const;
    Result<> expect_installed(std::string const& name) const;
    Result<bool> is_made_by_us(std::filesystem::path const& file) const;  // false: it is not there
    std::vector<std::filesystem::path> folders()
        const;  // of units; what stands in an earlier one goes before a later one
    InstalledService look_at(std::string const& name, std::string_view unit) const;
    // An error says what systemctl could not do; its own words went to our console.
    Result<> tell(std::vector<std::string> const& words) const;

    Places places_;
};

}  // namespace lotbridge::os
