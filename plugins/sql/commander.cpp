#include "commander.hpp"

#include "border.hpp"

#include <algorithm>
#include <random>
#include <thread>

namespace lotbridge::sql {
namespace {

// The number under which a lot's own tables may note a request.
std::string fresh_number() {
    static constexpr std::string_view hex = "0123456789abcdef";
    std::random_device random;
    std::string number;
    for (int i = 0; i < 32; ++i) number += hex[random() % 16];
    return number;
}

}  // namespace

struct Commander::Run {
    Command const& command;
    Fields fields;
    Values values;
    Clock::time_point deadline;

    std::chrono::milliseconds left() const {
        auto const rest = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        return std::max(rest, std::chrono::milliseconds(1));
    }
};

Commander::Commander(Mapping const& mapping, Parameters const& parameters, Link& reader, Link& writer)
    : mapping_(mapping), parameters_(parameters), reader_(reader), writer_(writer) {}

Result<std::string> Commander::carry_out(std::string_view name, std::string_view request,
                                         std::chrono::milliseconds time_left) {
    LOTBRIDGE_TRY(auto const* const command, find(name));
    LOTBRIDGE_TRY(auto fields, read_request(request));
    LOTBRIDGE_TRY(auto parameters, values(*command, fields));
    Run run{*command, std::move(fields), std::move(parameters), Clock::now() + std::min(command->limit, time_left)};
    if (command->writes) {
        LOTBRIDGE_TRY(auto const answer, write(run));
        return reply(run, answer);
    }
    LOTBRIDGE_TRY(auto* const database, reader_.database(true));
    LOTBRIDGE_TRY(auto const answer, read(run, *database));
    return reply(run, answer);
}

Result<Command const*> Commander::find(std::string_view name) const {
    auto const found = mapping_.commands.find(name);
    if (found == mapping_.commands.end())
        return fail(Errc::unsupported, "mapping " + mapping_.name + " does not offer " + std::string(name));
    if (found->second.statements.empty())
        return fail(Errc::unsupported,
                    "mapping " + mapping_.name + " has no " + std::string(name) + " for this kind of database");
    if (found->second.writes && !mapping_.allow_writes)
        return fail(Errc::unsupported, std::string(name) + " would write to the lot's database; mapping " +
                                           mapping_.file + " does not say \"allow_writes\": true");
    return &found->second;
}

Result<Values> Commander::values(Command const& command, Fields const& fields) const {
    Values values;
    for (auto const& [name, value] : parameters_.values) values[name] = value;
    add_members(values, request_shape(*command.interface), fields);
    Scope const scope{nullptr, &fields, &parameters_, mapping_.encoding};
    for (auto const& [name, recipe] : command.parameters) {
        LOTBRIDGE_TRY(auto const cell, recipe.apply(scope));
        values[name] = cell ? Value(*cell) : Value();
    }
    values["request_id"] = fresh_number();
    return values;
}

// All or nothing; a payment that was applied before is answered from what is there. A clash with a unique key may mean
// just that, so it is looked up once more before giving up.
Result<Table> Commander::write(Run& run) {
    LOTBRIDGE_TRY(auto* database, writer_.database(true));
    auto const whole = [&]() -> Result<Table> {
        if (run.command.transaction) LOTBRIDGE_CHECK(database->begin());
        LOTBRIDGE_TRY(auto done, done_before(run, *database));
        if (done) return std::move(*done);
        LOTBRIDGE_TRY(auto answer, read(run, *database));
        if (run.command.transaction) LOTBRIDGE_CHECK(database->commit());
        return answer;
    };
    auto answer = whole();
    database->rollback();
    if (!answer && answer.error().code == Errc::retry && run.command.already_done) {
        auto const again = writer_.database(true);
        auto done = again ? done_before(run, **again) : Result<std::optional<Table>>(std::nullopt);
        if (done && *done) return std::move(**done);
    }
    if (!answer || !run.command.wait) return answer;
    LOTBRIDGE_TRY(auto row, wait(run, *database));
    Table last{row.columns, {}, 0};
    last.rows.push_back(std::move(row));
    return last;
}

Result<std::optional<Table>> Commander::done_before(Run& run, Database& database) {
    if (!run.command.already_done) return std::nullopt;
    LOTBRIDGE_TRY(auto found, database.run(run.command.already_done->statement, run.values, run.left()));
    if (found.rows.empty()) return std::nullopt;
    return found;
}

// Requirements, then the statements in their order. The last one that has columns is the answer.
Result<Table> Commander::read(Run& run, Database& database) {
    for (auto const& requirement : run.command.requires_) {
        LOTBRIDGE_TRY(auto const found, database.run(requirement.query.statement, run.values, run.left()));
        if (found.rows.empty()) return fail(Errc::rejected, requirement.otherwise);
    }
    Table answer;
    for (auto const& query : run.command.statements) {
        LOTBRIDGE_TRY(auto table, database.run(query.statement, run.values, run.left()));
        if (table.columns->empty())
            answer.affected += table.affected;
        else
            answer = std::move(table);
    }
    bool const found = answer.columns ? !answer.rows.empty() : answer.affected > 0;
    if (!found && !run.command.not_found.empty()) return fail(Errc::rejected, run.command.not_found);
    return answer;
}

// What the equipment says now: the row that ends the waiting, or nothing yet.
Result<std::optional<Row>> Commander::look(Run& run, Database& database) {
    auto const& wait = *run.command.wait;
    LOTBRIDGE_TRY(auto table, database.run(wait.query.statement, run.values, run.left()));
    if (table.rows.empty()) return std::nullopt;
    Scope const scope{&table.rows.front(), &run.fields, &parameters_, mapping_.encoding};
    LOTBRIDGE_TRY(bool const over, wait.until.holds(scope));
    if (over) return std::move(table.rows.front());
    auto const failed = wait.failed ? wait.failed->holds(scope) : Result<bool>(false);
    if (failed && *failed) return fail(Errc::rejected, "the lot's equipment answered that it failed");
    return std::nullopt;
}

// A request that was not confirmed in time is withdrawn: a gate must not move when nobody expects it any more. It may
// have moved in the last moment, so the last look comes after that.
Result<Row> Commander::wait(Run& run, Database& database) {
    auto const& wait = *run.command.wait;
    for (;;) {
        LOTBRIDGE_TRY(auto row, look(run, database));
        if (row) return std::move(*row);
        if (Clock::now() + wait.every >= run.deadline) break;
        std::this_thread::sleep_for(wait.every);
    }
    run.deadline = Clock::now() + std::chrono::seconds(1);
    if (wait.withdraw) LOTBRIDGE_CHECK(database.run(wait.withdraw->statement, run.values, run.left()));
    LOTBRIDGE_TRY(auto row, look(run, database));
    if (row) return std::move(*row);
    return fail(Errc::retry, wait.words);
}

Result<std::string> Commander::reply(Run const& run, Table const& answer) const {
    Scope const scope{answer.rows.empty() ? nullptr : &answer.rows.front(), &run.fields, &parameters_,
                      mapping_.encoding};
    auto const body = make_body(run.command.reply, scope);
    auto const problems = body.problems.empty() ? schema::check(answer_shape(*run.command.interface), body.json)
                                                : std::vector<schema::Problem>();
    if (body.problems.empty() && problems.empty()) return body.json;
    return fail(Errc::rejected, describe(run.command.place) + ": the reply cannot be made: " +
                                    (body.problems.empty() ? schema::describe(problems) : body.problems.front()));
}

}  // namespace lotbridge::sql
