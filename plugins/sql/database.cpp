#include "database.hpp"

#include "connect_string.hpp"
#include "firebird.hpp"
#include "odbc_drivers.hpp"
#include "sqlite_file.hpp"
#include "statement_guard.hpp"
#include "text_query.hpp"

#include <soci/connection-parameters.h>
#include <soci/error.h>
#include <soci/session.h>
#include <algorithm>
#include <filesystem>

namespace lotbridge::sql {
namespace {

// What SOCI says, without its context lines: those repeat parameters, which are plates and phones.
std::string words_of(std::exception const& error) {
    if (auto const* soci = dynamic_cast<soci::soci_error const*>(&error)) return soci->get_error_message();
    return error.what();
}

// Databases like to quote the offending value ("Duplicate entry '...'"), and MySQL's SOCI sends values inside the text.
std::string masked(std::string words, std::vector<Value> const& values) {
    for (auto const& value : values) {
        auto const* text = std::get_if<std::string>(&value);
        if (text && text->size() >= 3) words = replace(words, *text, "***");
    }
    return words;
}

// Names and words of the database. On a Chinese Windows drivers speak GBK, whatever the database holds.
std::string readable(std::string const& bytes, Encoding encoding) {
    auto text = to_utf8(bytes, encoding);
    if (!text) text = to_utf8_of_either(bytes);
    return text.value_or(bytes);
}

// Result columns are named as the mapping does, in UTF-8.
std::shared_ptr<Columns const> readable(Columns const& columns, Encoding encoding) {
    auto names = std::make_shared<Columns>();
    for (auto const& column : columns) names->push_back(readable(column, encoding));
    return names;
}

tl::unexpected<Error> unreachable(Connection const& connection, std::string const& words) {
    // What the driver manager says of it is a file's name, or a number.
    if (auto const missing = missing_odbc_driver(connection); !missing.empty()) return fail(Errc::retry, missing);
    std::string members;
    // A driver that meets a member it does not know says no more than this.
    if (words.find("Malformed connection string") != std::string::npos)
        for (auto const& [name, value] : connection.members) members += (members.empty() ? " " : ", ") + name;
    return fail(Errc::retry,
                "connecting to " + describe(connection) + ": " + trim(words) +
                    (members.empty() ? "" : " One of these members is not known to the driver:" + members));
}

}  // namespace

Database::Database(Connection connection, Access access, std::unique_ptr<soci::session> session)
    : connection_(std::move(connection)), access_(access), session_(std::move(session)) {}

Database::~Database() {
    rollback();
    drop_transaction(*session_);
}

Result<std::unique_ptr<Database>> Database::open(Connection const& connection, Access access) {
    if (connection.backend == "sqlite3") {
        auto const file = sqlite_file(connection);
        std::error_code ignored;  // SQLite would make an empty database in the place of a missing one
        if (!std::filesystem::exists(file, ignored)) return unreachable(connection, "there is no such file");
    }
    try {
        register_backends();
        if (connection.dialect == Dialect::firebird) leave_signals_to_the_host();
        soci::connection_parameters parameters(connection.backend, connect_string(connection, access));
        // SQL_DRIVER_NOPROMPT: nobody sees the window in which a driver of Windows asks for what is missing.
        parameters.set_option("odbc.driver_complete", "0");
        auto session = std::make_unique<soci::session>(parameters);
        for (auto const& sentence : introduction(connection, access)) run_text_query(*session, sentence, {});
        return std::unique_ptr<Database>(new Database(connection, access, std::move(session)));
    } catch (std::exception const& error) {
        return unreachable(connection, readable(without_secrets(words_of(error), connection), connection.encoding));
    }
}

Result<Table> Database::run(Statement const& statement, Values const& values) {
    return run(statement, values, connection_.statement_limit);
}

Result<Table> Database::run(Statement const& statement, Values const& values, std::chrono::milliseconds limit) {
    std::vector<Value> bound;
    auto const failed = [&](std::string const& words) {
        usable_ = false;  // whatever it was, a fresh connection knows nothing of it
        return fail(Errc::retry, describe(connection_) + ": " + statement.head() + ": " +
                                     trim(readable(masked(words, bound), connection_.encoding)));
    };
    auto ready = statement.ready(values);
    if (!ready) return fail(ready.error().code, statement.head() + ": " + ready.error().message);
    auto const text = from_utf8(ready->text, connection_.encoding);
    if (!text) return fail(Errc::rejected, statement.head() + ": " + text.error().message);
    for (std::size_t i = 0; i < ready->values.size(); ++i) {
        auto& value = ready->values[i];
        if (auto* given = std::get_if<std::string>(&value)) {
            auto bytes = from_utf8(*given, connection_.encoding);
            if (!bytes)
                return fail(Errc::rejected, statement.head() + ": :" + ready->names[i] + ": " + bytes.error().message);
            *given = std::move(*bytes);
        }
        bound.push_back(std::move(value));
    }
    limit = std::min(limit, connection_.statement_limit);
    auto const deadline = std::chrono::steady_clock::now() + limit;
    try {
        StatementGuard const guard(*session_, connection_.dialect, limit);
        auto table = run_whole(*text, bound, limit);
        if (connection_.encoding != Encoding::utf8) {
            table.columns = readable(*table.columns, connection_.encoding);
            for (auto& row : table.rows) row.columns = table.columns;
        }
        // A procedure that answers with rows leaves a second result behind them, and SOCI cannot skip it.
        if (statement.is_call() && connection_.dialect == Dialect::mysql && !table.columns->empty()) usable_ = false;
        return table;
    } catch (std::exception const& error) {
        bool const late = std::chrono::steady_clock::now() >= deadline;
        return failed(words_of(error) + (late ? " (it had " + std::to_string(limit.count()) + " ms)" : ""));
    }
}

Result<std::string> Database::plan(Statement const& statement, Values const& values) {
    if (connection_.dialect == Dialect::firebird) return plan_of_firebird(statement, values);
    bool const sqlite = connection_.dialect == Dialect::sqlite3;
    if (!sqlite && connection_.dialect != Dialect::mysql && connection_.dialect != Dialect::postgresql)
        return fail(Errc::unsupported, "this kind of database is not asked for its plans");
    LOTBRIDGE_TRY(auto const table, run(statement.behind(sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN"), values));
    std::string plan;
    for (auto const& row : table.rows) {
        for (auto const& cell : row.cells) plan += (&cell == row.cells.data() ? "" : "|") + cell.value_or("");
        plan += '\n';
    }
    return readable(plan, connection_.encoding);
}

Result<std::string> Database::plan_of_firebird(Statement const& statement, Values const& values) {
    LOTBRIDGE_TRY(auto const ready, statement.ready(values));
    LOTBRIDGE_TRY(auto const text, from_utf8(ready.text, connection_.encoding));
    LOTBRIDGE_CHECK(begin());
    try {
        auto const plan = firebird_plan(*session_, text);
        rollback();
        return readable(plan, connection_.encoding);
    } catch (std::exception const& error) {
        usable_ = false;
        return fail(Errc::retry, statement.head() + ": " + readable(words_of(error), connection_.encoding));
    }
}

// Firebird has no statements outside a transaction, and shows what others committed only to a new one.
Table Database::run_whole(std::string const& text, std::vector<Value> const& values, std::chrono::milliseconds limit) {
    bool const alone = connection_.dialect == Dialect::firebird && !in_transaction_;
    if (alone) start_transaction();
    auto table = run_text_query(*session_, text, values, limit);
    if (alone) session_->commit();
    return table;
}

void Database::start_transaction() {
    session_->begin();
    if (connection_.dialect == Dialect::firebird) restart_transaction(*session_, access_, connection_.lock_wait);
}

bool Database::usable() const { return usable_ && !file_was_replaced(*session_); }

Result<> Database::begin() {
    try {
        start_transaction();
        in_transaction_ = true;
        return {};
    } catch (std::exception const& error) {
        usable_ = false;
        return fail(Errc::retry, describe(connection_) +
                                     ": beginning a transaction: " + readable(words_of(error), connection_.encoding));
    }
}

Result<> Database::commit() {
    try {
        session_->commit();
        in_transaction_ = false;
        return {};
    } catch (std::exception const& error) {
        usable_ = false;
        return fail(Errc::retry,
                    describe(connection_) + ": committing: " + readable(words_of(error), connection_.encoding));
    }
}

void Database::rollback() {
    if (!in_transaction_) return;
    in_transaction_ = false;
    try {
        session_->rollback();
    } catch (std::exception const&) {
        usable_ = false;  // the connection is gone, and the transaction with it
    }
}

}  // namespace lotbridge::sql
