#include "odbc_rows.hpp"

#include <soci/session.h>

#ifdef LOTBRIDGE_SOCI_ODBC
#include <soci/odbc/soci-odbc.h>
#endif

#include <algorithm>
#include <array>

namespace lotbridge::sql {

#ifdef LOTBRIDGE_SOCI_ODBC

std::optional<OdbcRows> OdbcRows::of(soci::session& session, soci::details::statement_backend& statement) {
    if (session.get_backend_name() != "odbc") return std::nullopt;
    return OdbcRows(static_cast<soci::odbc_statement_backend&>(statement).hstmt_);
}

void OdbcRows::limit(std::chrono::milliseconds limit) {
    auto const seconds =
        std::max<SQLULEN>(static_cast<SQLULEN>(std::chrono::ceil<std::chrono::seconds>(limit).count()), 1);
    SQLSetStmtAttr(statement_, SQL_ATTR_QUERY_TIMEOUT, reinterpret_cast<SQLPOINTER>(seconds), 0);
}

void OdbcRows::describe(std::size_t columns) {
    for (std::size_t i = 1; i <= columns; ++i) {
        SQLSMALLINT ignored = 0, type = 0;
        SQLULEN size = 0;
        SQLDescribeCol(statement_, static_cast<SQLUSMALLINT>(i), nullptr, 0, &ignored, &type, &size, &ignored,
                       &ignored);
        binary_.push_back(type == SQL_BINARY || type == SQL_VARBINARY || type == SQL_LONGVARBINARY);
    }
}

Cell OdbcRows::cell(std::size_t column) {
    std::string text;
    std::array<char, 4096> piece;
    auto const form = binary_[column] ? SQL_C_BINARY : SQL_C_CHAR;
    auto const room = static_cast<SQLLEN>(piece.size()) - (binary_[column] ? 0 : 1);  // a text ends in a zero
    for (;;) {
        SQLLEN left = 0;  // of the value, with this piece
        auto const answer =
            SQLGetData(statement_, static_cast<SQLUSMALLINT>(column + 1), static_cast<SQLSMALLINT>(form), piece.data(),
                       static_cast<SQLLEN>(piece.size()), &left);
        if (answer == SQL_NO_DATA) return text;
        if (!SQL_SUCCEEDED(answer))
            throw soci::odbc_soci_error(SQL_HANDLE_STMT, statement_, "reading column " + std::to_string(column + 1));
        if (left == SQL_NULL_DATA) return std::nullopt;
        bool const whole = left != SQL_NO_TOTAL && left <= room;
        text.append(piece.data(), static_cast<std::size_t>(whole ? left : room));
        if (whole) return text;
    }
}

#else

std::optional<OdbcRows> OdbcRows::of(soci::session&, soci::details::statement_backend&) { return std::nullopt; }
void OdbcRows::limit(std::chrono::milliseconds) {}
void OdbcRows::describe(std::size_t) {}
Cell OdbcRows::cell(std::size_t) { return std::nullopt; }

#endif

}  // namespace lotbridge::sql
