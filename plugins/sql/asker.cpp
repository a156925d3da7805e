#include "asker.hpp"

#include "columns.hpp"
#include "veiled.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::int64_t most_rows = 100;  // of one look

std::string name_of(Question const& question) { return "question " + std::string(question.interface->id); }

// What becomes of the fee is told by one word, whatever the kind of question.
char const* outcome_of(Question const& question, Fields const& answer) {
    if (question.interface->id != "auto_deduct") return "answered";
    auto const status = answer.find("payStatus");
    return status != answer.end() && status->second == "1" ? "answered" : "as_usual";
}

// Two rows with the same key are one question, unless they were asked at different times: some lots keep one row a
// lane.
Result<std::string> identity(Question const& question, Scope const& row, Cell const& asked) {
    std::string id = asked.value_or("");
    for (auto const& key : question.key) {
        LOTBRIDGE_TRY(auto const cell, column(row, key.name, row.encoding));
        if (!cell) return fail(Errc::rejected, describe(key.place) + ": column " + key.name + " is NULL");
        id += '\n' + *cell;
    }
    return id;
}

}  // namespace

Asker::Asker(Mapping const& mapping, Parameters const& parameters, Link& reader, Link& writer, Host const& host,
             Link::Now now)
    : mapping_(mapping), parameters_(parameters), reader_(reader), writer_(writer), host_(host), now_(std::move(now)) {
    if (!mapping_.allow_writes) return;
    for (auto const& question : mapping_.questions) kinds_.push_back({.question = question});
}

milliseconds Asker::every() const {
    auto const shorter = [](Kind const& a, Kind const& b) { return a.question.every < b.question.every; };
    auto const shortest = std::min_element(kinds_.begin(), kinds_.end(), shorter);
    return shortest == kinds_.end() ? 0ms : shortest->question.every;
}

Result<Batch> Asker::look() {
    Batch batch;
    for (auto& kind : kinds_) {
        if (now_() < kind.due || !kind.pause.over(now_())) continue;
        auto const found = read(kind);
        if (!found) {
            kind.trouble = name_of(kind.question) + ": " + found.error().message;
            kind.pause.lengthen(now_());
            continue;
        }
        kind.pause = {};
        // One that was not asked yet goes ahead of one whose answer could not be written.
        auto const ready = [&](bool asked) {
            return std::find_if(found->begin(), found->end(), [&](Found const& one) {
                return !one.waiting->done && one.waiting->told.has_value() == asked && one.waiting->pause.over(now_());
            });
        };
        auto next = ready(false);
        if (next == found->end()) next = ready(true);
        if (next == found->end()) {
            kind.due = now_() + kind.question.every;
            continue;
        }
        LOTBRIDGE_CHECK(deal_with(kind, *next));
        batch.ask_again();
        break;
    }
    batch.leave_out(troubles());
    return batch;
}

Result<Batch> Asker::waiting() {
    Batch batch;
    for (auto& kind : kinds_) {
        auto const found = read(kind);
        if (!found) return fail(found.error().code, name_of(kind.question) + ": " + found.error().message);
        for (auto const& [row, waiting] : *found) {
            if (waiting->done || waiting->told || too_old(kind.question, *waiting)) continue;
            batch.add_body(std::string(kind.question.interface->id), make_body(kind.question.fields, scope(row)).json);
        }
    }
    return batch;
}

// ---- what waits

Result<std::vector<Asker::Found>> Asker::read(Kind& kind) {
    auto const now = now_();
    LOTBRIDGE_TRY(auto table, rows_of(kind));
    kind.trouble.clear();
    std::map<std::string, Waiting> rows;
    std::vector<Found> found;
    for (auto& row : table.rows) {
        auto const asked = asked_at(kind.question, row);
        auto const id = identity(kind.question, scope(row), asked ? *asked : Cell());
        if (!id) {
            kind.trouble = name_of(kind.question) + ": " + veiled(id.error().message);
            continue;
        }
        auto const known = kind.rows.find(*id);
        if (known == kind.rows.end()) {
            LOTBRIDGE_TRY(rows[*id], meet(kind, row, now));
        } else {
            rows.insert(*known);
        }
        auto& waiting = rows[*id];
        if (waiting.done)
            kind.trouble =
                name_of(kind.question) + ": " + describe(kind.question.query.place) +
                ": a row still waits after its answer was written; the statements of \"answer\" must take it "
                "out of the query";
        found.push_back({std::move(row), &waiting});
    }
    kind.rows = std::move(rows);
    kind.looked = now;
    return found;
}

Result<Table> Asker::rows_of(Kind& kind) {
    LOTBRIDGE_TRY(auto* const database, reader_.database());
    Values values{{"limit", most_rows}};
    for (auto const& [name, value] : parameters_.values) values[name] = value;
    LOTBRIDGE_TRY(auto table, run(*database, kind.question.query, values));
    if (*table.columns != kind.fitting) {
        LOTBRIDGE_CHECK(check_columns(columns_of(kind.question), *table.columns, parameters_));
        kind.fitting = *table.columns;
    }
    return table;
}

// Since when it waits. A row that was not there a moment ago is as young as that, whatever the clock of the computer
// that wrote it says. Otherwise that clock is held against the database's.
Result<Asker::Waiting> Asker::meet(Kind const& kind, Row const& row, Time now) {
    auto const& question = kind.question;
    if (kind.looked && now - *kind.looked < question.valid) return Waiting{.written = *kind.looked};
    auto const asked = asked_at(question, row);
    if (!question.asked || !asked) return Waiting{.written = now};
    LOTBRIDGE_TRY(auto const database_time, reader_.time());
    auto const time = LocalTime::parse(std::string_view(asked->value_or("")).substr(0, 19));
    auto const age = database_time.at() - time->at();
    return Waiting{.written = now - (age == -1s ? 0s : std::chrono::abs(age))};  // both clocks are read to the second
}

