// From a folder to a session that may be worked with: file, settings, schema, and what a former process left behind.
#pragma once

#include "store/session.hpp"

namespace lotbridge::store {

struct Opened {
    std::unique_ptr<Session> session;
    HostTime host_time{};  // where the host's own clock goes on
    bool clean = true;     // the last stop was one
    bool checked = false;  // its structure was looked at
    std::string salvage;   // what was damaged and what was saved, or empty
};

// A damaged database is rescued; an error says why there is nothing to work with.
Result<Opened> open_database(std::filesystem::path const& file, Options const& options);

}  // namespace lotbridge::store
