// lotbridge support-bundle: what somebody far away needs to help, in one file that tells no plates and no secrets.
#include "base/system_name.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "config/secrets.hpp"
#include "os/invocation.hpp"
#include "plugin/library.hpp"
#include "support/bundle.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <algorithm>
#include <set>
#include <sstream>

namespace lotbridge::os {

namespace {

namespace fs = std::filesystem;

struct BundleOptions {
    std::string file;
    bool dumps = false;
};

// "lotbridge-support-20261127-141500Z.tar.gz", in the folder where the command is typed.
fs::path usual_name(WallTime now) {
    auto digits = LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(now), std::chrono::minutes(0)).text();
    std::erase_if(digits, [](char c) { return c == '-' || c == ':'; });
    std::replace(digits.begin(), digits.end(), ' ', '-');
    return "lotbridge-support-" + digits + "Z.tar.gz";
}

std::string versions(plugin::Catalogue const& catalogue, WallTime now) {
    auto text = fmt::format("lotbridge {}, {} bits\n{}\n{}\nmade on {} UTC\n\nPlugins:\n", base::version(),
                            8 * sizeof(void*), base::system_name(), OpenSSL_version(OPENSSL_VERSION),
                            LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(now), {}).text());
    for (auto const& manifest : catalogue.manifests)
        text += fmt::format("{} {}, {}, {}\n", manifest.id, manifest.version, manifest.title_en,
                            base::to_text(manifest.place()));
    for (auto const& problem : catalogue.problems) text += problem + '\n';
    return text;
}

// What this program answers to another of its commands, on the same settings.
std::string told(Invocation const& invocation, std::vector<std::string> words) {
    words.insert(words.end(), {"--settings", base::to_text(invocation.settings_file())});
    if (!invocation.data.empty()) words.insert(words.end(), {"--data", invocation.data});
    std::ostringstream out;
    command_line(std::move(words), {out, out});
    return out.str();
}

Result<> add_settings(support::Bundle& bundle, config::HostSettings const& host) {
    LOTBRIDGE_CHECK(bundle.add_settings("settings/host.json", host.file));
    for (auto const& lot : host.lots)
        LOTBRIDGE_CHECK(bundle.add_settings("settings/lots/" + base::to_text(lot.filename()), lot));
    return {};
}

Result<> add_answers(support::Bundle& bundle, Invocation const& invocation) {
    struct Command {
        char const* file;
        std::vector<std::string> words;
    };
    for (auto const& [file, words] : std::vector<Command>{
             {"doctor.txt", {"doctor"}},
             {"status.txt", {"status"}},
             {"status.json", {"status", "--json"}},
             {"outbox/ready.txt", {"outbox", "list", "--state", "ready", "--limit", "200"}},
             {"outbox/held.txt", {"outbox", "list", "--state", "held", "--limit", "200"}},
             {"outbox/dead.txt", {"outbox", "list", "--state", "dead", "--limit", "200"}},
             {"outbox/quarantine.txt", {"outbox", "list", "--quarantine", "--limit", "200"}},
             {"outbox/payments.txt", {"outbox", "list", "--payments", "--limit", "200"}},
         })
        LOTBRIDGE_CHECK(bundle.add_text(file, told(invocation, words)));
    return {};
}

std::set<std::string> secrets_of(config::HostSettings const& host) {
    std::set<std::string> secrets;
    for (auto const& [file, lot] : config::load_lots(host))
        if (lot) secrets.merge(config::secrets_of(*lot));
    return secrets;
}

Result<> pack(Invocation& invocation, BundleOptions const& options) {
    LOTBRIDGE_TRY(auto const host, invocation.host());
    auto const now = std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now());
    auto const file = options.file.empty() ? usual_name(now) : base::to_path(options.file);
    LOTBRIDGE_TRY(auto archive, support::Archive::create(file));
    support::Bundle bundle(std::move(archive), support::Veil(secrets_of(host)), now);
    LOTBRIDGE_CHECK(bundle.add_text("versions.txt", versions(plugin::scan(Invocation::plugin_directory(host)), now)));
    LOTBRIDGE_CHECK(add_settings(bundle, host));
    LOTBRIDGE_CHECK(add_answers(bundle, invocation));
    LOTBRIDGE_CHECK(bundle.add_logs(host.log.directory));
    LOTBRIDGE_CHECK(bundle.add_dumps(host.data_directory / "dumps", options.dumps));
    LOTBRIDGE_TRY(auto const packed, bundle.finish());
    for (auto const& [name, words] : packed) invocation.console.out << fmt::format("{}: {}\n", name, words);
    invocation.console.out << fmt::format("written to {}\n", base::to_text(file));
    return {};
}

}  // namespace

void add_support_bundle(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(
        program, "support-bundle",
        "One archive for whoever helps: logs, settings, versions, queue; no plates, no secrets",
        "  lotbridge support-bundle\n"
        "  lotbridge support-bundle north-gate.tar.gz\n"
        "\n"
        "It says what it put in, and contents.txt in the archive says it again. Plates and phone numbers are shown as\n"
        "their length and a short hash; passwords, keys and tokens are taken out.");
    auto const options = std::make_shared<BundleOptions>();
    command->add_option("FILE", options->file, "Archive to write (else lotbridge-support-TIME.tar.gz in this folder)");
    command->add_flag(
        "--dumps", options->dumps,
        "Also the last three crash dumps: memory, from which secrets are taken, but not all that names a car");
    command->callback([&invocation, options] {
        if (auto const packed = pack(invocation, *options); !packed) invocation.failed(packed.error());
    });
}

}  // namespace lotbridge::os
