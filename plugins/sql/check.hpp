// What `lotbridge check` says about a lot with this adapter: mapping, examples, database, schema, queries, permissions.
#pragma once

#include "link.hpp"
#include "mapping.hpp"
#include "plausibility.hpp"
#include "setup.hpp"

#include <lotbridge/adapter.hpp>

#include <functional>
#include <optional>
#include <string>

namespace lotbridge::sql {

// The mapping's own examples: a row in, a message out. Needs no database.
void check_examples(Mapping const& mapping, Parameters const& parameters, Findings& findings);

// The newest row's time with day and month exchanged, when it would then be of now, and is not as it stands.
std::optional<LocalTime> with_day_and_month_exchanged(LocalTime newest, LocalTime now);

class SiteCheck {
public:
    SiteCheck(Setup setup, CheckTerms const& terms, Findings& findings)
        : setup_(std::move(setup)), terms_(terms), findings_(findings) {}

    void run();

private:
    void schema(Database& database, Mapping const& mapping);
    // The folders from which pictures are read, each once.
    void pictures(Mapping const& mapping);
    void stream(Link& link, Mapping const& mapping, RecordStream const& record, Plausibility& plausibility);
    void count(Link& link, Count const& count);
    void totals(Link& link, Mapping const& mapping, Totals const& totals);
    void question(Link& link, Question const& question, bool allow_writes);
    void command(Link& link, std::string const& name, Command const& command, bool allow_writes);
    // Whether the database understands it, and gives the columns that are read. day: the values that name one.
    void statement(Link& link, std::string const& subject, Query const& query, std::vector<ColumnUse> const& columns,
                   std::function<bool(std::string const&)> const& known, Values const& day = {});
    // Tables that a query reads from end to end; `remedy` says for one of them what would spare that.
    void walks(Link& link, std::string const& subject, Query const& query, Result<std::string> const& plan,
               std::function<std::string(std::string const&)> const& remedy);
    void permissions(Link& link, Mapping const& mapping);
    // One finding a line of words.
    void failed(std::string const& subject, std::string const& lines);

    // The database's own, and that of the newest row, against the lot's.
    void clocks(Link& link);

    Setup setup_;
    CheckTerms terms_;
    Findings& findings_;
    std::optional<LocalTime> newest_;  // of all rows that were met
    std::string newest_in_;            // this stream
};

}  // namespace lotbridge::sql
