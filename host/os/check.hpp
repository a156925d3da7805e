// What `lotbridge check` looks at of one lot; `lotbridge doctor` looks at it too.
#pragma once

#include "app/check.hpp"

namespace lotbridge::os {

// Subjects begin with the lot's name. offline: only settings and mappings, nothing is connected to. The cloud is seen
// through the host where one runs; otherwise somebody logs in afresh and leaves the token to the next host.
void check_lot(config::HostSettings const& host, config::LotSettings const& lot, plugin::Catalogue const& catalogue,
               bool offline, app::Report const& report);

std::string_view graded(app::Grade grade);  // six columns

}  // namespace lotbridge::os
