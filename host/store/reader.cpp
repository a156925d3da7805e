#include "store/reader.hpp"

#include "base/text.hpp"
#include "store/commands.hpp"
#include "store/images.hpp"
#include "store/intake.hpp"
#include "store/letters.hpp"
#include "store/migrations.hpp"
#include "store/period.hpp"
#include "store/questions.hpp"
#include "store/statements.hpp"
#include "store/traffic.hpp"
#include "store/verify.hpp"

#include <algorithm>
#include <system_error>

namespace lotbridge::store {
namespace fs = std::filesystem;

namespace {

// What a listing shows beside the letter itself; the letter's own columns come first.
#define LOTBRIDGE_LISTED_LETTER                                         \
    "SELECT " LOTBRIDGE_LETTER_COLUMNS("coalesce(o.state, r.state, 7)", \
                                       "coalesce(o.words, r.words)") ", n.name, coalesce(o.at, r.at), o.due "
constexpr int name_column = 19, finished_column = 20, due_column = 21;

constexpr auto all_letters = LOTBRIDGE_LISTED_LETTER
    "FROM letter l LEFT JOIN lot n ON n.id = l.lot "
    "LEFT JOIN outbox o ON o.lot = l.lot AND o.state IN (0, 1, 2, 4) AND o.seq = l.seq "
    "LEFT JOIN receipt r ON r.seq = l.seq WHERE l.seq > ?1 ";
// Where a state is asked for that few letters have, the way begins at those few.
constexpr auto unfinished_letters = LOTBRIDGE_LISTED_LETTER
    "FROM outbox o CROSS JOIN letter l ON l.seq = o.seq LEFT JOIN lot n ON n.id = o.lot "
    "LEFT JOIN receipt r ON r.seq = o.seq WHERE o.seq > ?1 AND o.lot = ?2 AND o.state = ?3 ";
constexpr auto finished_letters = LOTBRIDGE_LISTED_LETTER
    "FROM receipt r CROSS JOIN letter l ON l.seq = r.seq LEFT JOIN lot n ON n.id = r.lot "
    "LEFT JOIN outbox o ON o.lot = r.lot AND o.state = -1 AND o.seq = r.seq WHERE r.seq > ?1 AND r.state = ?3 ";

bool is_unfinished(State state) { return state <= State::held || state == State::dead; }

std::optional<WallTime> wall_or_none(Rows const& rows, int column) {
    return rows.null(column) ? std::nullopt : std::optional(rows.wall(column));
}

template <class T, class Call>
Result<T> guarded(std::string const& attempted, Call call) try {
    return call();
} catch (SQLite::Exception const& exception) {
    return fail(to_error(exception, attempted));
}

}  // namespace

struct Reader::Body {
    Body(std::unique_ptr<SQLite::Database> connection, fs::path directory)
        : database(std::move(connection)), images(directory / "images"), topics(*database) {}

    std::vector<ListedLetter> page(Filter const& filter, std::optional<LotId> lot);
    ListedLetter listed(Rows const& rows);
    std::optional<LotId> lot(std::string const& name) {
        SQLite::Statement statement(*database, "SELECT id FROM lot WHERE name = ?1");
        Rows rows(statement, name);
        return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
    }
    std::vector<LotId> lots() {
        std::vector<LotId> lots;
        SQLite::Statement statement(*database, "SELECT id FROM lot ORDER BY id");
        for (Rows rows(statement); rows.next();) lots.push_back(rows.integer(0));
        return lots;
    }

