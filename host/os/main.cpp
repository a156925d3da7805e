#include "base/environment.hpp"
#include "os/command_line.hpp"
#include "os/process.hpp"

#include <iostream>

int main(int argc, char** argv) {
    lotbridge::os::prepare_console();
    return lotbridge::os::command_line(lotbridge::base::arguments(argc, argv), {std::cout, std::cerr, &std::cin});
}
