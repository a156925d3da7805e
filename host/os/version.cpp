// lotbridge version: what this program is, and whether it may open the store that is there. Installers ask before they
// put an older program in its place.
#include "base/version.hpp"
#include "os/invocation.hpp"
#include "store/reader.hpp"

#include <fmt/format.h>

namespace lotbridge::os {

namespace {

struct VersionOptions {
    bool store = false, json = false;
};

Result<> print_version(Invocation const& invocation, VersionOptions const& options) {
    std::optional<int> stored;
    if (options.store) {
        LOTBRIDGE_TRY(auto const data, invocation.data_directory());
        LOTBRIDGE_TRY(stored, store::stored_schema(data));
    }
    auto const known = store::known_schema();
    auto& out = invocation.console.out;
    if (options.json) {
        auto const told = stored ? std::to_string(*stored) : "null";
        out << fmt::format("{{\"version\": \"{}\", \"schema\": {}{}}}\n", base::version(), known,
                           options.store ? ", \"stored_schema\": " + told : "");
    } else {
        out << fmt::format("lotbridge {}, store schema {}\n", base::version(), known);
        if (options.store)
            out << (stored ? fmt::format("the store has schema {}\n", *stored) : "nothing is stored there yet\n");
    }
    if (stored > known)
        return fail(Errc::rejected, "the store was written by a newer LotBridge, which is needed to open it");
    return {};
}

}  // namespace

void add_version(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(program, "version", "This program, and whether it may open the store that is there",
                                "  lotbridge version --json\n"
                                "  lotbridge version --store --data /var/lib/lotbridge");
    auto const options = std::make_shared<VersionOptions>();
    command->add_flag("--store", options->store,
                      "Also look at the store in the data folder; one of a newer program gives exit code 1");
    command->add_flag("--json", options->json, "For scripts");
    command->callback([&invocation, options] {
        if (auto const printed = print_version(invocation, *options); !printed) invocation.failed(printed.error());
    });
}

}  // namespace lotbridge::os
