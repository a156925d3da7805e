#include "store/opening.hpp"

#include "base/text.hpp"
#include "store/migrations.hpp"

#include <algorithm>

namespace lotbridge::store {

namespace {

WallTime wall_now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

// What was kept, advanced by the host's absence as far as the wall clock can tell: it never goes back.
HostTime resumed(Session& session) {
    auto const kept = session.values.number(fact::host_time).value_or(0);
    auto const wall = session.values.number(fact::host_time_wall);
    auto const away = wall ? wall_now() - WallTime(std::chrono::milliseconds(*wall)) : std::chrono::milliseconds(0);
    auto const resumed = HostTime(std::chrono::milliseconds(kept)) + std::max(away, std::chrono::milliseconds(0));
    return std::max(resumed, session.latest_claim());
}

Result<Opened> open_whole(std::filesystem::path const& file, Options const& options) {
    LOTBRIDGE_TRY(auto database, open_for_writing(file, options.vfs));
    migrate(*database);
    Opened opened;
    opened.session = std::make_unique<Session>(std::move(database));
    auto& session = *opened.session;
    session.begin();
    opened.clean = session.values.fact(fact::clean_stop) != "0";
    opened.host_time = resumed(session);
    session.values.put_fact(fact::clean_stop, "0");
    session.commit();
    return opened;
}

}  // namespace

Result<Opened> open_database(std::filesystem::path const& file, Options const& options) try {
    auto opened = open_whole(file, options);
    if (opened) return opened;
    return fail(opened.error().code, "opening " + base::to_text(file) + ": " + opened.error().message);
} catch (SQLite::Exception const& exception) {
    return fail(to_error(exception, "opening " + base::to_text(file)));
}

}  // namespace lotbridge::store
