#include "store/salvage.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>
#include <algorithm>
#include <limits>
#include <vector>

namespace lotbridge::store {

namespace {

constexpr auto none = std::numeric_limits<std::int64_t>::min(), endless = std::numeric_limits<std::int64_t>::max();
constexpr int rows_per_commit = 5000;
constexpr int probes = 2000;  // into the unreadable, per table: enough to find islands, an end for a file of noise

std::string joined(std::vector<std::string> const& names) {
    std::string list;
    for (auto const& name : names) list += (list.empty() ? "" : ", ") + name;
    return list;
}

std::vector<std::string> columns_of(SQLite::Database& database, std::string const& table) {
    std::vector<std::string> columns;
    SQLite::Statement info(database, "SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid");
    for (Rows rows(info); rows.next();) columns.push_back(rows.text(0));
    return columns;
}

class Rescue {
public:
    Rescue(SQLite::Database& damaged, SQLite::Database& fresh, Saved& saved)
        : damaged_(damaged), fresh_(fresh), saved_(saved), transaction_(std::make_unique<SQLite::Transaction>(fresh)) {}

    // A stretch of a table, walked by a whole-numbered key. `where` narrows it to rows in which that key counts up.
    void stretch(std::string const& table, std::string const& key, std::string const& where = "1") try {
        prepare(table);
        left_ = probes;
        walk({table, key, where}, none, endless);
    } catch (SQLite::Exception const&) {
        ++saved_.gaps;  // not even the table's first page
    }
    // A small table without such a key: from both ends of its own order.
    void whole(std::string const& table, std::string const& order) try {
        prepare(table);
        auto const from = "SELECT 0, " + joined(columns_) + " FROM \"" + table + "\" ORDER BY " + order;
        std::int64_t reached = 0;
        if (copy(table, from, reached)) return;
        copy(table, from + " DESC", reached);
        ++saved_.gaps;
    } catch (SQLite::Exception const&) {
        ++saved_.gaps;
    }
    void finish() { transaction_->commit(); }

private:
    struct Stretch {
        std::string const &table, &key, &where;
    };

    // The columns that both have: the damaged one may be of an older schema.
    void prepare(std::string const& table) {
        auto const ours = columns_of(fresh_, table);
        auto const theirs = columns_of(damaged_, table);
        columns_.clear();
        std::ranges::copy_if(ours, std::back_inserter(columns_),
                             [&](auto const& name) { return std::ranges::count(theirs, name) > 0; });
        std::string marks = "?";
        for (std::size_t i = 1; i < columns_.size(); ++i) marks += ", ?";
        insert_ = std::make_unique<SQLite::Statement>(
            fresh_, "INSERT OR IGNORE INTO \"" + table + "\" (" + joined(columns_) + ") VALUES (" + marks + ")");
    }

    // From both ends towards the first unreadable page, then into the middle of what is left between.
    void walk(Stretch const& stretch, std::int64_t low, std::int64_t high) {
        if (copy(stretch, low, high, "ASC", low)) return;
        copy(stretch, low, high, "DESC", high);
        if (high - 1 <= low) return;
        if (--left_ <= 0 || high - 2 <= low) {
            ++saved_.gaps;
            return;
        }
        auto const middle = low / 2 + high / 2;
        if (middle <= low || middle >= high) return;
        walk(stretch, low, middle);
        walk(stretch, middle - 1, high);
    }

    // Copies rows between the keys; false when an unreadable page ended it. `reached` is the last good key.
    bool copy(Stretch const& stretch, std::int64_t low, std::int64_t high, char const* direction,
              std::int64_t& reached) {
        return copy(stretch.table,
                    "SELECT " + stretch.key + ", " + joined(columns_) + " FROM \"" + stretch.table + "\" WHERE " +
                        stretch.where + " AND " + stretch.key + " > " + std::to_string(low) + " AND " + stretch.key +
                        " < " + std::to_string(high) + " ORDER BY " + stretch.key + " " + direction,
                    reached);
    }
    bool copy(std::string const& table, std::string const& sql, std::int64_t& reached) try {
        SQLite::Statement select(damaged_, sql);
        for (Rows rows(select); rows.next();) {
            keep(select, table);
            reached = rows.integer(0);
        }
        return true;
    } catch (SQLite::Exception const& exception) {
        if (fault_of(exception) == Fault::storage) throw;
        return false;
    }

