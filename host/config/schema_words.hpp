// Says in words what a schema's verdict means. Inside this layer only.
#pragma once

#include "config/schema.hpp"
#include "config/schema_node.hpp"

namespace lotbridge::config {

// Walks value and schema together and words every fault of the keywords it knows; empty when it finds none.
std::vector<Finding> explain(Json const& root, Json const& value, std::function<bool(std::string const&)> const& shown);

}  // namespace lotbridge::config
