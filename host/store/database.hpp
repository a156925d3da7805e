// One SQLite connection as the store wants it, and the shortest safe way to run a prepared statement on it.
// Inside the store SQLite's failures travel as SQLite::Exception, up to the writer or the reader, which turn them into
// errors. They go no further.
#pragma once

#include "base/time.hpp"

#include <lotbridge/result.hpp>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <concepts>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace lotbridge::store {

// Opens or creates the database with every setting that the promise of durability rests on, and reads each one back.
// vfs: SQLite's name of a file system, empty for the system's own.
Result<std::unique_ptr<SQLite::Database>> open_for_writing(std::filesystem::path const& file, std::string const& vfs);
Result<std::unique_ptr<SQLite::Database>> open_for_reading(std::filesystem::path const& file);

// Before the end of a connection that knows its database to be sound: no log is left beside the file.
void leave_one_file(SQLite::Database& database);

// Who is to blame: the statement's own values, the disk or machine below, or bytes of the file that make no sense.
enum class Fault { piece, storage, damage };
Fault fault_of(SQLite::Exception const& exception);
Error to_error(SQLite::Exception const& exception, std::string const& attempted);

// ---- values as SQLite takes them. Text and blobs are not copied: they must live until the statement has run.
struct OrNull {
    std::string const& text;  // empty is stored as NULL
};
struct Blob {
    std::string const& bytes;  // empty is stored as NULL
};

inline void bind_value(SQLite::Statement& s, int i, std::integral auto value) {
    s.bind(i, static_cast<int64_t>(value));
}
inline void bind_value(SQLite::Statement& s, int i, std::string const& text) { s.bindNoCopy(i, text); }
inline void bind_value(SQLite::Statement& s, int i, std::nullptr_t) { s.bind(i); }
inline void bind_value(SQLite::Statement& s, int i, WallTime time) {
    bind_value(s, i, time.time_since_epoch().count());
}
inline void bind_value(SQLite::Statement& s, int i, HostTime time) {
    bind_value(s, i, time.time_since_epoch().count());
}
inline void bind_value(SQLite::Statement& s, int i, std::chrono::local_days day) {
    bind_value(s, i, day.time_since_epoch().count());
}
inline void bind_value(SQLite::Statement& s, int i, OrNull value) {
    value.text.empty() ? s.bind(i) : s.bindNoCopy(i, value.text);
}
inline void bind_value(SQLite::Statement& s, int i, Blob value) {
    value.bytes.empty() ? s.bind(i) : s.bindNoCopy(i, value.bytes.data(), static_cast<int>(value.bytes.size()));
}
template <class T>
void bind_value(SQLite::Statement& s, int i, std::optional<T> const& value) {
    value ? bind_value(s, i, *value) : s.bind(i);
}

// The rows of one run of a statement. The statement is free again when this goes out of scope.
class Rows {
public:
    template <class... Values>
    explicit Rows(SQLite::Statement& statement, Values const&... values) : statement_(statement) {
        int index = 0;
        (bind_value(statement_, ++index, values), ...);
    }
    Rows(Rows const&) = delete;
    Rows& operator=(Rows const&) = delete;
    ~Rows() { statement_.tryReset(); }

    bool next() { return statement_.executeStep(); }
    std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
    bool flag(int column) const { return integer(column) != 0; }
    std::string text(int column) const { return statement_.getColumn(column).getString(); }
    bool null(int column) const { return statement_.getColumn(column).isNull(); }
    WallTime wall(int column) const { return WallTime(std::chrono::milliseconds(integer(column))); }
    HostTime host(int column) const { return HostTime(std::chrono::milliseconds(integer(column))); }

private:
    SQLite::Statement& statement_;
};

// Runs a statement that gives no rows; the number of rows that it changed.
template <class... Values>
int run(SQLite::Statement& statement, Values const&... values) {
    Rows rows(statement, values...);
    rows.next();
    return statement.getChanges();
}

}  // namespace lotbridge::store
