#include "donglu_lot.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

namespace lotbridge::sql {

struct DongluDatabase::Parts {
    explicit Parts(std::filesystem::path to)
        : file(std::move(to)), sqlite(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 2000) {}

    std::filesystem::path file;
    SQLite::Database sqlite;
};

DongluDatabase::DongluDatabase(std::filesystem::path const& schema, TempDir const& dir)
    : parts_(std::make_unique<Parts>(dir / "carpark.db")) {
    exec("PRAGMA synchronous = OFF");  // nobody pulls the plug on a test
    exec(*read_text(schema / "sqlite.sql"));
    exec(*read_text(schema / "demo-sqlite.sql"));
}

DongluDatabase::DongluDatabase(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
DongluDatabase::~DongluDatabase() = default;

int DongluDatabase::exec(std::string const& statements) { return parts_->sqlite.exec(statements); }
std::string DongluDatabase::one(std::string const& query) { return parts_->sqlite.execAndGet(query).getString(); }

std::unique_ptr<DongluDatabase> DongluDatabase::again() const {
    return std::unique_ptr<DongluDatabase>(new DongluDatabase(std::make_unique<Parts>(parts_->file)));
}

std::string DongluDatabase::connection() const { return R"("backend": "sqlite3", "file": )" + quoted(parts_->file); }

bool const DongluDatabase::has_procedures = false;

}  // namespace lotbridge::sql
