#include "donglu_lot.hpp"
#include "fakes/mariadb_server.hpp"
#include "lotsim/schema.hpp"

#include <soci/soci.h>

namespace lotbridge::sql {
namespace {

// One server for all tests of the program.
fakes::MariaDbServer& server() {
    static fakes::MariaDbServer server;
    return server;
}

}  // namespace

struct DongluDatabase::Parts {
    // In SQLite's words: || joins texts, a backslash is one.
    Parts() : mysql("mysql", server().connection()) {
        mysql << "SET SESSION sql_mode = 'PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES'";
    }

    soci::session mysql;
};

DongluDatabase::DongluDatabase(std::filesystem::path const& schema, TempDir const&)
    : parts_(std::make_unique<Parts>()) {
    exec("DROP DATABASE carpark; CREATE DATABASE carpark CHARACTER SET utf8mb4; USE carpark");
    for (auto const* script : {"mysql.sql", "demo-mysql.sql"})
        for (auto const& statement : lotsim::statements(*read_text(schema / script))) parts_->mysql << statement;
}

DongluDatabase::DongluDatabase(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
DongluDatabase::~DongluDatabase() = default;

int DongluDatabase::exec(std::string const& statements) {
    int changed = 0;
    for (std::size_t i = 0; !trim(part(statements, ";", i)).empty(); ++i) {
        soci::statement statement = (parts_->mysql.prepare << part(statements, ";", i));
        statement.execute(true);
        changed += static_cast<int>(statement.get_affected_rows());
    }
    return changed;
}

std::string DongluDatabase::one(std::string const& query) {
    std::string text;
    parts_->mysql << query, soci::into(text);
    return text;
}

std::unique_ptr<DongluDatabase> DongluDatabase::again() const {
    return std::unique_ptr<DongluDatabase>(new DongluDatabase(std::make_unique<Parts>()));
}

std::string DongluDatabase::connection() const {
    return R"("backend": "mysql", "user": "root", "database": "carpark", "socket": ")" + server().socket() + '"';
}

bool const DongluDatabase::has_procedures = true;

}  // namespace lotbridge::sql
