// From the settings' "connection" to what each SOCI backend wants to read.
#pragma once

#include "database.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lotbridge::sql {

std::string connect_string(Connection const& connection, Access access);

// What a polite guest says first on a new connection: how long it waits for locks, and that it only reads.
std::vector<std::string> introduction(Connection const& connection, Access access);
std::filesystem::path sqlite_file(Connection const& connection);
// Drivers repeat what they were given: passwords in words become "***".
std::string without_secrets(std::string words, Connection const& connection);
// On Windows SOCI is linked statically and has to be told of its backends; elsewhere it loads them by name.
void register_backends();

}  // namespace lotbridge::sql
