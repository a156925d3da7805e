#include "store/damage.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "store/migrations.hpp"
#include "store/salvage.hpp"
#include "store/values.hpp"
#include "store/wal_check.hpp"

#include <ctime>
#include <fstream>

namespace lotbridge::store {
namespace fs = std::filesystem;

namespace {

fs::path with(fs::path path, char const* suffix) { return path += suffix; }

std::string time_stamp() {
    auto const now = std::time(nullptr);
    char text[20] = {};
    std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", std::gmtime(&now));
    return text;
}

void remove_with_log(fs::path const& file) {
    std::error_code ignored;
    for (auto const* const suffix : {"", "-wal", "-shm"}) fs::remove(with(file, suffix), ignored);
}

Result<fs::path> folder_for_damage(fs::path const& file) {
    auto const name = "damaged-" + time_stamp();
    auto folder = file.parent_path() / name;
    for (int i = 2; fs::exists(folder); ++i) folder = file.parent_path() / (name + "-" + std::to_string(i));
    std::error_code error;
    if (fs::create_directory(folder, error); error)
        return fail(Errc::retry, "making " + base::to_text(folder) + ": " + base::words_of(error));
    return folder;
}

// ---- reading what is damaged

bool has_letters(SQLite::Database& database) try {
    return database.execAndGet("SELECT count(*) FROM sqlite_schema WHERE name = 'letter'").getInt() == 1;
} catch (SQLite::Exception const&) {
    return false;
}

// The first page holds the header and the list of tables. Every database of one schema has the tables at the same
// places, so that the first page of a new one opens a file whose own is unreadable.
std::unique_ptr<SQLite::Database> open_grafted(fs::path const& file, fs::path const& fresh, fs::path const& grafted) {
    constexpr std::size_t page_size = 4096, pages_at = 28;
    std::error_code error;
    fs::copy_file(file, grafted, error);
    if (!error) fs::copy_file(with(file, "-wal"), with(grafted, "-wal"), error);
    std::string page(page_size, '\0');
    std::ifstream(fresh, std::ios::binary).read(page.data(), page_size);
    auto const pages = fs::file_size(grafted, error) / page_size;
    for (int i = 0; i < 4; ++i) page[pages_at + i] = static_cast<char>(pages >> (24 - 8 * i) & 0xff);
    std::fstream(grafted, std::ios::binary | std::ios::in | std::ios::out).write(page.data(), page_size);
    return *open_for_reading(grafted);
}

std::unique_ptr<SQLite::Database> open_damaged(fs::path const& file, fs::path const& fresh,
                                               fs::path const& grafted) try {
    auto database = *open_for_reading(file);
    if (!has_letters(*database)) {
        database.reset();
        database = open_grafted(file, fresh, grafted);
    }
    database->exec("PRAGMA cell_size_check = ON");
    return database;
} catch (SQLite::Exception const&) {
    return nullptr;
}

Saved salvage_into(SQLite::Database& fresh, fs::path const& file, fs::path const& fresh_file) {
    auto const grafted = with(file, ".grafted");
    remove_with_log(grafted);
    Saved saved;
    if (auto const damaged = open_damaged(file, fresh_file, grafted))
        saved = salvage(*damaged, fresh);
    else
        ++saved.gaps;
    remove_with_log(grafted);
    return saved;
}

Result<> set_aside(fs::path const& file, fs::path const& folder) {
    for (auto const* const suffix : {"-shm", "-wal", ""}) {
        auto const part = with(file, suffix);
        std::error_code error;
        if (!fs::exists(part)) continue;
        if (fs::rename(part, folder / part.filename(), error); error)
            return fail(Errc::retry, "moving " + base::to_text(part) + " to " + base::to_text(folder) + ": " +
                                         base::words_of(error));
    }
    return base::sync_directory(folder);
}

Result<> rename_durably(fs::path const& from, fs::path const& to) {
    std::error_code error;
    if (fs::rename(from, to, error); error)
        return fail(Errc::retry, "renaming " + base::to_text(from) + ": " + base::words_of(error));
    return base::sync_directory(to.parent_path());
}

}  // namespace

// Names tell how far it came: .salvaging is incomplete; .salvaged is whole and only has to take the old one's place.
Result<std::string> rescue(fs::path const& file, std::string const& damage, Options const& options) try {
    auto const salvaging = with(file, ".salvaging");
    remove_with_log(salvaging);
    LOTBRIDGE_TRY(auto const folder, folder_for_damage(file));
    std::string words;
    {
        LOTBRIDGE_TRY(auto fresh, open_for_writing(salvaging, options.vfs));
        migrate(*fresh);
        fresh->exec("PRAGMA wal_checkpoint(TRUNCATE)");
        auto const saved = salvage_into(*fresh, file, salvaging);
        words = "the database was damaged (" + damage + ") and lies in " + base::to_text(folder) + "; " + saved.words();
        Values(*fresh).put_fact(fact::salvage, words);
        leave_one_file(*fresh);
    }
    LOTBRIDGE_CHECK(rename_durably(salvaging, with(file, ".salvaged")));
    LOTBRIDGE_CHECK(set_aside(file, folder));
    LOTBRIDGE_CHECK(rename_durably(with(file, ".salvaged"), file));
    return words;
} catch (SQLite::Exception const& exception) {
    return fail(to_error(exception, "salvaging " + base::to_text(file)));
}

Result<> finish_rescue(fs::path const& file) {
    if (!fs::exists(with(file, ".salvaged"))) return {};
    LOTBRIDGE_TRY(auto const folder, folder_for_damage(file));
    LOTBRIDGE_CHECK(set_aside(file, folder));
    return rename_durably(with(file, ".salvaged"), file);
}

std::string keep_damaged_log(fs::path const& file) {
    auto const words = unusable_commits(with(file, "-wal"));
    if (words.empty()) return {};
    auto const copy = with(file, ("-wal.damaged-" + time_stamp()).c_str());
    std::error_code error;
    fs::copy_file(with(file, "-wal"), copy, fs::copy_options::overwrite_existing, error);
    return words + (error ? "" : "; a copy lies at " + base::to_text(copy));
}

}  // namespace lotbridge::store
