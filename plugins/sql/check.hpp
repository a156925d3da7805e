// What `lotbridge check` says about a lot with this adapter: mapping, examples, database, schema, queries, permissions.
#pragma once

#include "database.hpp"
#include "mapping.hpp"
#include "setup.hpp"

#include <lotbridge/adapter.hpp>

namespace lotbridge::sql {

// The mapping's own examples: a row in, a message out. Needs no database.
void check_examples(Mapping const& mapping, Parameters const& parameters, Findings& findings);

class SiteCheck {
public:
    SiteCheck(Setup setup, Findings& findings) : setup_(std::move(setup)), findings_(findings) {}

    void run();

private:
    void schema(Database& database, Mapping const& mapping);
    void streams(Database& database, Mapping const& mapping);
    void counts(Database& database, Mapping const& mapping);
    void commands(Database& database, Mapping const& mapping);
    void permissions(Database& database, Mapping const& mapping);
    void statement(Database& database, std::string const& subject, Query const& query,
                   std::vector<std::string> const& columns, Values with);
    Values site_values() const;
    // One finding a line of words.
    void failed(std::string const& subject, std::string const& lines);

    Setup setup_;
    Findings& findings_;
};

}  // namespace lotbridge::sql
