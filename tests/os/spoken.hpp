// The command line, called as a shell would call it.
#pragma once

#include "os/command_line.hpp"

#include <sstream>
#include <string>
#include <vector>

namespace lotbridge::os {

struct Spoken {
    int exit_code = 0;
    std::string out, error;
};

inline Spoken say(std::vector<std::string> arguments) {
    std::ostringstream out, error;
    auto const exit_code = command_line(std::move(arguments), {out, error});
    return {exit_code, out.str(), error.str()};
}

}  // namespace lotbridge::os
