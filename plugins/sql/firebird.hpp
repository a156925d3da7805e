// What SOCI's Firebird back end leaves to be done: values of every type as text, transactions that wait for a lock no
// longer than told, and an end to statements that run too long.
#pragma once

#include "database.hpp"

#include <soci/soci-backend.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace lotbridge::sql {

// Firebird's client library takes SIGTERM and SIGINT for itself and closes every connection of the process at once.
// From here on it lets that be: whoever has a connection ends it.
void leave_signals_to_the_host();

// In the place of the transaction that SOCI has begun, which would write and wait for ever. Sees what is committed.
void restart_transaction(soci::session& session, Access access, std::chrono::milliseconds lock_wait);

// Before the session goes: SOCI would commit what is open, and end the program when the connection is broken.
void drop_transaction(soci::session& session);

class FirebirdText {
public:
    // Nothing when the session is none of Firebird.
    static std::optional<FirebirdText> of(soci::session& session, soci::details::statement_backend& statement);

    enum class Form { text, blob, time };
    // After the statement is prepared: the server turns parameters and columns into their types from and to text.
    void give(std::vector<Value> const& values);
    std::shared_ptr<Columns const> ask();  // the columns' names
    // What the server still gives otherwise: blobs, and times, whose text would name the month.
    Form form(std::size_t column) const { return forms_[column]; }
    // Of the row that SOCI has fetched: "2024-01-31 08:00:05.1230".
    std::string time(std::size_t column) const;

private:
    explicit FirebirdText(soci::details::statement_backend& statement) : statement_(&statement) {}

    soci::details::statement_backend* statement_;
    std::vector<Form> forms_;
};

// How a query reaches its rows, in Firebird's own words: -> Table "STAY" Full Scan. Empty before Firebird 3.
std::string firebird_plan(soci::session& session, std::string const& text);

// Cancels what the connection is doing when its time is over.
class FirebirdDeadline {
public:
    FirebirdDeadline(soci::session& session, std::chrono::steady_clock::time_point deadline);
    ~FirebirdDeadline();
    FirebirdDeadline(FirebirdDeadline const&) = delete;
    FirebirdDeadline& operator=(FirebirdDeadline const&) = delete;

private:
    std::mutex mutex_;
    std::condition_variable ended_;
    bool over_ = false;
    std::thread watch_;
};

}  // namespace lotbridge::sql