Result<Cell> Asker::asked_at(Question const& question, Row const& row) const {
    if (!question.asked) return Cell();
    LOTBRIDGE_TRY(auto cell, question.asked->apply(scope(row)));
    auto const time = LocalTime::parse(std::string_view(cell.value_or("")).substr(0, 19));
    if (time && !time->empty()) return cell;
    return fail(Errc::rejected, describe(question.asked->place) + ": \"" + cell.value_or("NULL") +
                                    "\" is no time as yyyy-MM-dd HH:mm:ss");
}

bool Asker::too_old(Question const& question, Waiting const& waiting) const {
    return now_() - waiting.written >= question.valid;
}

// ---- asked and answered

Result<> Asker::deal_with(Kind& kind, Found const& found) {
    auto& waiting = *found.waiting;
    bool const first = waiting.trouble.empty();
    if (!waiting.told) {
        auto told = ask(kind.question, found.row, waiting);
        if (!told) {
            kind.trouble = told.error().message;
            kind.pause.lengthen(now_());
            return fail(told.error().code, troubles());
        }
        waiting.told = std::move(*told);
    }
    auto const taken = write(kind.question, found.row, *waiting.told, first);
    if (!taken) {
        waiting.trouble = name_of(kind.question) + ": its answer cannot be written: " + taken.error().message;
        waiting.pause.lengthen(now_());
        return fail(Errc::retry, troubles());
    }
    waiting.trouble.clear();
    waiting.done = true;
    if (*taken || waiting.told->outcome != "answered") return {};
    return fail(Errc::retry, name_of(kind.question) + ": its answer came when the lot did not wait for it any more");
}

Result<Asker::Told> Asker::ask(Question const& question, Row const& row, Waiting const& waiting) {
    auto const body = make_body(question.fields, scope(row));
    Told told;
    LOTBRIDGE_TRY(told.fields, read_request(body.json));
    auto const asked = asked_at(question, row);
    if (!asked || !body.problems.empty()) {
        told.outcome = "refused";
        told.words = asked ? body.problems.front() : asked.error().message;
    } else if (too_old(question, waiting)) {
        told.outcome = "no_answer";
        told.words = "it had waited too long to be asked";
    } else {
        auto const rest = question.valid - std::chrono::duration_cast<milliseconds>(now_() - waiting.written);
        auto const limit = question.limit > 0ms ? std::min(question.limit, rest) : rest;
        auto answer = host_.ask(question.interface->id, body.json, limit);
        if (answer) {
            LOTBRIDGE_TRY(auto fields, read_request(*answer));
            told.outcome = outcome_of(question, fields);
            told.fields.merge(std::move(fields));
            return told;
        }
        told.words = answer.error().message;
        if (answer.error().code == Errc::retry)
            told.outcome = "no_answer";
        else if (answer.error().code == Errc::rejected)
            told.outcome = "refused";
        else
            return fail(answer.error());
    }
    if (told.outcome == "refused")
        host_.log(LogLevel::warning, describe(question.place) + ": a question was refused: " + veiled(told.words));
    return told;
}

// Whether somebody took it: a plain statement that changes nothing finds nobody who waits.
Result<bool> Asker::write(Question const& question, Row const& row, Told const& told, bool at_once) {
    auto fields = told.fields;
    fields["outcome"] = told.outcome;
    fields["words"] = told.words;
    Values values;
    for (auto const& [name, value] : parameters_.values) values[name] = value;
    add_members(values, *question.interface->request, fields);
    add_members(values, *question.interface->response, fields);
    for (auto const* name : {"outcome", "words"}) values[name] = *fields[name];
    for (auto const& key : question.key) {
        LOTBRIDGE_TRY(auto const cell, column(scope(row), key.name, mapping_.encoding));
        values[key.name] = cell ? Value(*cell) : Value();
    }
    for (auto const& [name, recipe] : question.parameters) {
        LOTBRIDGE_TRY(auto const cell, recipe.apply(scope(row, &fields)));
        values[name] = cell ? Value(*cell) : Value();
    }
    LOTBRIDGE_TRY(auto* const database, writer_.database(at_once));
    auto const whole = [&]() -> Result<bool> {
        if (question.answer.size() > 1) LOTBRIDGE_CHECK(database->begin());
        bool taken = false;
        for (auto const& query : question.answer) {
            LOTBRIDGE_TRY(auto const table, run(*database, query, values));
            taken = taken || table.affected > 0 || !table.columns->empty() || query.statement.is_call();
        }
        if (question.answer.size() > 1) LOTBRIDGE_CHECK(database->commit());
        return taken;
    };
    auto taken = whole();
    database->rollback();
    return taken;
}

std::string Asker::troubles() const {
    std::string words;
    auto const say = [&](std::string const& more) {
        if (!more.empty() && words.find(more) == std::string::npos) words += (words.empty() ? "" : "; ") + more;
    };
    for (auto const& kind : kinds_) {
        say(kind.trouble);
        for (auto const& [id, waiting] : kind.rows) say(waiting.trouble);
    }
    return words;
}

Scope Asker::scope(Row const& row, Fields const* fields) const {
    return {&row, fields, &parameters_, mapping_.encoding};
}

}  // namespace lotbridge::sql
