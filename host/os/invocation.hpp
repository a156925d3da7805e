// What the sub-commands share: the options that all of them take, and the way from there to settings and data.
#pragma once

#include "app/status.hpp"
#include "config/load.hpp"
#include "os/command_line.hpp"

#include <CLI/CLI.hpp>
#include <lotbridge/result.hpp>

namespace lotbridge::os {

struct Invocation {
    Console console;
    std::string settings, data;  // as typed; empty: not given
    int exit_code = 0;

    std::filesystem::path settings_file() const;
    using HostLoader = config::Checked<config::HostSettings> (*)(std::filesystem::path const&);
    Result<config::HostSettings> host(HostLoader load = config::load_host) const;
    // Where the plugins are: what the settings say, or beside the program.
    static std::filesystem::path plugin_directory(config::HostSettings const& host);
    // The lot of this name; without a name the only one there is. An error also when its file is broken.
    static Result<config::LotSettings> lot(config::HostSettings const& host, std::string_view name);
    // --data, or what the host's settings say.
    Result<std::filesystem::path> data_directory() const;

    // Says what is wrong and makes the exit code 1.
    void failed(std::string const& words);
    void failed(Error const& error) { failed(error.message); }
};

// For the status: a lot whose file is broken.
app::BrokenLot broken_lot(std::filesystem::path const& file, config::Problems const& problems);

CLI::App* add_command(CLI::App& parent, std::string name, std::string about, std::string_view examples);

// Each adds its sub-command to the program; its callback runs the command.
void add_run(CLI::App& program, Invocation& invocation);
void add_check(CLI::App& program, Invocation& invocation);
void add_doctor(CLI::App& program, Invocation& invocation);
void add_preview(CLI::App& program, Invocation& invocation);
void add_outbox(CLI::App& program, Invocation& invocation);
void add_outbox_hands(CLI::App& outbox, Invocation& invocation);
void add_reconcile(CLI::App& program, Invocation& invocation);
void add_status(CLI::App& program, Invocation& invocation);
void add_poll(CLI::App& program, Invocation& invocation);
void add_adapter(CLI::App& program, Invocation& invocation);
void add_adapter_new(CLI::App& adapter, Invocation& invocation);
void add_resume(CLI::App& program, Invocation& invocation);
void add_stop(CLI::App& program, Invocation& invocation);
void add_service(CLI::App& program, Invocation& invocation);
void add_acceptance(CLI::App& program, Invocation& invocation);
void add_secret(CLI::App& program, Invocation& invocation);
void add_support_bundle(CLI::App& program, Invocation& invocation);
void add_schema(CLI::App& program, Invocation& invocation);
void add_version(CLI::App& program, Invocation& invocation);

}  // namespace lotbridge::os
