// Everything the platform knows, in one SQLite file that outlives it. The network thread owns the only connection: a
// judge needs one order of events, and one order is what one thread gives. Whatever is handled between two turns of the
// event loop is committed together, and answers wait for that commit (unless the storage is volatile).
#pragma once

#include "clock.hpp"
#include "envelope.hpp"

#include <lotbridge/result.hpp>

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/Savepoint.h>
#include <SQLiteCpp/VariadicBind.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <concepts>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::refcloud {

struct Token {
    std::string park_id, k;
    std::int64_t issued_at = 0, ends_at = 0;
    bool doubted = false;  // the lot was told 9000, or may never have seen it: it has a reason to log in again
};

// All requests under one oprNum (B.1.2.1: unique; B.1.2.5: how often).
struct Letter {
    std::string park_id, opr_num, topic, digest;  // digest of data: the same oprNum must carry the same
    bool accepted = false;
    std::string answer;                // data of the accepting answer
    std::int64_t failed_at = 0;        // when it was last answered with a failure, 0 if it was not
    std::int64_t repeats = 0;          // requests after it had been accepted
    std::vector<std::int64_t> recent;  // times of the requests of the last hour
};

// What has been accepted of one parking record; numbers are those of the messages, 0 for none.
struct Record {
    std::string park_id, record_code, plate;
    std::int64_t entry = 0, exit = 0, bill = 0, corrections = 0, images = 0, latest = 0;

    bool known() const { return entry != 0 || exit != 0 || bill != 0; }
    bool inside() const { return entry != 0 && exit == 0 && bill == 0; }
};

struct LotState {
    std::string park_id;
    std::int64_t total_spaces = -1, free_spaces = -1, heartbeat_at = 0, free_spaces_at = 0, logins = 0;
};

struct Counts {
    std::int64_t accepted = 0, repeats = 0, refused = 0, unanswered = 0;
};

struct DownlinkRow {
    std::string park_id, topic, opr_num, request, reply, outcome;
    std::int64_t milliseconds = 0;
};

class Storage {
public:
    class Query;

    // An empty path keeps everything in memory.
    static Result<std::unique_ptr<Storage>> open(boost::asio::io_context& io, Clock const& clock,
                                                 std::filesystem::path const& file, bool is_volatile);
    ~Storage();

    // The functions below this one throw what SQLiteCpp throws and are called inside attempt only: it makes them one
    // savepoint of the open transaction and turns an exception into words.
    template <std::invocable F>
    auto attempt(std::string_view what, F&& work) -> Result<std::invoke_result_t<F>>;
    // Returns when everything attempted so far is committed; at once if the storage is volatile.
    boost::asio::awaitable<Result<>> committed();
    Result<> commit();

    // Undone when it goes out of scope unreleased.
    SQLite::Savepoint savepoint() { return SQLite::Savepoint(database_, "part"); }

    std::optional<Token> token(std::string const& k);
    std::optional<Token> token_of(std::string const& park_id);
    void put(Token const& token);
    std::optional<Letter> letter(std::string const& park_id, std::string const& opr_num);
    void put(Letter const& letter);
    Record record(std::string const& park_id, std::string const& record_code);
    void put(Record const& record);
    std::string record_inside(std::string const& park_id, std::string const& plate);  // the newest; empty: none
    LotState lot(std::string const& park_id);
    void put(LotState const& lot);
    std::int64_t add_message(std::string const& park_id, std::string_view topic, std::string const& record_code,
                             std::string const& opr_num, std::string const& body);
    void add_picture(std::int64_t message, std::string const& name, std::string const& bytes);
    std::string body(std::int64_t message);
    std::int64_t last_row() const { return database_.getLastInsertRowid(); }
    void add_violation(std::string const& park_id, std::string_view topic, std::string const& opr_num,
                       Finding const& finding);
    void add_downlink(DownlinkRow const& row);
    std::string first_reply(std::string const& park_id, std::string const& opr_num);  // empty: none yet

    // Rows as a JSON list of objects by column name; columns named in the SQL as "json_..." are put in as they are.
    template <class... Args>
    std::string rows(char const* sql, Args const&... args);

    std::map<std::string, Counts, std::less<>>& counts() { return counts_; }

    // Counts what was seen, by clause or another name; written down with the next commit.
    void tally(std::string const& park_id, std::string_view name, std::int64_t times = 1);
    std::int64_t tallied(std::string const& park_id, std::string_view name) const;  // no park_id: of all lots

private:
    struct Group;
    struct Tally {
        std::int64_t times = 0;
        bool written = true;
    };
    using Tallies = std::map<std::pair<std::string, std::string>, Tally>;
    Storage(boost::asio::io_context& io, Clock const& clock, std::string const& file, bool is_volatile);
    void create();
    void load_counts();
    void write_tallies();
    void begin();
    Error failure(std::string_view what, char const* words) const;
    std::string rows_of(SQLite::Statement& statement);
    SQLite::Statement& prepared(char const* sql);

    boost::asio::io_context& io_;
    Clock const& clock_;
    SQLite::Database database_;
    std::map<char const*, SQLite::Statement> statements_;
    std::map<std::string, Counts, std::less<>> counts_;
    Tallies tallies_;
    std::vector<Tallies::value_type*> unwritten_;
    std::shared_ptr<Group> group_;  // the open transaction, and who waits for its commit
    boost::asio::steady_timer commit_timer_;
    bool volatile_;
};

// A prepared statement in use: bound on construction, free for the next user afterwards. Inside attempt only.
class Storage::Query {
public:
    template <class... Args>
    Query(Storage& storage, char const* sql, Args const&... args) : statement_(storage.prepared(sql)) {
        if constexpr (sizeof...(args) > 0) SQLite::bind(statement_, args...);
    }
    ~Query() { statement_.tryReset(); }
    Query(Query const&) = delete;
    Query& operator=(Query const&) = delete;

    bool next() { return statement_.executeStep(); }
    std::string text(int column) { return statement_.getColumn(column).getString(); }
    std::int64_t number(int column) { return statement_.getColumn(column).getInt64(); }

private:
    SQLite::Statement& statement_;
};

template <std::invocable F>
auto Storage::attempt(std::string_view what, F&& work) -> Result<std::invoke_result_t<F>> {
    try {
        begin();
        SQLite::Savepoint savepoint(database_, "attempt");
        if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
            work();
            savepoint.release();
            return {};
        } else {
            auto result = work();
            savepoint.release();
            return result;
        }
    } catch (SQLite::Exception const& exception) {
        return fail(failure(what, exception.what()));
    }
}

template <class... Args>
std::string Storage::rows(char const* sql, Args const&... args) {
    auto& statement = prepared(sql);
    if constexpr (sizeof...(args) > 0) SQLite::bind(statement, args...);
    return rows_of(statement);
}

}  // namespace lotbridge::refcloud
