#include "store/commands.hpp"

#include "store/statements.hpp"

namespace lotbridge::store {

Commands::Commands(SQLite::Database& database)
    : insert_(database,
              "INSERT INTO command (lot, state, topic, key, opr_num, arrived, body, answer, record) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING"),
      by_key_(database, sql::command_by_key),
      finish_(database,
              "UPDATE command SET state = ?2, refused = ?3, answer = ?4, words = ?5, attempts = attempts + 1 "
              "WHERE id = ?1"),
      begun_(database, sql::begun_commands),
      owed_(database, sql::owed_commands),
      refused_(database,
               "SELECT " LOTBRIDGE_COMMAND_COLUMNS " FROM command WHERE id = ?1 AND state = 2 AND refused = 1"),
      owe_again_(database, "UPDATE command SET refused = 0 WHERE id = ?1 AND state = 2 AND refused = 1"),
      drop_(database, "UPDATE command SET state = 1, refused = 0, words = ?2 WHERE id = ?1"),
      of_record_(database, sql::commands_of_record),
      audit_(database, "INSERT INTO audit (lot, at, what, who, outcome, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)") {}

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
    if (rows.flag(11)) command.state = CommandState::refused;
    command.record = rows.text(12);
    return command;
}

CommandStart Commands::begin(NewCommand const& command) {
    auto const state = command.owed ? CommandState::owed : CommandState::begun;
    auto const first = run(insert_, command.lot, static_cast<int>(state), command.topic, command.key, command.opr_num,
                           command.arrived, command.body, command.answer, command.record) > 0;
    if (first && command.audit) audit(*command.audit);
    Rows rows(by_key_, command.lot, command.topic, command.key);
    rows.next();
    return {first, read_command(rows)};
}

void Commands::finish(CommandEnd const& end) {
    bool const refused = end.state == CommandState::refused;
    run(finish_, end.id, static_cast<int>(refused ? CommandState::owed : end.state), refused, end.answer, end.words);
    if (end.audit) audit(*end.audit);
}

std::vector<Command> Commands::all(Rows rows) {
    std::vector<Command> commands;
    while (rows.next()) commands.push_back(read_command(rows));
    return commands;
}

std::vector<Command> Commands::begun(LotId lot) { return all(Rows(begun_, lot)); }
std::vector<Command> Commands::owed(LotId lot) { return all(Rows(owed_, lot)); }

std::size_t Commands::retry_payments(std::vector<std::int64_t> const& ids) {
    std::size_t count = 0;
    for (auto const id : ids) count += static_cast<std::size_t>(run(owe_again_, id));
    return count;
}

std::size_t Commands::drop_payments(std::vector<std::int64_t> const& ids, std::string const& why, WallTime now) {
    std::size_t count = 0;
    for (auto const id : ids) {
        Audit entry{.at = now, .who = "operator", .outcome = "dropped", .detail = why};
        {
            Rows rows(refused_, id);
            if (!rows.next()) continue;
            auto const payment = read_command(rows);
            entry.lot = payment.lot;
            entry.what = payment.topic + ' ' + payment.body;
        }
        run(drop_, id, why);
        audit(entry);
        ++count;
    }
    return count;
}

std::vector<Command> Commands::of_record(LotId lot, std::string const& record, std::string const& topic) {
    return all(Rows(of_record_, lot, record, topic));
}

void Commands::audit(Audit const& entry) {
    run(audit_, entry.lot, entry.at, entry.what, entry.who, entry.outcome, entry.detail);
}

}  // namespace lotbridge::store
