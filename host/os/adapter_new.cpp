// lotbridge adapter new: a project to begin with.
#include "base/text.hpp"
#include "kit/scaffold.hpp"
#include "os/invocation.hpp"

#include <fmt/format.h>

namespace lotbridge::os {

void add_adapter_new(CLI::App& adapter, Invocation& invocation) {
    auto* command = adapter.add_subcommand(
        "new", "Write a new adapter's project into a folder of its name; it builds and passes its tests as it is");
    command->footer(
        "Examples:\n"
        "  lotbridge adapter new gatehouse                in C++, with CMake and tests\n"
        "  lotbridge adapter new parkdb --kind sql        a mapping for a database, without code\n"
        "  lotbridge adapter new turnstile --kind exec    a program of its own, here in Python\n"
        "\n"
        "Nothing is overwritten: a folder of that name must not be there.");
    struct Given {
        std::string name, kind = "cpp", into = ".";
    };
    auto const given = std::make_shared<Given>();
    command->add_option("NAME", given->name, "Small letters, digits and \"_\", a letter first")->required();
    command->add_option("--kind", given->kind, "What it is made of")
        ->capture_default_str()
        ->check(CLI::IsMember({"cpp", "sql", "exec"}));
    command->add_option("--into", given->into, "Where the folder is made")->capture_default_str();
    command->callback([&invocation, given] {
        auto const files = kit::scaffold(given->kind, given->name, base::to_path(given->into));
        if (!files) return invocation.failed(files.error());
        for (auto const& file : *files) invocation.console.out << base::to_text(file) << '\n';
        invocation.console.out << fmt::format("\nHow to go on: {}/README.md\n", given->name);
    });
}

}  // namespace lotbridge::os
