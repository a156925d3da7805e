// Carries out the cloud's requests by the mapping's statements.
#pragma once

#include "body.hpp"
#include "link.hpp"
#include "mapping.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace lotbridge::sql {

class Commander {
public:
    // All must outlive it.
    Commander(Mapping const& mapping, Parameters const& parameters, Link& reader, Link& writer);

    // The reply's JSON. Errc::unsupported: the mapping does not offer it, or it writes and writing is not allowed.
    // Errc::rejected: refused, with the mapping's words. Errc::retry: the database did not play along.
    Result<std::string> carry_out(std::string_view name, std::string_view request, std::chrono::milliseconds time_left);

private:
    using Clock = std::chrono::steady_clock;
    struct Run;  // one request on its way

    Result<Command const*> find(std::string_view name) const;
    Result<Values> values(Command const& command, Fields const& fields) const;
    Result<Table> write(Run& run);
    Result<Table> read(Run& run, Database& database);
    Result<std::optional<Table>> done_before(Run& run, Database& database);
    Result<std::optional<Row>> look(Run& run, Database& database);
    Result<Row> wait(Run& run, Database& database);
    Result<std::string> reply(Run const& run, Table const& answer) const;

    Mapping const& mapping_;
    Parameters const& parameters_;
    Link &reader_, &writer_;
};

}  // namespace lotbridge::sql
