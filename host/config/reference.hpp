// Secrets by reference: {"file": "..."} or {"env": "..."} in place of a text. Inside this layer only.
#pragma once

#include "config/document.hpp"

namespace lotbridge::config {

// Puts the text in the place of every object whose only member is "file" or "env", and marks the place as secret.
Problems resolve_references(Document& document);

}  // namespace lotbridge::config
