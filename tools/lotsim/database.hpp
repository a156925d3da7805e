// The lot's database: SQLite or MySQL through SOCI, and the little in which the two differ.
#pragma once

#include "lotsim/columns.hpp"

#include <lotbridge/result.hpp>

#include <memory>
#include <string>
#include <utility>

namespace lotbridge::lotsim {

class Database {
public:
    static Result<Database> open_sqlite(std::string const& file);
    // A connection text of SOCI, e.g. "host=127.0.0.1 port=3306 dbname=carpark user=booth password=...".
    static Result<Database> open_mysql(std::string const& connection);

    bool is_sqlite() const { return sqlite_; }
    soci::session& sql() { return *session_; }
    // One more connection to the same database.
    Result<Database> again() const;

private:
    Database(bool sqlite, std::string connection, std::unique_ptr<soci::session> session)
        : sqlite_(sqlite), connection_(std::move(connection)), session_(std::move(session)) {}
    static Result<Database> open(bool sqlite, std::string const& connection);

    bool sqlite_;
    std::string connection_;
    std::unique_ptr<soci::session> session_;
};

// All or nothing. On SQLite the write lock is taken at once: a transaction that reads first and writes later may be
// refused in the middle when somebody else wrote.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(Transaction const&) = delete;
    Transaction& operator=(Transaction const&) = delete;

    void commit();

private:
    soci::session& sql_;
    bool open_ = true;
};

// Runs what may throw out of SOCI; the error says what was tried.
template <class Action>
auto attempt(std::string const& what, Action&& action) -> Result<decltype(action())> {
    try {
        if constexpr (std::is_void_v<decltype(action())>) {
            action();
            return {};
        } else {
            return action();
        }
    } catch (std::exception const& error) {
        return fail(Errc::retry, what + ": " + error.what());
    }
}

}  // namespace lotbridge::lotsim
