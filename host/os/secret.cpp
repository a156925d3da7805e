// lotbridge secret: passwords and keys that the host keeps by name. No command shows a value.
#include "base/text.hpp"
#include "config/kept_secrets.hpp"
#include "os/invocation.hpp"
#include "os/process.hpp"
#include "os/terminal.hpp"

#include <fmt/format.h>
#include <iostream>

namespace lotbridge::os {

namespace {

Result<std::string> from_stream(std::istream& in) {
    std::string value(config::max_secret_bytes + 3, '\0');
    in.read(value.data(), static_cast<std::streamsize>(value.size()));
    value.resize(static_cast<std::size_t>(in.gcount()));
    auto secret = config::bare_secret(std::move(value));
    if (!secret) return fail(Errc::rejected, "what comes on standard input " + secret.error().message);
    return secret;
}

Result<std::string> ask(Console const& console, std::string_view name) {
    if (!console.in) return fail(Errc::rejected, "the secret is read from standard input, and there is none");
    if (console.in != &std::cin || !at_terminal()) return from_stream(*console.in);
    return read_unseen(console.error, fmt::format("Secret \"{}\" (nothing is shown): ", name));
}

Result<> set(Invocation& invocation, std::string const& name) {
    LOTBRIDGE_TRY(auto const data, invocation.data_directory());
    LOTBRIDGE_CHECK(may_write_for(data));
    LOTBRIDGE_TRY(auto const value, ask(invocation.console, name));
    LOTBRIDGE_CHECK(config::KeptSecrets(data).set(name, value));
    invocation.console.out << fmt::format(
        "kept; a lot's file names it as {{ \"kept\": \"{}\" }}, and a running host "
        "reads it when it starts anew\n",
        name);
    return {};
}

Result<> list(Invocation& invocation) {
    LOTBRIDGE_TRY(auto const data, invocation.data_directory());
    LOTBRIDGE_TRY(auto const names, config::KeptSecrets(data).names());
    for (auto const& name : names) invocation.console.out << name << '\n';
    if (names.empty()) invocation.console.error << fmt::format("no secret is kept in {}\n", base::to_text(data));
    return {};
}

Result<> remove(Invocation& invocation, std::string const& name) {
    LOTBRIDGE_TRY(auto const data, invocation.data_directory());
    LOTBRIDGE_CHECK(may_write_for(data));
    LOTBRIDGE_CHECK(config::KeptSecrets(data).remove(name));
    invocation.console.out << "removed\n";
    return {};
}

}  // namespace

void add_secret(CLI::App& program, Invocation& invocation) {
    auto* secret = add_command(program, "secret", "Keep passwords and keys in the data folder, for settings to name",
                               "  lotbridge secret set north-password\n"
                               "  lotbridge secret list\n"
                               "  lotbridge secret remove north-password");
    secret->require_subcommand(1);
    auto const done = [&invocation](Result<> const& result) {
        if (!result) invocation.failed(result.error());
    };
    auto const name = std::make_shared<std::string>();

    auto* set_one =
        add_command(*secret, "set", "Keep one, also in place of an older one; typed, or from standard input",
                    "  lotbridge secret set north-password\n"
                    "  lotbridge secret set north-key <north.key");
    set_one->add_option("NAME", *name, "Small letters, digits, \"-\" and \"_\"")->required();
    set_one->callback([&invocation, name, done] { done(set(invocation, *name)); });

    add_command(*secret, "list", "The names of those that are kept", "  lotbridge secret list")
        ->callback([&invocation, done] { done(list(invocation)); });

    auto* remove_one = add_command(*secret, "remove", "Remove one", "  lotbridge secret remove north-password");
    remove_one->add_option("NAME", *name, "Its name")->required();
    remove_one->callback([&invocation, name, done] { done(remove(invocation, *name)); });
}

}  // namespace lotbridge::os
