#include "storage.hpp"

#include "json.hpp"

#include <spdlog/spdlog.h>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sstream>

namespace asio = boost::asio;

namespace lotbridge::refcloud {
namespace {

constexpr auto volatile_pause = std::chrono::milliseconds(50);

// What each version of this program added. A file of an earlier version gets what it lacks.
constexpr std::array migrations{
    R"(
CREATE TABLE token(park_id TEXT PRIMARY KEY, k TEXT NOT NULL UNIQUE, issued_at INT, ends_at INT, doubted INT) WITHOUT ROWID;
CREATE TABLE lot(park_id TEXT PRIMARY KEY, total_spaces INT, free_spaces INT, heartbeat_at INT, free_spaces_at INT,
                 logins INT) WITHOUT ROWID;
CREATE TABLE letter(park_id TEXT, opr_num TEXT, topic TEXT, digest TEXT, accepted INT, answer TEXT, failed_at INT,
                    repeats INT, recent TEXT, PRIMARY KEY(park_id, opr_num)) WITHOUT ROWID;
CREATE TABLE record(park_id TEXT, record_code TEXT, plate TEXT, entry INT, exit INT, bill INT, corrections INT, images INT,
                    PRIMARY KEY(park_id, record_code)) WITHOUT ROWID;
CREATE TABLE message(seq INTEGER PRIMARY KEY, at INT, park_id TEXT, interface TEXT, record_code TEXT, opr_num TEXT, body TEXT);
CREATE INDEX message_by_record ON message(record_code) WHERE record_code <> '';
CREATE INDEX message_by_interface ON message(interface);
CREATE TABLE picture(message INT, name TEXT, bytes BLOB);
CREATE TABLE violation(seq INTEGER PRIMARY KEY, at INT, park_id TEXT, interface TEXT, opr_num TEXT, level TEXT, clause TEXT,
                       words TEXT);
CREATE TABLE downlink(seq INTEGER PRIMARY KEY, at INT, park_id TEXT, interface TEXT, opr_num TEXT, request TEXT, reply TEXT,
                      outcome TEXT, milliseconds INT);
CREATE INDEX downlink_by_number ON downlink(opr_num);
)",
    R"(
ALTER TABLE record ADD COLUMN latest INT NOT NULL DEFAULT 0;
CREATE INDEX record_by_plate ON record(plate);
CREATE INDEX record_by_latest ON record(latest);
CREATE TABLE register(park_id TEXT, kind TEXT, name TEXT, at INT, origin TEXT, body TEXT, change INT, gone INT,
                      PRIMARY KEY(park_id, kind, name)) WITHOUT ROWID;
CREATE TABLE account(park_id TEXT, day TEXT, kind TEXT, name TEXT, pay INT, charge INT, agio INT,
                     PRIMARY KEY(park_id, day, kind, name)) WITHOUT ROWID;
CREATE TABLE payment(order_code TEXT PRIMARY KEY, at INT, park_id TEXT, record_code TEXT, paid INT, waived INT) WITHOUT ROWID;
CREATE INDEX payment_by_record ON payment(park_id, record_code);
CREATE TABLE change(seq INTEGER PRIMARY KEY, at INT, park_id TEXT, interface TEXT, opr_num TEXT, body TEXT, state TEXT,
                    words TEXT);
CREATE INDEX change_by_state ON change(park_id) WHERE state='waiting';
CREATE TABLE visit(park_id TEXT, plate TEXT, lane TEXT, let_in_at INT, record_code TEXT, overdue INT,
                   PRIMARY KEY(park_id, plate)) WITHOUT ROWID;
CREATE TABLE tally(park_id TEXT, name TEXT, times INT, PRIMARY KEY(park_id, name)) WITHOUT ROWID;
)"};

std::string joined(std::vector<std::int64_t> const& times) {
    std::string out;
    for (auto const time : times) out += std::to_string(time) + ' ';
    return out;
}

std::vector<std::int64_t> split(std::string const& text) {
    std::istringstream in(text);
    return {std::istream_iterator<std::int64_t>(in), {}};
}

Result<> nothing_happened() { return {}; }

}  // namespace

