#include "setup.hpp"

#include "nearest.hpp"
#include "object_reader.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace lotbridge::sql {
namespace {

constexpr std::array<std::string_view, 5> backends{"sqlite3", "mysql", "postgresql", "firebird", "odbc"};

Dialect read_dialect(ObjectReader& object, std::string const& backend, Problems& problems) {
    auto const name = object.text("dialect", backend == "odbc" ? "mssql" : backend);
    auto const dialect = dialect_named(name);
    if (!dialect) problems.add(object.place(), in_quotes(name) + " is no dialect; known are " + dialect_names());
    return dialect.value_or(Dialect::other);
}

// What is not known goes to the driver, whose words about a slip name nothing. Drivers' own members have capitals, and
// are often ours but for them.
void refuse_slip(Node::Member const& member, std::span<std::string_view const> known, Problems& problems) {
    auto const capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (std::any_of(member.name.begin(), member.name.end(), capital)) return;
    auto const meant = did_you_mean(member.name, {known.begin(), known.end()});
    if (!meant.empty()) problems.add(member.place, in_quotes(member.name) + " is not known here" + meant);
}

Connection read_connection(Node const& node, Problems& problems) {
    Connection connection;
    ObjectReader object(node, problems);
    connection.backend = object.need_text("backend");
    if (std::find(backends.begin(), backends.end(), connection.backend) == backends.end())
        problems.add(object.place(), "\"backend\" is sqlite3, mysql, postgresql, firebird or odbc");
    connection.dialect = read_dialect(object, connection.backend, problems);
    connection.lock_wait = std::chrono::milliseconds(object.number("lock_wait_ms", 2000, 0, 60000));
    connection.statement_limit = std::chrono::milliseconds(object.number("statement_limit_ms", 10000, 100, 600000));
    connection.uncommitted = object.flag("uncommitted", false);
    if (connection.uncommitted && connection.dialect != Dialect::mssql)
        problems.add(object.place(), "\"uncommitted\" is for SQL Server; other databases read past locks as it is");
    static constexpr std::array<std::string_view, 13> known{
        "backend", "dialect",  "lock_wait_ms", "statement_limit_ms", "uncommitted", "file",   "host",
        "port",    "database", "user",         "password",           "socket",      "charset"};
    constexpr auto ours = 5;  // the first; the others are the driver's
    for (auto const& member : node.members) {
        auto const at = std::find(known.begin(), known.end(), member.name);
        if (at - known.begin() < ours) continue;
        if (at == known.end()) refuse_slip(member, known, problems);
        connection.members[member.name] = scalar(member.value, problems);
    }
    return connection;
}

Setup::Start read_start(ObjectReader& object, Problems& problems) {
    auto const text = object.text("start", "now");
    if (text == "now") return {Setup::Start::From::now, {}};
    if (text == "beginning") return {Setup::Start::From::beginning, {}};
    auto const time = LocalTime::parse(text);
    if (!time || time->empty())
        problems.add(object.place(), "\"start\" is \"now\", \"beginning\" or a time like \"2024-01-31 00:00:00\"");
    return {Setup::Start::From::time, time.value_or(LocalTime())};
}

Parameters read_parameters(Node const* node, Problems& problems) {
    Parameters parameters;
    if (!node) return parameters;
    for (auto const& [name, place, value] : node->members) {
        if (!value.is(Node::Kind::object)) {
            parameters.values[name] = scalar(value, problems);
            continue;
        }
        for (auto const& entry : value.members)
            parameters.tables[name].values[entry.name] = scalar(entry.value, problems);
    }
    return parameters;
}

}  // namespace

Result<Setup> read_setup(std::string_view settings_json) {
    Problems problems;
    LOTBRIDGE_TRY(auto const root, parse_json(settings_json, "settings"));
    Setup setup;
    ObjectReader object(root, problems);
    if (auto const* connection = object.need("connection")) setup.connection = read_connection(*connection, problems);
    setup.mapping = std::filesystem::u8path(object.need_text("mapping"));
    setup.start = read_start(object, problems);
    setup.parameters = read_parameters(object.find("params"), problems);
    if (object.find("image_root")) setup.parameters.values["image_root"] = object.text("image_root");
    object.finish();
    if (!problems.empty()) return fail(problems.error());
    return setup;
}

