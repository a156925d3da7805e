// What is typed at a terminal and must not be seen there. terminal_posix.cpp and terminal_windows.cpp.
#pragma once

#include <lotbridge/result.hpp>

#include <ostream>
#include <string>
#include <string_view>

namespace lotbridge::os {

// Whether standard input is a terminal, and not a file or another program.
bool at_terminal();
// Asks on out, and gives the next line without its end, as UTF-8; from the question on the terminal shows nothing. Only
// where at_terminal().
Result<std::string> read_unseen(std::ostream& out, std::string_view question);

}  // namespace lotbridge::os
