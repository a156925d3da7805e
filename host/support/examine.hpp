// lotbridge doctor: what this computer and the way to the cloud must have, looked at piece by piece. Findings say what
// was looked at and what was found, and their advice what to do. Each function reports at once and waits for nothing
// longer than its own time limits.
#pragma once

#include "app/check.hpp"
#include "config/settings.hpp"

#include <rapidjson/document.h>
#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

namespace lotbridge::support {

// Free space, and whether what was flushed is on the medium: a file in the data folder is written, flushed, read back.
void examine_disk(config::HostSettings const& host, app::Report const& report);
// Whether this account may use the host's folders, and others may not look into them.
void examine_folders(config::HostSettings const& host, app::Report const& report);
// What must be left alone by an antivirus, and whether the system's own does. program: the folder of the program.
void examine_antivirus(config::HostSettings const& host, std::filesystem::path const& program,
                       app::Report const& report);
// The ports that adapters listen on: members "listen" with a "port" in their settings, as the SDK reads them. running:
// the process of the host that runs, or 0.
void examine_ports(config::LotSettings const& lot, std::int64_t running, app::Report const& report);
// Dead letters, quarantine, payments that are refused, what waits for long. By lot, from the store beside a host.
void examine_queue(config::HostSettings const& host, app::Report const& report);
// Name, connection, certificate and clock of the cloud, without logging in. False: it cannot be reached.
bool examine_way(config::LotSettings const& lot, app::Report const& report);

// What to do about a finding of `lotbridge check`, which only tells.
std::string advice_on(app::CheckFinding const& finding);

// {"version":...,"worst":"failed","findings":[{"grade":"ok","subject":...,"words":...,"advice":...}]}
std::string to_json(std::vector<app::CheckFinding> const& findings);
app::Grade worst(std::vector<app::CheckFinding> const& findings);

}  // namespace lotbridge::support