char const settings_schema[] = R"json({
  "type": "object",
  "title": "Any database, by a mapping file",
  "x-title-zh": "任意数据库(映射文件)",
  "required": ["connection", "mapping"],
  "additionalProperties": false,
  "properties": {
    "connection": {
      "type": "object",
      "title": "Connection; further members go to the database's driver as they stand",
      "x-title-zh": "数据库连接;其余成员原样交给数据库驱动",
      "required": ["backend"],
      "additionalProperties": { "type": ["string", "number"] },
      "properties": {
        "backend": { "enum": ["sqlite3", "mysql", "postgresql", "firebird", "odbc"], "title": "Kind of driver", "x-title-zh": "驱动类型" },
        "dialect": { "enum": ["sqlite3", "mysql", "postgresql", "firebird", "mssql", "access", "other"],
                     "title": "SQL dialect, for ODBC only (mssql unless given)", "x-title-zh": "SQL 方言,仅用于 ODBC(默认为 mssql)" },
        "file": { "type": "string", "format": "path", "title": "SQLite file", "x-title-zh": "SQLite 文件" },
        "host": { "type": "string", "title": "Host", "x-title-zh": "主机" },
        "port": { "type": ["integer", "string"], "title": "Port", "x-title-zh": "端口" },
        "database": { "type": "string", "title": "Database", "x-title-zh": "数据库名" },
        "socket": { "type": "string", "format": "path", "title": "Socket file of MySQL, or PostgreSQL's folder of it, in the place of a host",
                    "x-title-zh": "套接字文件(MySQL)或其所在目录(PostgreSQL),代替主机" },
        "charset": { "type": "string", "title": "What the driver must speak, when it is not the mapping's encoding",
                     "x-title-zh": "驱动所用字符集(与映射文件的 encoding 不同时)" },
        "user": { "type": "string", "title": "User, with read rights only unless commands write",
                  "x-title-zh": "用户名(除需写入外只给只读权限)" },
        "password": { "type": "string", "x-secret": true, "title": "Password", "x-title-zh": "密码" },
        "lock_wait_ms": { "type": "integer", "minimum": 0, "maximum": 60000,
                          "title": "Longest wait for a lock, in milliseconds", "x-title-zh": "等待锁的最长时间(毫秒)" },
        "statement_limit_ms": { "type": "integer", "minimum": 100, "maximum": 600000,
                                "title": "Longest run of a statement, in milliseconds", "x-title-zh": "单条语句最长执行时间(毫秒)" },
        "uncommitted": { "type": "boolean", "title": "SQL Server: read without locks, also what is not committed",
                         "x-title-zh": "SQL Server:不加锁读取(含未提交的数据)" }
      }
    },
    "mapping": { "type": "string", "format": "path", "title": "Mapping file", "x-title-zh": "映射文件" },
    "start": { "type": "string", "pattern": "^(now|beginning|[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) ([01][0-9]|2[0-3])(:[0-5][0-9]){2})$",
               "x-expects": "\"now\", \"beginning\" or a time such as \"2026-01-31 00:00:00\"",
               "title": "Where reading begins the first time: now, beginning, or a time", "x-title-zh": "首次读取的起点:now、beginning 或时间" },
    "image_root": { "type": "string", "format": "path", "title": "Folder of the pictures", "x-title-zh": "图片根目录" },
    "params": {
      "type": "object",
      "title": "Values and tables that the mapping asks for",
      "x-title-zh": "映射文件所需的参数与对照表",
      "additionalProperties": {
        "anyOf": [ { "type": ["string", "number"] },
                   { "type": "object", "additionalProperties": { "type": ["string", "number"] } } ]
      }
    }
  }
})json";

}  // namespace lotbridge::sql