struct Storage::Group {
    explicit Group(asio::io_context& io) : done(io, asio::steady_timer::time_point::max()) {}
    asio::steady_timer done;  // cancelled when the commit is through
    Result<> outcome = nothing_happened();
    bool finished = false;
};

Result<std::unique_ptr<Storage>> Storage::open(asio::io_context& io, Clock const& clock,
                                               std::filesystem::path const& file, bool is_volatile) {
    auto const utf8 = file.u8string();
    std::string const name = file.empty() ? ":memory:" : std::string(utf8.begin(), utf8.end());
    try {
        std::unique_ptr<Storage> storage(new Storage(io, clock, name, is_volatile || file.empty()));
        storage->create();
        storage->load_counts();
        return storage;
    } catch (SQLite::Exception const& exception) {
        return fail(Errc::rejected, "opening the database " + name + ": " + exception.what());
    }
}

Storage::Storage(asio::io_context& io, Clock const& clock, std::string const& file, bool is_volatile)
    : io_(io),
      clock_(clock),
      database_(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000),
      commit_timer_(io),
      volatile_(is_volatile) {
    database_.exec("PRAGMA journal_mode=WAL");
    // NORMAL outlives the death of the process, which is what tests inflict; nobody pulls the plug on a test tool.
    database_.exec(is_volatile ? "PRAGMA synchronous=OFF" : "PRAGMA synchronous=NORMAL");
}

Storage::~Storage() {
    if (auto const saved = commit(); !saved) spdlog::error("{}", saved.error().message);
}

void Storage::create() {
    auto const version = static_cast<std::size_t>(database_.execAndGet("PRAGMA user_version").getInt());
    if (version == migrations.size()) return;
    if (version > migrations.size())
        throw SQLite::Exception("its tables are of version " + std::to_string(version) + ", this program knows " +
                                std::to_string(migrations.size()));
    SQLite::Transaction transaction(database_);
    for (auto next = version; next < migrations.size(); ++next) database_.exec(migrations[next]);
    database_.exec("PRAGMA user_version=" + std::to_string(migrations.size()));
    transaction.commit();
}

void Storage::load_counts() {
    for (Query query(*this, "SELECT interface, count(*) FROM message GROUP BY interface"); query.next();)
        counts_[query.text(0)].accepted = query.number(1);
    for (Query query(*this, "SELECT topic, sum(repeats) FROM letter GROUP BY topic"); query.next();)
        counts_[query.text(0)].repeats = query.number(1);
    for (Query query(*this, "SELECT park_id, name, times FROM tally"); query.next();)
        tallies_[{query.text(0), query.text(1)}].times = query.number(2);
}

void Storage::tally(std::string const& park_id, std::string_view name, std::int64_t times) {
    auto& found = *tallies_.try_emplace({park_id, std::string(name)}).first;
    found.second.times += times;
    if (std::exchange(found.second.written, false)) unwritten_.push_back(&found);
}

std::int64_t Storage::tallied(std::string const& park_id, std::string_view name) const {
    std::int64_t times = 0;
    for (auto const& [key, tally] : tallies_)
        if (key.second == name && (park_id.empty() || key.first == park_id)) times += tally.times;
    return times;
}

void Storage::write_tallies() {
    for (auto* unwritten : std::exchange(unwritten_, {})) {
        auto& [key, tally] = *unwritten;
        Query(*this, "INSERT OR REPLACE INTO tally VALUES(?,?,?)", key.first, key.second, tally.times).next();
        tally.written = true;
    }
}

SQLite::Statement& Storage::prepared(char const* sql) {
    auto const known = statements_.find(sql);
    auto& statement =
        known != statements_.end() ? known->second : statements_.try_emplace(sql, database_, sql).first->second;
    statement.reset();
    statement.clearBindings();
    return statement;
}

