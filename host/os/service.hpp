// lotbridge as a service of the system: service_windows.cpp for Windows' service manager, service_systemd.cpp for
// systemd.
#pragma once

#include "app/check.hpp"

#include <lotbridge/result.hpp>

#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::os {

struct ServiceOrder {
    std::string name;
    std::filesystem::path program, settings;    // whole paths
    std::filesystem::path data;                 // empty: what the settings say
    std::string account;                        // empty: the one it has, or the system's usual one for a new service
    std::vector<std::filesystem::path> writes;  // folders of the host, as far as its settings are there
};

// What was done, in words; and what the system refused without which the service runs all the same.
struct ServiceNotes {
    std::string words;
    std::vector<std::string> warnings;
};

// Each may be asked for twice. A service of this name that is not lotbridge's is never touched.
Result<ServiceNotes> install_service(ServiceOrder const& order);
Result<ServiceNotes> uninstall_service(std::string const& name);  // stops it first
Result<ServiceNotes> start_service(std::string const& name);
Result<ServiceNotes> stop_service(std::string const& name);  // waits for its end

struct ServiceStatus {
    bool runs = false;
    std::string words;
};
Result<ServiceStatus> service_status(std::string const& name);

std::string default_service();  // the name where none is given

// One of lotbridge's as the system has it, whoever made it.
struct InstalledService {
    std::string name, account, command;
    bool starts_with_system = false, restarts_after_crash = false, runs = false;
};
// Those that run the host with these settings. Errc::unsupported: nothing manages services here.
Result<std::vector<InstalledService>> services_with(std::filesystem::path const& settings);

// What lotbridge doctor says of them.
void examine_services(Result<std::vector<InstalledService>> const& services, std::filesystem::path const& settings,
                      app::Report const& report);

// ---- what is asked of the systems, in their words

// A name that is the same for both systems, for files and for the event log.
Result<> check_service_name(std::string_view name);

// After a crash the service is started again: after the first pause, the second, and then always the last. A day
// without one begins anew.
constexpr std::array<std::chrono::seconds, 3> restart_pauses{std::chrono::seconds(5), std::chrono::seconds(30),
                                                             std::chrono::seconds(120)};
constexpr std::chrono::hours restart_reset{24};
// What Windows grants before a shutdown; a stop takes 12 s at the most.
constexpr std::chrono::seconds preshutdown_limit{20};

std::string windows_command(ServiceOrder const& order);
bool is_our_command(std::string_view windows_command);
// The words of a service's command, as either system writes them.
std::vector<std::string> words_of_command(std::string_view command);
std::string windows_title(std::string_view name);
std::string windows_description(ServiceOrder const& order);

// configs/systemd/lotbridge.service, told what the order says otherwise.
std::string systemd_unit(ServiceOrder const& order);
// Of the folders that the host writes those beside the state directory, which systemd makes.
std::vector<std::filesystem::path> further_folders(ServiceOrder const& order);

}  // namespace lotbridge::os
