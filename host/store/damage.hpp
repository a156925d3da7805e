// A damaged database is set aside, never deleted and never answered with an empty one: what can be read of it is saved
// into a new file under the old name. A rescue that is interrupted is finished, or begun again, by the next start.
#pragma once

#include "store/store.hpp"

#include <filesystem>
#include <string>

namespace lotbridge::store {

// Afterwards `file` is a sound database; the answer says in words what was damaged, where it lies now and what was
// saved.
Result<std::string> rescue(std::filesystem::path const& file, std::string const& damage, Options const& options);

// Before the file is opened: ends a rescue that a crash interrupted.
Result<> finish_rescue(std::filesystem::path const& file);

// Keeps a copy of a write-ahead log with a damaged place; SQLite will overwrite it. Words, or empty when it is sound.
std::string keep_damaged_log(std::filesystem::path const& file);

}  // namespace lotbridge::store