Error Storage::failure(std::string_view what, char const* words) const {
    return {Errc::retry, std::string(what) + ": the database " + database_.getFilename() + " says: " + words};
}

void Storage::begin() {
    if (group_) return;
    database_.exec("BEGIN IMMEDIATE");
    group_ = std::make_shared<Group>(io_);
    auto const end = [this] {
        if (auto const saved = commit(); !saved) spdlog::error("{}", saved.error().message);
    };
    if (!volatile_) return asio::post(io_, end);
    commit_timer_.expires_after(volatile_pause);
    commit_timer_.async_wait([end](boost::system::error_code error) {
        if (!error) end();
    });
}

Result<> Storage::commit() {
    if (!group_) return {};
    auto const group = std::exchange(group_, nullptr);
    try {
        write_tallies();
        database_.exec("COMMIT");
    } catch (SQLite::Exception const& exception) {
        group->outcome = fail(failure("committing", exception.what()));
        // Nothing of this group was kept, and those who wait for it are told so.
        if (database_.tryExec("ROLLBACK") != SQLite::OK) spdlog::error("rolling back after a failed commit failed too");
    }
    group->finished = true;
    group->done.cancel();
    return group->outcome;
}

asio::awaitable<Result<>> Storage::committed() {
    auto const group = group_;
    if (!group || volatile_) co_return Result<>();
    // Woken by cancel(); a coroutine that arrives after the commit does not wait.
    if (!group->finished) co_await group->done.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return group->outcome;
}

namespace {
Token token_from(auto& query) {
    return {query.text(0), query.text(1), query.number(2), query.number(3), query.number(4) != 0};
}
}  // namespace

std::optional<Token> Storage::token(std::string const& k) {
    Query query(*this, "SELECT park_id, k, issued_at, ends_at, doubted FROM token WHERE k=?", k);
    return query.next() ? std::optional(token_from(query)) : std::nullopt;
}

std::optional<Token> Storage::token_of(std::string const& park_id) {
    Query query(*this, "SELECT park_id, k, issued_at, ends_at, doubted FROM token WHERE park_id=?", park_id);
    return query.next() ? std::optional(token_from(query)) : std::nullopt;
}

void Storage::put(Token const& token) {
    Query(*this, "INSERT OR REPLACE INTO token VALUES(?,?,?,?,?)", token.park_id, token.k, token.issued_at,
          token.ends_at, static_cast<int>(token.doubted))
        .next();
}

std::optional<Letter> Storage::letter(std::string const& park_id, std::string const& opr_num) {
    Query query(*this,
                "SELECT topic, digest, accepted, answer, failed_at, repeats, recent FROM letter "
                "WHERE park_id=? AND opr_num=?",
                park_id, opr_num);
    if (!query.next()) return std::nullopt;
    return Letter{park_id,       opr_num,         query.text(0),   query.text(1),       query.number(2) != 0,
                  query.text(3), query.number(4), query.number(5), split(query.text(6))};
}

void Storage::put(Letter const& letter) {
    Query(*this, "INSERT OR REPLACE INTO letter VALUES(?,?,?,?,?,?,?,?,?)", letter.park_id, letter.opr_num,
          letter.topic, letter.digest, static_cast<int>(letter.accepted), letter.answer, letter.failed_at,
          letter.repeats, joined(letter.recent))
        .next();
}

Record Storage::record(std::string const& park_id, std::string const& record_code) {
    Query query(*this,
                "SELECT plate, entry, exit, bill, corrections, images, latest FROM record "
                "WHERE park_id=? AND record_code=?",
                park_id, record_code);
    if (!query.next()) return {park_id, record_code};
    return {park_id,         record_code,     query.text(0),   query.number(1), query.number(2),
            query.number(3), query.number(4), query.number(5), query.number(6)};
}

void Storage::put(Record const& record) {
    Query(*this, "INSERT OR REPLACE INTO record VALUES(?,?,?,?,?,?,?,?,?)", record.park_id, record.record_code,
          record.plate, record.entry, record.exit, record.bill, record.corrections, record.images, record.latest)
        .next();
}

