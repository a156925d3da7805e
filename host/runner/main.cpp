// lotbridge-runner32: carries adapters that load a vendor's 32-bit libraries. The host starts it in place of itself.
#include "base/environment.hpp"
#include "base/version.hpp"
#include "runner/adapter_runner.hpp"

#include <algorithm>

int main(int argc, char** argv) {
    int exit_code = 0;
    CLI::App program{"Carries adapters of 32 bits for LotBridge (泊桥), which starts it", "lotbridge-runner32"};
    program.set_version_flag("--version", "lotbridge-runner32 " + std::string(lotbridge::base::version()));
    program.require_subcommand(1);
    lotbridge::runner::add_adapter_runner(program, exit_code);
    auto arguments = lotbridge::base::arguments(argc, argv);
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
    try {
        program.parse(std::move(arguments));
    } catch (CLI::ParseError const& e) {
        return program.exit(e) == 0 ? 0 : 2;
    }
    return exit_code;
}
