#include "base/text.hpp"
#include "os/service.hpp"
#include "os/service_unit.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <iterator>
#include <utility>

namespace lotbridge::os {

namespace {

constexpr std::size_t longest_name = 80;

bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.';
}

// A path in a unit, as systemd.syntax(7) reads it back. doubled: what has a meaning of its own there.
std::string systemd_word(std::filesystem::path const& path, std::string_view doubled) {
    auto const text = base::to_text(path);
    std::string word;
    for (char const c : text) {
        if (doubled.find(c) != doubled.npos) word += c;
        if (c == '"' || c == '\\') word += '\\';
        word += c;
    }
    return std::ranges::all_of(text, [](char c) { return is_plain(c) || c == '/'; }) ? word : '"' + word + '"';
}

std::string systemd_command(ServiceOrder const& order) {
    constexpr auto doubled = "%$";
    auto command = systemd_word(order.program, doubled) + " run --settings " + systemd_word(order.settings, doubled);
    if (!order.data.empty()) command += " --data " + systemd_word(order.data, doubled);
    return command;
}

}  // namespace

Result<> check_service_name(std::string_view name) {
    if (!name.empty() && name.size() <= longest_name && std::ranges::all_of(name, is_plain) && name.front() != '-' &&
        name.front() != '.')
        return {};
    return fail(Errc::rejected,
                fmt::format("a service's name is up to {} letters, digits, and - _ . between them, not \"{}\"",
                            longest_name, name));
}

std::string windows_command(ServiceOrder const& order) {
    // A path with spaces and without quotes is an invitation: C:\Program.exe would be run instead.
    auto command = base::windows_word(base::to_text(order.program)) + " run --settings " +
                   base::windows_word(base::to_text(order.settings));
    if (!order.data.empty()) command += " --data " + base::windows_word(base::to_text(order.data));
    return command;
}

bool is_our_command(std::string_view windows_command) {
    std::string small(windows_command);
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return small.find("lotbridge.exe") != small.npos;
}

std::vector<std::string> words_of_command(std::string_view command) {
    std::vector<std::string> words;
    bool quoted = false, begun = false;
    for (char const c : command) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ' ' && !quoted) {
            begun = false;
            continue;
        }
        if (!std::exchange(begun, true)) words.emplace_back();
        if (c != '"') words.back() += c;
    }
    return words;
}

std::string windows_title(std::string_view name) {
    constexpr auto product = "LotBridge 泊桥";
    return name == "LotBridge" ? product : fmt::format("{} ({})", product, name);
}

std::string windows_description(ServiceOrder const& order) {
    return "把停车场的原有软件接到停车云平台。Relays the parking lot's legacy software to the parking cloud. " +
           base::to_text(order.settings);
}

std::vector<std::filesystem::path> further_folders(ServiceOrder const& order) {
    auto const state = std::filesystem::path("/var/lib") / order.name;
    std::vector<std::filesystem::path> further;
    std::ranges::copy_if(order.writes, std::back_inserter(further), [&](std::filesystem::path const& folder) {
        auto const inside = folder.lexically_relative(state);
        return inside.empty() || *inside.begin() == "..";
    });
    return further;
}

std::string systemd_unit(ServiceOrder const& order) {
    std::string unit;
    for (auto rest = shipped_unit(); !rest.empty();) {
        auto const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.starts_with("ExecStart=")) {
            unit += "ExecStart=" + systemd_command(order) + '\n';
        } else if (line.starts_with("StateDirectory=")) {
            unit += "StateDirectory=" + order.name + '\n';
            for (auto const& folder : further_folders(order))
                unit += "ReadWritePaths=" + systemd_word(folder, "%") + '\n';
        } else if (line.starts_with("User=") && !order.account.empty()) {
            unit += "User=" + order.account + '\n';
        } else if (!line.starts_with("Group=") || order.account.empty()) {  // else: the account's own
            unit.append(line) += '\n';
        }
    }
    return unit;
}

}  // namespace lotbridge::os
