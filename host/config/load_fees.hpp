// The part "fees" of a lot file. Inside this layer only.
#pragma once

#include "config/schema_node.hpp"
#include "config/settings.hpp"

namespace lotbridge::config {

// object has passed the schema; what contradicts itself all the same is added to problems.
void read_fees(FeeSettings& fees, Json const& object, Origin const& origin, Problems& problems);

}  // namespace lotbridge::config
