#include "plugin/machine.hpp"

#include "targets.hpp"

#include <sstream>
#include <string>

namespace lotbridge::fuzz {

// The head of a library, of whatever format.
void machine(std::string_view input) {
    std::istringstream file{std::string(input)};
    auto const machine = plugin::machine_of(file);
    auto const named = input.starts_with(
                           "\x7F"
                           "ELF") ||
                       input.starts_with("MZ");
    must(named || machine == plugin::Machine::unknown, "only a library is for a machine");
    must(!plugin::words(machine).empty(), "every machine has its words");
}

}  // namespace lotbridge::fuzz
