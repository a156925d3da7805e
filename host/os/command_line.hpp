// The command line: everything that `lotbridge` can be told to do.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace lotbridge::os {

struct Console {
    std::ostream& out;
    std::ostream& error;
    std::istream* in = nullptr;  // null: nobody answers
};

// arguments: without the program's name. Answers the exit code: 0 done, 1 not done or something is wrong, 2 not
// understood; of `run` also 3 the host was stopped while an adapter was still inside its driver, 4 the settings are
// wrong.
int command_line(std::vector<std::string> arguments, Console console);

}  // namespace lotbridge::os
