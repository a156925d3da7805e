#include "store/commands.hpp"

#include "store/statements.hpp"

namespace lotbridge::store {

Commands::Commands(SQLite::Database& database)
    : insert_(database,
              "INSERT INTO command (lot, state, topic, key, opr_num, arrived, body, answer) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING"),
      by_key_(database, sql::command_by_key),
      finish_(database,
              "UPDATE command SET state = ?2, answer = ?3, words = ?4, attempts = attempts + 1 WHERE id = ?1"),
      owed_(database, sql::owed_commands),
      audit_(database, "INSERT INTO audit (lot, at, what, who, outcome, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
      doubt_(database, "UPDATE command SET state = 3 WHERE state = 0") {}

Command read_command(Rows const& rows) {
    Command command;
    command.id = rows.integer(0);
    command.lot = rows.integer(1);
    command.state = static_cast<CommandState>(rows.integer(2));
    command.topic = rows.text(3);
    command.key = rows.text(4);
    command.opr_num = rows.text(5);
    command.body = rows.text(6);
    command.answer = rows.text(7);
    command.words = rows.text(8);
    command.attempts = static_cast<int>(rows.integer(9));
    command.arrived = rows.wall(10);
    return command;
}

CommandStart Commands::begin(NewCommand const& command) {
    auto const state = command.owed ? CommandState::owed : CommandState::begun;
    auto const first = run(insert_, command.lot, static_cast<int>(state), command.topic, command.key, command.opr_num,
                           command.arrived, command.body, command.answer) > 0;
    Rows rows(by_key_, command.lot, command.topic, command.key);
    rows.next();
    return {first, read_command(rows)};
}

void Commands::finish(std::int64_t id, CommandState state, std::string const& answer, std::string const& words) {
    run(finish_, id, static_cast<int>(state), answer, words);
}

std::vector<Command> Commands::owed(LotId lot) {
    std::vector<Command> commands;
    for (Rows rows(owed_, lot); rows.next();) commands.push_back(read_command(rows));
    return commands;
}

void Commands::audit(Audit const& entry) {
    run(audit_, entry.lot, entry.at, entry.what, entry.who, entry.outcome, entry.detail);
}

void Commands::doubt_begun() { run(doubt_); }

}  // namespace lotbridge::store
