// Secrets by reference: {"kept": "..."}, {"file": "..."} or {"env": "..."} in place of a text. Inside this layer only.
#pragma once

#include "config/document.hpp"
#include "config/kept_secrets.hpp"

namespace lotbridge::config {

// Puts the text in the place of every object whose only member is "kept", "file" or "env", and marks the place as
// secret. kept: null for a file that belongs to no host.
Problems resolve_references(Document& document, KeptSecrets const* kept);

}  // namespace lotbridge::config
