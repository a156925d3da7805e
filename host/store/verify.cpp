#include "store/verify.hpp"

#include <array>

namespace lotbridge::store {

namespace {

struct Rule {
    char const *broken, *finding;  // a statement that gives the offending numbers, and what is wrong with them
};

constexpr std::array rules{
    Rule{"SELECT o.seq FROM outbox o LEFT JOIN letter l ON l.seq = o.seq WHERE l.seq IS NULL",
         "is waiting and has no content"},
    Rule{"SELECT r.seq FROM receipt r LEFT JOIN letter l ON l.seq = r.seq WHERE l.seq IS NULL",
         "has a receipt and no content"},
    Rule{"SELECT l.seq FROM letter l LEFT JOIN receipt r ON r.seq = l.seq WHERE r.seq IS NULL AND NOT EXISTS "
         "(SELECT 1 FROM outbox o WHERE o.lot = l.lot AND o.state IN (0, 1, 2, 4) AND o.seq = l.seq)",
         "is neither waiting nor finished"},
    Rule{"SELECT o.seq FROM outbox o JOIN receipt r ON r.seq = o.seq", "is waiting and finished at once"},
    Rule{"SELECT l.seq FROM letter l LEFT JOIN lot n ON n.id = l.lot WHERE n.id IS NULL", "belongs to no known lot"},
    Rule{"SELECT l.seq FROM letter l LEFT JOIN topic t ON t.id = l.topic WHERE t.id IS NULL", "has no known topic"},
    Rule{"SELECT min(o.seq) FROM outbox o JOIN letter l ON l.seq = o.seq WHERE o.state IN (0, 2) AND l.record <> '' "
         "GROUP BY l.lot, l.record HAVING count(*) > 1",
         "is not the only head of its record"},
    Rule{"SELECT o.seq FROM outbox o JOIN letter l ON l.seq = o.seq WHERE o.state = 1 AND NOT EXISTS "
         "(SELECT 1 FROM letter h JOIN outbox p ON p.lot = h.lot AND p.state IN (0, 2) AND p.seq = h.seq "
         "WHERE h.lot = l.lot AND h.record = l.record)",
         "waits behind a head that is not there"},
};

void look_at_pictures(SQLite::Database& database, Images const& images, std::vector<std::string>& findings) {
    SQLite::Statement named(
        database, "SELECT seq, image FROM letter WHERE image IS NOT NULL AND seq > ?1 ORDER BY seq LIMIT 500");
    std::int64_t after = 0;
    for (bool more = true; more;) {
        std::vector<std::pair<std::int64_t, std::string>>
            page;  // read before the files are: no transaction waits for them
        for (Rows rows(named, after); rows.next();) page.emplace_back(rows.integer(0), rows.text(1));
        for (auto const& [seq, image] : page)
            if (auto fault = images.fault(image); !fault.empty())
                findings.push_back("letter " + std::to_string(seq) + ": " + fault);
        more = !page.empty();
        if (more) after = page.back().first;
    }
}

}  // namespace

std::vector<std::string> structure_faults(SQLite::Database& database) {
    std::vector<std::string> tables, faults;
    SQLite::Statement list(database, "SELECT name FROM sqlite_schema WHERE type = 'table'");
    for (Rows rows(list); rows.next();) tables.push_back(rows.text(0));
    for (auto const& table : tables) {
        SQLite::Statement check(database, "PRAGMA integrity_check(\"" + table + "\")");
        for (Rows rows(check); rows.next();)
            if (rows.text(0) != "ok") faults.push_back("table " + table + ": " + rows.text(0));
    }
    return faults;
}

std::vector<std::string> verify(SQLite::Database& database, Images const& images) {
    std::vector<std::string> findings;
    SQLite::Statement check(database, "PRAGMA integrity_check");
    for (Rows rows(check); rows.next();)
        if (rows.text(0) != "ok") findings.push_back("structure: " + rows.text(0));
    for (auto const& rule : rules) {
        SQLite::Statement statement(database, rule.broken);
        for (Rows rows(statement); rows.next();) findings.push_back("letter " + rows.text(0) + " " + rule.finding);
    }
    look_at_pictures(database, images, findings);
    return findings;
}

}  // namespace lotbridge::store
