#include "store/traffic.hpp"

namespace lotbridge::store {

namespace {

constexpr auto traffic_by_topic =
    "SELECT t.name, count(*), count(*) FILTER (WHERE r.state = 3), count(*) FILTER (WHERE o.state < 2), "
    "count(*) FILTER (WHERE o.state = 2), count(*) FILTER (WHERE o.state = 4), count(*) FILTER (WHERE r.state = 5), "
    "count(*) FILTER (WHERE r.state = 6), count(*) FILTER (WHERE o.refused), "
    "coalesce(min(l.seq) FILTER (WHERE r.state = 3), 0), coalesce(max(l.seq) FILTER (WHERE r.state = 3), 0), "
    "coalesce(max(l.seq) FILTER (WHERE o.state > 1), 0), min(l.captured) FILTER (WHERE o.state < 3) "
    "FROM letter l JOIN topic t ON t.id = coalesce(l.sent_as, l.topic) "
    "LEFT JOIN outbox o ON o.lot = l.lot AND o.state IN (0, 1, 2, 4) AND o.seq = l.seq "
    "LEFT JOIN receipt r ON r.seq = l.seq "
    "WHERE l.lot = (SELECT id FROM lot WHERE name = ?1) AND l.captured >= ?2 AND l.captured < ?3 "
    "GROUP BY t.name ORDER BY t.name";
constexpr auto audit_lines =
    "SELECT lot, at, what, who, outcome, detail FROM audit "
    "WHERE lot = (SELECT id FROM lot WHERE name = ?1) AND at >= ?2 AND at < ?3 ORDER BY id";

}  // namespace

std::vector<Traffic> traffic_of(SQLite::Database& database, std::string const& lot, Span span) {
    std::vector<Traffic> topics;
    SQLite::Statement statement(database, traffic_by_topic);
    for (Rows rows(statement, lot, span.from, span.to); rows.next();) {
        auto& traffic = topics.emplace_back(Traffic{.topic = rows.text(0)});
        int column = 1;
        for (auto* const count : {&traffic.taken, &traffic.delivered, &traffic.waiting, &traffic.held, &traffic.dead,
                                  &traffic.folded, &traffic.dropped, &traffic.refused, &traffic.first_delivered,
                                  &traffic.last_delivered, &traffic.last_troubled})
            *count = rows.integer(column++);
        if (!rows.null(column)) traffic.oldest_open = rows.wall(column);
    }
    return topics;
}

std::vector<Audit> audit_of(SQLite::Database& database, std::string const& lot, Span span) {
    std::vector<Audit> lines;
    SQLite::Statement statement(database, audit_lines);
    for (Rows rows(statement, lot, span.from, span.to); rows.next();)
        lines.push_back({rows.integer(0), rows.wall(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)});
    return lines;
}

}  // namespace lotbridge::store