    std::unique_ptr<SQLite::Database> database;
    Images images;
    Topics topics;
};

Reader::Reader(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

int known_schema() { return migrations().back().number; }

Result<std::optional<int>> stored_schema(fs::path const& directory) {
    auto const file = directory / "lotbridge.db";
    auto const attempted = "reading " + base::to_text(file);
    std::error_code error;
    bool const there = fs::exists(file, error);
    if (error) return fail(Errc::rejected, attempted + ": " + base::words_of(error));
    if (!there) return std::nullopt;
    return guarded<std::optional<int>>(attempted, [&]() -> Result<std::optional<int>> {
        LOTBRIDGE_TRY(auto database, open_for_reading(file));
        auto number = schema_of(*database);
        if (!number) return fail(number.error().code, attempted + ": " + number.error().message);
        return *number;
    });
}

Result<Reader> Reader::open(fs::path const& directory) {
    std::error_code error;
    auto const folder = fs::absolute(directory, error);
    auto const file = folder / "lotbridge.db";
    auto const attempted = "reading " + base::to_text(file);
    bool const there = !error && fs::exists(file, error);
    if (error) return fail(Errc::rejected, attempted + ": " + base::words_of(error));
    if (!there) return fail(Errc::rejected, attempted + ": no host has stored anything there yet");
    return guarded<Reader>(attempted, [&]() -> Result<Reader> {
        LOTBRIDGE_TRY(auto database, open_for_reading(file));
        if (auto identity = check_identity(*database); !identity)
            return fail(identity.error().code, attempted + ": " + identity.error().message);
        if (!is_newest(*database))
            return fail(Errc::rejected,
                        attempted + ": its schema is older than this program; a host mends that when it starts");
        return Reader(std::make_unique<Body>(std::move(database), folder));
    });
}

// ---- letters

ListedLetter Reader::Body::listed(Rows const& rows) {
    ListedLetter listed{read_letter(rows, topics), rows.text(name_column), {}, {}};
    if (listed.letter.state >= State::delivered) listed.finished = wall_or_none(rows, finished_column);
    if (!rows.null(due_column)) listed.due = rows.host(due_column);
    return listed;
}

std::vector<ListedLetter> Reader::Body::page(Filter const& filter, std::optional<LotId> lot) {
    auto const state = filter.state.value_or(State::ready);
    auto const anywhere = !filter.state || state == State::stray;
    std::string sql = anywhere ? all_letters : is_unfinished(state) ? unfinished_letters : finished_letters;
    if (filter.state == State::stray) sql += "AND o.seq IS NULL AND r.seq IS NULL ";
    if (lot) sql += "AND l.lot = ?2 ";
    if (filter.record) sql += "AND l.record = ?4 ";
    if (filter.topic) sql += "AND coalesce(l.sent_as, l.topic) = (SELECT id FROM topic WHERE name = ?5) ";
    if (filter.occurred_from) sql += "AND l.occurred >= ?7 ";
    if (filter.occurred_before) sql += "AND l.occurred < ?8 ";
    sql += "ORDER BY l.seq LIMIT ?6";
    SQLite::Statement statement(*database, sql);
    statement.bind(6, static_cast<int64_t>(filter.limit));
    auto const bind_used = [&](int index, auto const& value) {
        if (sql.find('?' + std::to_string(index)) != std::string::npos) bind_value(statement, index, value);
    };
    bind_used(1, filter.after);
    bind_used(2, lot);
    bind_used(3, static_cast<int>(state));
    bind_used(4, filter.record);
    bind_used(5, filter.topic);
    bind_used(7, filter.occurred_from);
    bind_used(8, filter.occurred_before);
    std::vector<ListedLetter> letters;
    for (Rows rows(statement); rows.next();) letters.push_back(listed(rows));
    return letters;
}

Result<std::vector<ListedLetter>> Reader::letters(Filter const& filter) const {
    return guarded<std::vector<ListedLetter>>("listing letters", [&] {
        std::vector<ListedLetter> letters;
        auto const add = [&](std::optional<LotId> lot) {
            std::ranges::move(body_->page(filter, lot), std::back_inserter(letters));
        };
        auto const by_lot = filter.record || (filter.state && is_unfinished(*filter.state));
        if (filter.lot) {
            if (auto const lot = body_->lot(*filter.lot)) add(lot);
        } else if (by_lot) {
            // The indexes begin with the lot: a page of each, and of those the first.
            std::ranges::for_each(body_->lots(), add);
            std::ranges::sort(letters, {}, [](ListedLetter const& listed) { return listed.letter.seq; });
            if (letters.size() > filter.limit) letters.resize(filter.limit);
        } else {
            add(std::nullopt);
        }
        return letters;
    });
}

Result<std::optional<ListedLetter>> Reader::letter(Seq seq) const {
    Filter filter;
    filter.after = seq - 1;
    filter.limit = 1;
    LOTBRIDGE_TRY(auto const found, letters(filter));
    return found.empty() || found[0].letter.seq != seq ? std::nullopt : std::optional(found[0]);
}

// ---- the rest

Result<std::vector<Quarantined>> Reader::quarantine(Filter const& filter) const {
    return guarded<std::vector<Quarantined>>("listing the quarantine", [&] {
        SQLite::Statement statement(
            *body_->database, LOTBRIDGE_QUARANTINED
            "AND q.id > ?1 AND (?2 IS NULL OR n.name = ?2) "
            "AND (?3 IS NULL OR q.topic = (SELECT id FROM topic WHERE name = ?3)) ORDER BY q.id LIMIT ?4");
        std::vector<Quarantined> found;
        for (Rows rows(statement, filter.after, filter.lot, filter.topic, filter.limit); rows.next();)
            found.push_back(read_quarantined(rows, body_->topics));
        return found;
    });
}

Result<std::vector<std::pair<std::string, Counts>>> Reader::counts() const {
    return guarded<std::vector<std::pair<std::string, Counts>>>("counting letters", [&] {
        SQLite::Statement statement(
            *body_->database,
            "SELECT n.name, n.delivered, (SELECT count(*) FROM outbox WHERE lot = n.id AND state IN (0, 1)), "
            "(SELECT count(*) FROM outbox WHERE lot = n.id AND state = 2), "
            "(SELECT count(*) FROM outbox WHERE lot = n.id AND state = 4), "
            "(SELECT count(*) FROM quarantine WHERE lot = n.id AND dropped IS NULL), "
            "(SELECT count(*) FROM command WHERE lot = n.id AND state = 2 AND refused = 0), "
            "(SELECT count(*) FROM command WHERE lot = n.id AND state = 2 AND refused = 1), "
            "(SELECT captured FROM letter WHERE seq = (SELECT min(seq) FROM outbox WHERE lot = n.id AND state = 0)) "
            "FROM lot n ORDER BY n.id");
        std::vector<std::pair<std::string, Counts>> all;
        for (Rows rows(statement); rows.next();) {
            Counts counts;
            counts.delivered = rows.integer(1);
            counts.waiting = rows.integer(2);
            counts.held = rows.integer(3);
            counts.dead = rows.integer(4);
            counts.quarantined = rows.integer(5);
            counts.owed_payments = rows.integer(6);
            counts.refused_payments = rows.integer(7);
            counts.oldest_waiting = wall_or_none(rows, 8);
            all.emplace_back(rows.text(0), counts);
        }
        return all;
    });
}

Result<std::vector<LotFigures>> Reader::figures(WallTime until, int days) const {
    return guarded<std::vector<LotFigures>>("reading the figures",
                                            [&] { return figures_of_period(*body_->database, until, days); });
}

Result<std::vector<KeptReport>> Reader::reports(std::string const& name, std::optional<std::string> const& lot,
                                                Day first, Day last) const {
    return guarded<std::vector<KeptReport>>("reading reports", [&] {
        SQLite::Statement statement(
            *body_->database,
            "SELECT n.name, r.day, r.at, r.body FROM lot n JOIN report r ON r.lot = n.id WHERE r.name = ?1 "
            "AND (?2 IS NULL OR n.name = ?2) AND r.day BETWEEN ?3 AND ?4 ORDER BY n.id, r.day");
        std::vector<KeptReport> reports;
        for (Rows rows(statement, name, lot, first, last); rows.next();)
            reports.push_back({rows.text(0), Day(std::chrono::days(rows.integer(1))), rows.wall(2), rows.text(3)});
        return reports;
    });
}

Result<Seq> Reader::captured_before(WallTime time) const {
    return guarded<Seq>("looking for the letters of a day", [&] {
        SQLite::Statement at_or_after(*body_->database,
                                      "SELECT seq, captured FROM letter WHERE seq >= ?1 ORDER BY seq LIMIT 1");
        Seq low = 0, high = body_->database->execAndGet("SELECT coalesce(max(seq), 0) FROM letter").getInt64();
        while (low < high) {
            auto const middle = low + (high - low + 1) / 2;
            Rows rows(at_or_after, middle);
            if (rows.next() && rows.wall(1) < time)
                low = rows.integer(0);
            else
                high = middle - 1;
        }
        return low;
    });
}

Result<std::vector<Traffic>> Reader::traffic(std::string const& lot, Span span) const {
    return guarded<std::vector<Traffic>>("counting messages by topic",
                                         [&] { return traffic_of(*body_->database, lot, span); });
}

Result<std::vector<Audit>> Reader::audit(std::string const& lot, Span span) const {
    return guarded<std::vector<Audit>>("reading the audit log", [&] { return audit_of(*body_->database, lot, span); });
}

Result<Seq> Reader::last_seq() const {
    return guarded<Seq>("looking for the last letter", [&] {
        SQLite::Statement statement(*body_->database, "SELECT coalesce(max(seq), 0) FROM letter");
        Rows rows(statement);
        return rows.next() ? rows.integer(0) : Seq(0);
    });
}

Result<std::vector<Command>> Reader::commands(Filter const& filter) const {
    return guarded<std::vector<Command>>("listing commands", [&] {
        SQLite::Statement statement(
            *body_->database, "SELECT " LOTBRIDGE_COMMAND_COLUMNS
                              " FROM command WHERE id > ?1 AND (?2 IS NULL OR topic = ?2) "
                              "AND (?3 IS NULL OR lot = (SELECT id FROM lot WHERE name = ?3)) ORDER BY id LIMIT ?4");
        std::vector<Command> commands;
        for (Rows rows(statement, filter.after, filter.topic, filter.lot, filter.limit); rows.next();)
            commands.push_back(read_command(rows));
        return commands;
    });
}

Result<std::vector<Payment>> Reader::payments(Filter const& filter) const {
    return guarded<std::vector<Payment>>("listing payments", [&] {
        SQLite::Statement statement(
            *body_->database, "SELECT " LOTBRIDGE_COMMAND_COLUMNS
                              ", (SELECT name FROM lot WHERE id = c.lot) AS lot_name FROM command c "
                              "WHERE state = 2 AND id > ?1 AND (?2 IS NULL OR lot_name = ?2) ORDER BY id LIMIT ?3");
        std::vector<Payment> payments;
        for (Rows rows(statement, filter.after, filter.lot, filter.limit); rows.next();)
            payments.push_back({read_command(rows), rows.text(13)});
        return payments;
    });
}

Result<std::vector<ListedQuestion>> Reader::questions(Filter const& filter) const {
    return guarded<std::vector<ListedQuestion>>("listing questions", [&] {
        SQLite::Statement statement(
            *body_->database,
            "SELECT " LOTBRIDGE_QUESTION_COLUMNS
            ", (SELECT name FROM lot WHERE lot.id = question.lot) FROM question WHERE id > ?1 "
            "AND (?2 IS NULL OR topic = ?2) AND (?3 IS NULL OR lot = (SELECT id FROM lot WHERE name = ?3)) "
            "AND (?4 IS NULL OR key = ?4) ORDER BY id LIMIT ?5");
        std::vector<ListedQuestion> questions;
        for (Rows rows(statement, filter.after, filter.topic, filter.lot, filter.record, filter.limit); rows.next();)
            questions.push_back({read_question(rows), rows.text(question_columns)});
        return questions;
    });
}

Result<std::vector<std::pair<std::string, std::string>>> Reader::cursors() const {
    return guarded<std::vector<std::pair<std::string, std::string>>>("listing cursors", [&] {
        SQLite::Statement statement(*body_->database,
                                    "SELECT n.name || '/' || c.instance, c.position FROM cursor c "
                                    "JOIN lot n ON n.id = c.lot ORDER BY n.name, c.instance");
        std::vector<std::pair<std::string, std::string>> cursors;
        for (Rows rows(statement); rows.next();) cursors.emplace_back(rows.text(0), rows.text(1));
        return cursors;
    });
}

Result<std::vector<std::string>> Reader::verify() const {
    return guarded<std::vector<std::string>>("verifying the store",
                                             [&] { return store::verify(*body_->database, body_->images); });
}

}  // namespace lotbridge::store