std::string Storage::record_inside(std::string const& park_id, std::string const& plate) {
    Query query(*this,
                "SELECT record_code FROM record WHERE park_id=? AND plate=? AND entry<>0 AND exit=0 AND bill=0"
                " ORDER BY entry DESC LIMIT 1",
                park_id, plate);
    return query.next() ? query.text(0) : std::string();
}

LotState Storage::lot(std::string const& park_id) {
    Query query(*this,
                "SELECT total_spaces, free_spaces, heartbeat_at, free_spaces_at, logins FROM lot WHERE park_id=?",
                park_id);
    if (!query.next()) return {park_id};
    return {park_id, query.number(0), query.number(1), query.number(2), query.number(3), query.number(4)};
}

void Storage::put(LotState const& lot) {
    Query(*this, "INSERT OR REPLACE INTO lot VALUES(?,?,?,?,?,?)", lot.park_id, lot.total_spaces, lot.free_spaces,
          lot.heartbeat_at, lot.free_spaces_at, lot.logins)
        .next();
}

std::int64_t Storage::add_message(std::string const& park_id, std::string_view topic, std::string const& record_code,
                                  std::string const& opr_num, std::string const& body) {
    Query(*this, "INSERT INTO message(at, park_id, interface, record_code, opr_num, body) VALUES(?,?,?,?,?,?)",
          clock_.now(), park_id, std::string(topic), record_code, opr_num, body)
        .next();
    return database_.getLastInsertRowid();
}

void Storage::add_picture(std::int64_t message, std::string const& name, std::string const& bytes) {
    SQLite::Statement statement(database_, "INSERT INTO picture VALUES(?,?,?)");
    statement.bind(1, message);
    statement.bind(2, name);
    statement.bind(3, bytes.data(), static_cast<int>(bytes.size()));
    statement.exec();
}

std::string Storage::body(std::int64_t message) {
    Query query(*this, "SELECT body FROM message WHERE seq=?", message);
    return query.next() ? query.text(0) : std::string();
}

void Storage::add_violation(std::string const& park_id, std::string_view topic, std::string const& opr_num,
                            Finding const& finding) {
    Query(*this, "INSERT INTO violation(at, park_id, interface, opr_num, level, clause, words) VALUES(?,?,?,?,?,?,?)",
          clock_.now(), park_id, std::string(topic), opr_num, std::string(name(finding.level)), finding.clause,
          finding.words)
        .next();
}

void Storage::add_downlink(DownlinkRow const& row) {
    Query(*this,
          "INSERT INTO downlink(at, park_id, interface, opr_num, request, reply, outcome, milliseconds) "
          "VALUES(?,?,?,?,?,?,?,?)",
          clock_.now(), row.park_id, row.topic, row.opr_num, row.request, row.reply, row.outcome, row.milliseconds)
        .next();
}

std::string Storage::first_reply(std::string const& park_id, std::string const& opr_num) {
    Query query(*this, "SELECT reply FROM downlink WHERE opr_num=? AND park_id=? AND reply<>'' ORDER BY seq LIMIT 1",
                opr_num, park_id);
    return query.next() ? query.text(0) : std::string();
}

std::string Storage::rows_of(SQLite::Statement& statement) {
    constexpr std::string_view as_it_is = "json_";
    json::List list;
    while (statement.executeStep()) {
        json::Object row;
        for (int i = 0; i < statement.getColumnCount(); ++i) {
            auto const column = statement.getColumn(i);
            std::string_view const title = column.getName();
            auto const text = column.getString();
            if (title.starts_with(as_it_is)) {
                row.raw(title.substr(as_it_is.size()), text.empty() ? "null" : text);
            } else if (column.isInteger()) {
                row.number(title, column.getInt64());
            } else {
                row.text(title, text);
            }
        }
        list.raw(row.take());
    }
    statement.reset();
    return list.take();
}

}  // namespace lotbridge::refcloud
