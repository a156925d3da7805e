#include "base/antivirus.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "support/examine.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <fstream>

namespace lotbridge::support {

namespace {

using app::Grade;
namespace fs = std::filesystem;

#if defined(_WIN32)
constexpr auto close_it =
    "icacls \"{0}\" /inheritance:r /grant *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F, and the "
    "service's account likewise";
#else
constexpr auto close_it = "chmod -R go= '{0}'";
#endif

bool may_write(fs::path const& folder) {
    auto const file = folder / fmt::format("doctor-{}.tmp", base::process_id());
    bool const made = std::ofstream(file).is_open();
    std::error_code ignored;
    fs::remove(file, ignored);
    return made;
}

// The same by its letters: Windows' own do not tell large from small.
bool is_below(fs::path const& path, fs::path const& folder) {
    auto const lower = [](fs::path const& one) {
        auto text = base::to_text(one.lexically_normal());
        std::replace(text.begin(), text.end(), '/', '\\');
        std::transform(text.begin(), text.end(), text.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        while (text.ends_with('\\')) text.pop_back();
        return text + '\\';
    };
    return lower(path).starts_with(lower(folder));
}

}  // namespace

void examine_folders(config::HostSettings const& host, app::Report const& report) {
    for (auto const& folder : {host.data_directory, host.log.directory}) {
        std::error_code unknown;
        if (!fs::is_directory(folder, unknown)) continue;  // the disk's findings say that it is not there
        auto const name = base::to_text(folder);
        if (!may_write(folder))
            report({Grade::failed, "folders", "this account may not write in " + name,
                    "give the account that runs the host the right to write there, or run doctor as that account"});
        else
            report({Grade::ok, "folders", "this account may write in " + name});
    }
    // Inside it even a folder with loose rights is closed.
    if (base::readable_by_all(host.data_directory))
        report({Grade::note, "folders",
                "every user of this computer can look into " + base::to_text(host.data_directory) +
                    ", which tells where cars have been",
                "take that right away: " + fmt::format(close_it, base::to_text(host.data_directory))});
}

void examine_antivirus(config::HostSettings const& host, fs::path const& program, app::Report const& report) {
    auto const exclusions = base::antivirus_exclusions();
    if (!exclusions && exclusions.error().code == Errc::unsupported) return;
    std::string names, missing, commands;
    for (auto const& folder : {host.data_directory, program}) {
        auto const name = base::to_text(folder);
        names += (names.empty() ? "" : " and ") + name;
        if (exclusions && std::any_of(exclusions->begin(), exclusions->end(),
                                      [&](fs::path const& excluded) { return is_below(folder, excluded); }))
            continue;
        missing += (missing.empty() ? "" : " and ") + name;
        commands += (commands.empty() ? "" : "; ") + ("Add-MpPreference -ExclusionPath '" + name + "'");
    }
    if (missing.empty()) return report({Grade::ok, "antivirus", "Microsoft Defender leaves " + names + " alone"});
    auto const words = exclusions ? "Microsoft Defender looks into " + missing + ": each commit waits for it"
                                  : exclusions.error().message;
    report({Grade::note, "antivirus", words,
            "have " + missing +
                " left alone, by whatever antivirus there is; with Microsoft Defender, as "
                "administrator in PowerShell: " +
                commands});
}

}  // namespace lotbridge::support
