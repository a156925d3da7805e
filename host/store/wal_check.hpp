// What SQLite does not say: it takes the write-ahead log as far as its checksums hold, and silently leaves the rest.
#pragma once

#include <filesystem>
#include <string>

namespace lotbridge::store {

// Words about commits that stand in the log behind a damaged place and will not be used; empty when there are none.
// A commit that the power cut short looks the same as a damaged last one: the words say "perhaps" then.
std::string unusable_commits(std::filesystem::path const& wal);

}  // namespace lotbridge::store