    void keep(SQLite::Statement& row, std::string const& table) try {
        for (int i = 0; i < static_cast<int>(columns_.size()); ++i) {
            auto const column = row.getColumn(i + 1);
            switch (column.getType()) {
                case SQLITE_INTEGER:
                    insert_->bind(i + 1, static_cast<int64_t>(column.getInt64()));
                    break;
                case SQLITE_TEXT:
                    insert_->bind(i + 1, column.getString());
                    break;
                case SQLITE_BLOB:
                    insert_->bind(i + 1, column.getBlob(), column.getBytes());
                    break;
                default:
                    insert_->bind(i + 1);
            }
        }
        saved_.rows[table] += static_cast<std::size_t>(run(*insert_));
        if (++kept_ % rows_per_commit != 0) return;
        transaction_->commit();
        transaction_ = std::make_unique<SQLite::Transaction>(fresh_);
    } catch (SQLite::Exception const& exception) {
        if (fault_of(exception) != Fault::piece) throw;
        ++saved_.unreadable;  // readable, and nonsense: a type or a check of the schema says no
    }

    SQLite::Database &damaged_, &fresh_;
    Saved& saved_;
    std::unique_ptr<SQLite::Transaction> transaction_;
    std::unique_ptr<SQLite::Statement> insert_;
    std::vector<std::string> columns_;
    int left_ = 0;
    std::size_t kept_ = 0;
};

std::vector<std::int64_t> lots_of(SQLite::Database& database) {
    std::vector<std::int64_t> lots;
    SQLite::Statement statement(database,
                                "SELECT id FROM lot UNION SELECT lot FROM letter UNION SELECT lot FROM receipt");
    for (Rows rows(statement); rows.next();) lots.push_back(rows.integer(0));
    return lots;
}

}  // namespace

Saved salvage(SQLite::Database& damaged, SQLite::Database& fresh) {
    Saved saved;
    Rescue rescue(damaged, fresh, saved);
    for (auto const* const table : {"lot", "topic", "letter", "receipt", "quarantine", "command", "question",
                                    "kept_answer", "quote", "audit", "run"})
        rescue.stretch(table, "rowid");
    rescue.whole("meta", "name");
    rescue.whole("cursor", "lot, instance");
    rescue.whole("value", "lot, name");
    rescue.whole("note", "lot, name");
    rescue.whole("figures", "lot, day");
    rescue.whole("outage", "lot, began");
    rescue.whole("report", "lot, name, day");
    for (auto const lot : lots_of(fresh))
        for (auto const* const state : {"0", "1", "2", "4"})
            rescue.stretch("outbox", "seq", "lot = " + std::to_string(lot) + " AND state = " + state);
    rescue.finish();
    mend(fresh, saved);
    return saved;
}

std::string Saved::words() const {
    auto const count = [this](char const* table) {
        auto const known = rows.find(table);
        return std::to_string(known == rows.end() ? 0 : known->second);
    };
    auto words = "saved: " + count("letter") + " letters (" + count("outbox") + " of them unfinished), " +
                 count("command") + " commands, " + count("quarantine") + " quarantined rows, " + count("cursor") +
                 " cursors, " + count("audit") + " audit lines";
    if (lost > 0) words += "; lost: the content of " + std::to_string(lost) + " waiting letters";
    if (doubtful > 0)
        words +=
            "; of " + std::to_string(doubtful) + " letters it is not known whether the cloud has them: they are sent";
    if (unreadable > 0) words += "; " + std::to_string(unreadable) + " rows made no sense";
    if (gaps > 0)
        words += "; " + std::to_string(gaps) + " stretches of the file could not be read, what they held is lost";
    return words;
}

}  // namespace lotbridge::store
