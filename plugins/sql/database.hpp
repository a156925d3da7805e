// One connection to a legacy database through SOCI. Polite by construction: read-only where the database can enforce
// it, waits for locks and statements are limited, results are fetched whole and the statement closed at once.
#pragma once

#include "row.hpp"
#include "statement.hpp"

#include <lotbridge/text/encoding.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace lotbridge::sql {

struct Connection {
    std::string backend;  // sqlite3, mysql, odbc, postgresql, firebird
    Dialect dialect = Dialect::sqlite3;
    std::map<std::string, std::string> members;  // as the backend names them: dbname, host, user, password ...
    Encoding encoding = Encoding::utf8;          // of text in statements' parameters
    std::chrono::milliseconds lock_wait{2000}, statement_limit{10000};
    // What others have not committed yet is read as well: SQL Server only, where it spares their locks.
    bool uncommitted = false;
};

// "mysql carpark on 10.0.0.5": for messages; never the password.
std::string describe(Connection const& connection);

enum class Access { read_only, writing };

class Database {
public:
    // Errc::retry when the database cannot be reached now.
    static Result<std::unique_ptr<Database>> open(Connection const& connection, Access access);
    ~Database();

    // Every parameter of the statement must be in values. Runs at most statement_limit, or limit if that is shorter.
    // Errc::retry with the database's words; bound values never stand in them.
    Result<Table> run(Statement const& statement, Values const& values, std::chrono::milliseconds limit);
    Result<Table> run(Statement const& statement, Values const& values = {});

    // What the database says of how it would find the rows, a line a row, members apart by "|". Errc::unsupported when
    // it is none that explains itself.
    Result<std::string> plan(Statement const& statement, Values const& values);

    Result<> begin();
    Result<> commit();
    void rollback();  // also when nothing was begun

    // False after an error that broke the connection, or when the file behind it is another one: open a new one.
    bool usable() const;

private:
    Database(Connection connection, Access access, std::unique_ptr<soci::session> session);
    void start_transaction();
    Result<std::string> plan_of_firebird(Statement const& statement, Values const& values);
    Table run_whole(std::string const& text, std::vector<Value> const& values, std::chrono::milliseconds limit);

    Connection connection_;
    Access access_;
    std::unique_ptr<soci::session> session_;
    bool usable_ = true;
    bool in_transaction_ = false;
};

}  // namespace lotbridge::sql
