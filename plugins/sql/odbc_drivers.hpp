// The drivers that ODBC knows on this computer. Those of 32-bit and of 64-bit programs are different ones.
#pragma once

#include "connect_string.hpp"

#include <string>

namespace lotbridge::sql {

// Empty: the driver that an ODBC connection names is installed for this program, or the connection names none, or a
// file. Otherwise in words which one is missing and which there are.
std::string missing_odbc_driver(Connection const& connection);

}  // namespace lotbridge::sql
