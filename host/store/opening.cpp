#include "store/opening.hpp"

#include "base/text.hpp"
#include "store/damage.hpp"
#include "store/migrations.hpp"
#include "store/verify.hpp"

#include <SQLiteCpp/Column.h>
#include <sqlite3.h>
#include <algorithm>

namespace lotbridge::store {
namespace fs = std::filesystem;

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

bool stopped_cleanly(SQLite::Database& database) { return Values(database).fact(fact::clean_stop) != "0"; }

void check_structure(SQLite::Database& database) {
    auto const faults = structure_faults(database);
    if (!faults.empty()) throw SQLite::Exception(faults.front(), SQLITE_CORRUPT);
}

// A schema in which the store's statements make no sense is not the one that the migrations made.
template <class Use>
auto with_sound_schema(Use use) try {
    return use();
} catch (SQLite::Exception const& exception) {
    if (fault_of(exception) != Fault::piece) throw;
    throw SQLite::Exception(exception.what(), SQLITE_CORRUPT);
}

// Throws what SQLite meets; damage is its caller's business.
Result<Opened> open_whole(fs::path const& file, Options const& options) {
    LOTBRIDGE_TRY(auto database, open_for_writing(file, options.vfs));
    with_sound_schema([&] { migrate(*database); });
    Opened opened;
    opened.clean = with_sound_schema([&] { return stopped_cleanly(*database); });
    if (!opened.clean && fs::file_size(file) <= options.check_below_bytes) {
        check_structure(*database);
        opened.checked = true;
    }
    opened.session = with_sound_schema([&] { return std::make_unique<Session>(std::move(database)); });
    auto& session = *opened.session;
    session.begin();
    opened.host_time = resumed(session);
    opened.salvage = session.values.fact(fact::salvage).value_or("");
    session.values.put_fact(fact::clean_stop, "0");
    session.commit();
    return opened;
}

Result<Opened> open_or_rescue(fs::path const& file, Options const& options) {
    std::string damage;
    try {
        return open_whole(file, options);
    } catch (SQLite::Exception const& exception) {
        if (fault_of(exception) != Fault::damage) throw;
        damage = exception.what();
    }
    if (options.log) options.log(log_error, "the database is damaged: " + damage + "; saving what can be read");
    LOTBRIDGE_CHECK(rescue(file, damage, options));
    return open_whole(file, options);
}

}  // namespace

Result<Opened> open_database(fs::path const& file, Options const& options) try {
    LOTBRIDGE_CHECK(finish_rescue(file));
    auto const lost = keep_damaged_log(file);
    auto opened = open_or_rescue(file, options);
    if (!opened) return fail(opened.error().code, "opening " + base::to_text(file) + ": " + opened.error().message);
    if (!lost.empty()) opened->salvage = opened->salvage.empty() ? lost : lost + "; " + opened->salvage;
    if (!opened->salvage.empty() && options.log) options.log(log_error, opened->salvage);
    return opened;
} catch (SQLite::Exception const& exception) {
    return fail(to_error(exception, "opening " + base::to_text(file)));
}

}  // namespace lotbridge::store
