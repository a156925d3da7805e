#include "connect_string.hpp"

#include <algorithm>
#include <array>

#ifdef LOTBRIDGE_SOCI_STATIC
#include <soci/odbc/soci-odbc.h>
#include <mutex>
#ifdef LOTBRIDGE_SOCI_SQLITE3
#include <soci/sqlite3/soci-sqlite3.h>
#endif
#endif

namespace lotbridge::sql {
namespace {

struct Alias {
    std::string_view backend, ours, theirs;
};
// One spelling in the settings for what the backends spell differently.
constexpr std::array<Alias, 11> aliases{{{"mysql", "database", "dbname"},
                                         {"mysql", "socket", "unix_socket"},
                                         {"postgresql", "database", "dbname"},
                                         {"postgresql", "socket", "host"},
                                         {"sqlite3", "file", "dbname"},
                                         {"sqlite3", "database", "dbname"},
                                         {"firebird", "database", "service"},
                                         {"odbc", "user", "UID"},
                                         {"odbc", "password", "PWD"},
                                         {"odbc", "host", "SERVER"},
                                         {"odbc", "charset", "CHARSET"}}};

std::string their_name(std::string const& backend, std::string const& ours) {
    for (auto const& alias : aliases) {
        if (alias.backend == backend && alias.ours == ours) return std::string(alias.theirs);
    }
    return ours;
}

std::string between(std::string_view open, std::string_view text, std::string_view close) {
    return std::string(open).append(text).append(close);
}

std::string quoted(std::string const& backend, std::string const& value) {
    if (backend == "odbc") {
        bool const plain = value.find_first_of(";{}") == std::string::npos;
        bool const braced = value.starts_with("{") && value.ends_with("}");  // Driver={SQL Server}
        return plain || braced ? value : between("{", replace(value, "}", "}}"), "}");
    }
    if (backend == "postgresql") return between("'", replace(replace(value, "\\", "\\\\"), "'", "\\'"), "'");
    return value.find(' ') == std::string::npos ? value : between("\"", value, "\"");
}

// FreeTDS, SQL Server's driver on Linux, converts to UTF-8 unless told otherwise.
bool is_freetds(std::map<std::string, std::string> const& members) {
    auto const named = [](auto const& member) { return same_name(member.first, "Driver"); };
    auto const driver = std::find_if(members.begin(), members.end(), named);
    return driver != members.end() && (same_name(driver->second, "FreeTDS") || same_name(driver->second, "{FreeTDS}") ||
                                       driver->second.find("tdsodbc") != std::string::npos);
}

// Firebird's one word for host, port and database: "10.0.0.5/3050:C:\\lot\\carpark.fdb".
std::string firebird_service(std::map<std::string, std::string>& members) {
    auto host = members.extract("host"), port = members.extract("port");
    auto const database = members["service"];
    if (!host) return database;
    return host.mapped() + (port ? "/" + port.mapped() : "") + ":" + database;
}

// The connection speaks the encoding that the mapping declares, so that every byte is converted once, by us.
void speak(std::map<std::string, std::string>& members, Connection const& connection) {
    auto const* const mysql_name = connection.encoding == Encoding::utf8  ? "utf8mb4"
                                   : connection.encoding == Encoding::gbk ? "gbk"
                                                                          : "gb18030";
    if (connection.backend == "mysql") members.try_emplace("charset", mysql_name);
    if (connection.backend == "odbc" && connection.dialect == Dialect::mysql)
        members.try_emplace("CHARSET", mysql_name);
    std::string const encoding(to_text(connection.encoding));
    if (connection.backend == "postgresql") members.try_emplace("client_encoding", encoding);
    if (connection.backend == "firebird")
        members.try_emplace("charset", connection.encoding == Encoding::utf8 ? "UTF8" : encoding);
    if (connection.backend == "odbc" && connection.dialect == Dialect::postgresql)
        members.try_emplace("ConnSettings", "SET client_encoding TO '" + encoding + "'");
    if (connection.backend == "odbc" && is_freetds(members)) members.try_emplace("ClientCharset", encoding);
}

bool secret(std::string_view member) {
    return same_name(member, "password") || same_name(member, "pass") || same_name(member, "PWD");
}

}  // namespace

std::string connect_string(Connection const& connection, Access access) {
    std::map<std::string, std::string> members;
    for (auto const& [ours, value] : connection.members) members[their_name(connection.backend, ours)] = value;
    if (connection.backend == "firebird") members["service"] = firebird_service(members);
    speak(members, connection);
    // The server should end a statement itself; a connection that is silent for longer is broken.
    auto const seconds = std::to_string(connection.statement_limit.count() / 1000 + 5);
    if (connection.backend == "sqlite3" && access == Access::read_only) members["readonly"] = "true";
    if (connection.backend == "mysql") {
        members.try_emplace("connect_timeout", "5");
        members.try_emplace("read_timeout", seconds);
        members.try_emplace("write_timeout", seconds);
    }
    if (connection.backend == "postgresql") members.try_emplace("connect_timeout", "5");
    // SQLite's driver waits for a lock as long as it was told when it connected.
    if (connection.backend == "odbc" && connection.dialect == Dialect::sqlite3)
        members.try_emplace("Timeout", std::to_string(connection.lock_wait.count()));
    if (connection.dialect == Dialect::access && access == Access::read_only) members.try_emplace("ReadOnly", "1");
    std::string text;
    auto const separator = connection.backend == "odbc" ? ";" : " ";
    for (auto const& [name, value] : members)
        text += (text.empty() ? "" : separator) + name + "=" + quoted(connection.backend, value);
    return text;
}

std::vector<std::string> introduction(Connection const& connection, Access access) {
    auto const lock_ms = std::to_string(connection.lock_wait.count());
    auto const lock_s = std::to_string(std::max<long long>(connection.lock_wait.count() / 1000, 1));
    bool const reads = access == Access::read_only;
    std::vector<std::string> sentences;
    switch (connection.dialect) {
        case Dialect::sqlite3:
            sentences = {"PRAGMA busy_timeout = " + lock_ms};
            if (reads) sentences.emplace_back("PRAGMA query_only = ON");
            break;
        case Dialect::mysql:
            sentences = {"SET SESSION lock_wait_timeout = " + lock_s + ", innodb_lock_wait_timeout = " + lock_s,
                         "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"};
            if (reads) sentences.emplace_back("SET SESSION TRANSACTION READ ONLY");
            break;
        case Dialect::postgresql:
            sentences = {"SET lock_timeout = " + lock_ms};
            if (reads) sentences.emplace_back("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
            break;
        case Dialect::mssql:
            sentences = {"SET LOCK_TIMEOUT " + lock_ms, std::string("SET TRANSACTION ISOLATION LEVEL READ ") +
                                                            (connection.uncommitted ? "UNCOMMITTED" : "COMMITTED")};
            break;
        case Dialect::firebird:  // with each transaction
        case Dialect::access:
        case Dialect::other:
            break;
    }
    return sentences;
}

std::filesystem::path sqlite_file(Connection const& connection) {
    for (auto const* member : {"file", "database", "dbname", "db"}) {
        auto const found = connection.members.find(member);
        if (found != connection.members.end()) return std::filesystem::u8path(found->second);
    }
    return {};
}

std::string describe(Connection const& connection) {
    auto const member = [&](std::initializer_list<char const*> names) {
        for (auto const* name : names) {
            auto const found = connection.members.find(name);
            if (found != connection.members.end()) return found->second;
        }
        return std::string();
    };
    auto const database = member({"database", "dbname", "file", "db", "DSN", "dsn"});
    auto const host = member({"host", "socket", "unix_socket", "SERVER", "Server"});
    return connection.backend + " " + database + (host.empty() ? "" : " on " + host);
}

std::string without_secrets(std::string words, Connection const& connection) {
    for (auto const& [name, value] : connection.members) {
        if (secret(name) && !value.empty()) words = replace(words, value, "***");
    }
    return words;
}

void register_backends() {
#ifdef LOTBRIDGE_SOCI_STATIC
    static std::once_flag once;
    std::call_once(once, [] {
        soci::register_factory_odbc();
#ifdef LOTBRIDGE_SOCI_SQLITE3
        soci::register_factory_sqlite3();
#endif
    });
#endif
}

}  // namespace lotbridge::sql
