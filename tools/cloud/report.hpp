// The strictness report: every clause that the platform judges, what was seen of it, and what was not as it says. A
// clause without violations that was never seen proves nothing, so both are told.
#pragma once

#include "accounts.hpp"
#include "storage.hpp"

#include <string>

namespace lotbridge::refcloud {

// Of one lot, or (empty) of all. Throws what Storage throws: inside attempt only.
std::string strictness_report(Storage& storage, Accounts& accounts, std::string const& park_id);

}  // namespace lotbridge::refcloud
