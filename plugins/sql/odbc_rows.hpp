// Rows of an ODBC statement, whatever their length. SOCI sets aside 100 MB for each column without a limit of its own,
// and cuts bytes at the first zero.
#pragma once

#include "row.hpp"

#include <soci/soci-backend.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace soci {
class session;
}

namespace lotbridge::sql {

class OdbcRows {
public:
    // Nothing when the session is none of ODBC.
    static std::optional<OdbcRows> of(soci::session& session, soci::details::statement_backend& statement);

    // Asks the driver to end the statement then, in whole seconds; not every driver can. Before it is executed.
    void limit(std::chrono::milliseconds limit);
    // After it is executed.
    void describe(std::size_t columns);
    // Of the row that SOCI has fetched; columns in their order, each once. Throws soci::soci_error.
    Cell cell(std::size_t column);

private:
    explicit OdbcRows(void* statement) : statement_(statement) {}

    void* statement_;           // SQLHSTMT
    std::vector<bool> binary_;  // by column
};

}  // namespace lotbridge::sql
