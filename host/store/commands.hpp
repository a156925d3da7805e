// Requests from the cloud with the answers they were given, so that a repeated one is answered and not carried out
// again; and the audit lines of what was opened, paid or refused.
#pragma once

#include "store/database.hpp"
#include "store/store.hpp"

namespace lotbridge::store {

Command read_command(Rows const& rows);  // LOTBRIDGE_COMMAND_COLUMNS

class Commands {
public:
    explicit Commands(SQLite::Database& database);

    CommandStart begin(NewCommand const& command);
    void finish(CommandEnd const& end);
    std::vector<Command> begun(LotId lot);
    std::vector<Command> owed(LotId lot);
    std::size_t retry_payments(std::vector<std::int64_t> const& ids);
    std::size_t drop_payments(std::vector<std::int64_t> const& ids, std::string const& why, WallTime now);
    std::vector<Command> of_record(LotId lot, std::string const& record, std::string const& topic);
    void audit(Audit const& entry);

private:
    std::vector<Command> all(Rows rows);

    SQLite::Statement insert_, by_key_, finish_, begun_, owed_, refused_, owe_again_, drop_, of_record_, audit_;
};

}  // namespace lotbridge::store
