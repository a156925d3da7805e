// Numbers of messages that are made on the spot: batches, heartbeats (stored letters have theirs from the store).
#pragma once

#include "base/scheduler.hpp"

#include <string>

namespace lotbridge::app {

// A random UUID (version 4), 36 characters (E12).
std::string new_opr_num(base::Random& random);

}  // namespace lotbridge::app
