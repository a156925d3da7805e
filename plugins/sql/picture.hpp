// The bytes of one picture, from a file below a folder or from a column.
#pragma once

#include "mapping.hpp"
#include "scope.hpp"

#include <optional>
#include <string>

namespace lotbridge::sql {

struct Picture {
    std::string bytes, media_type;
};

// Whether the row names a file that this site should have.
bool picture_named(Image const& image, Scope const& scope);

// Whether there is something to read by now: a file may be written long after its row.
bool picture_ready(Image const& image, Scope const& scope);

// Folder by folder, where the picture that a row names was looked for: as the row has it, and below the root. Without
// the file's own name, which may hold a plate.
std::string picture_sought(Image const& image, Scope const& scope);

// Nothing: this row has no such picture. Errc::rejected with words: there should be one, but it cannot be had (no file,
// too large, no picture). A path never leaves its folder.
Result<std::optional<Picture>> read_picture(Image const& image, Scope const& scope);

}  // namespace lotbridge::sql
