#include "odbc_drivers.hpp"

#ifdef LOTBRIDGE_SOCI_ODBC
#ifdef _WIN32
#include <windows.h>
#endif
#include <sql.h>
#include <sqlext.h>
#endif

#include <algorithm>
#include <array>
#include <vector>

namespace lotbridge::sql {

#ifdef LOTBRIDGE_SOCI_ODBC

namespace {

using Names = std::vector<std::string>;

// Those that a program of this kind can load.
Names installed_drivers() {
    Names names;
    SQLHENV environment = nullptr;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment))) return names;
    SQLSetEnvAttr(environment, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3), 0);
    std::array<SQLCHAR, 512> name{};
    SQLSMALLINT size = 0, ignored = 0;
    auto const next = [&](SQLUSMALLINT direction) {
        return SQL_SUCCEEDED(SQLDrivers(environment, direction, name.data(), static_cast<SQLSMALLINT>(name.size()),
                                        &size, nullptr, 0, &ignored));
    };
    for (bool more = next(SQL_FETCH_FIRST); more; more = next(SQL_FETCH_NEXT))
        names.emplace_back(reinterpret_cast<char const*>(name.data()), static_cast<std::size_t>(size));
    SQLFreeHandle(SQL_HANDLE_ENV, environment);
    return names;
}

// Those of 32-bit programs, which Windows keeps apart and this one cannot load.
Names drivers_of_32_bit() {
    Names names;
#if defined(_WIN32)
    HKEY key = nullptr;
    if (RegOpenKeyExA(HKEY_LOCAL_MACHINE, "SOFTWARE\\ODBC\\ODBCINST.INI\\ODBC Drivers", 0, KEY_READ | KEY_WOW64_32KEY,
                      &key) != ERROR_SUCCESS)
        return names;
    std::array<char, 512> name{};
    auto size = static_cast<DWORD>(name.size());
    for (DWORD i = 0; RegEnumValueA(key, i, name.data(), &size, nullptr, nullptr, nullptr, nullptr) == ERROR_SUCCESS;
         ++i) {
        names.emplace_back(name.data(), size);
        size = static_cast<DWORD>(name.size());
    }
    RegCloseKey(key);
#endif
    return names;
}

bool contains(Names const& names, std::string const& wanted) {
    return std::any_of(names.begin(), names.end(), [&](auto const& name) { return same_name(name, wanted); });
}

std::string driver_of(Connection const& connection) {
    for (auto const& [name, value] : connection.members) {
        if (!same_name(name, "Driver")) continue;
        bool const braced = value.size() > 2 && value.starts_with("{") && value.ends_with("}");
        return braced ? value.substr(1, value.size() - 2) : value;
    }
    return {};
}

}  // namespace

std::string missing_odbc_driver(Connection const& connection) {
    if (connection.backend != "odbc") return {};
    auto const wanted = driver_of(connection);
    if (wanted.empty() || wanted.find_first_of("/\\") != std::string::npos) return {};
    auto const installed = installed_drivers();
    if (contains(installed, wanted)) return {};
    std::string names;
    for (auto const& name : installed) names += (names.empty() ? "\"" : ", \"") + name + "\"";
    auto const bits = std::to_string(8 * sizeof(void*));
    auto words = "the ODBC driver \"" + wanted + "\" is not installed for " + bits + "-bit programs, as this is one; ";
    words += names.empty() ? "there are none" : "there are " + names;
    if (sizeof(void*) == 8 && contains(drivers_of_32_bit(), wanted))
        words +=
            "; it is installed for 32-bit programs only: name the plugin lotbridge.sql32 in place of lotbridge.sql";
    return words;
}

#else

std::string missing_odbc_driver(Connection const&) { return {}; }

#endif

}  // namespace lotbridge::sql
