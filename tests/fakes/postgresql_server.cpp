#include "fakes/postgresql_server.hpp"

#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace lotbridge::fakes {
namespace {

// Debian keeps the programs of each version in a folder of its own.
std::vector<std::filesystem::path> folders_of_programs() {
    std::vector<std::filesystem::path> folders;
    std::error_code ignored;
    for (auto const& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored))
        folders.push_back(version.path() / "bin");
    std::sort(folders.rbegin(), folders.rend());
    return folders;
}

// The server refuses to run as root: then it runs as the account that its package has made.
bool as_another() { return ::geteuid() == 0; }
constexpr auto account = "postgres";

}  // namespace

PostgreSqlServer::PostgreSqlServer() : DatabaseServer("postgresql") {
    std::filesystem::create_directories(socket());
    if (as_another()) {
        auto const* const who = ::getpwnam(account);
        EXPECT_TRUE(who) << "there is no account " << account;
        for (auto const& path : {folder(), folder() / "run"})
            EXPECT_EQ(who ? ::chown(path.c_str(), who->pw_uid, who->pw_gid) : -1, 0) << path;
    }
    EXPECT_EQ(run(tool("initdb", {"--pgdata=" + (folder() / "data").string(), "--username=lot", "--auth=trust",
                                  "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"})),
              0)
        << "initdb failed in " << folder();
    start();
    EXPECT_EQ(client("template1", "CREATE DATABASE carpark"), 0);
}

std::vector<std::string> PostgreSqlServer::tool(std::string const& name,
                                                std::vector<std::string> const& arguments) const {
    std::vector<std::string> command;
    if (as_another())
        command = {program("setpriv"), std::string("--reuid=") + account, std::string("--regid=") + account,
                   "--clear-groups"};
    command.push_back(program(name, folders_of_programs()));
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

std::vector<std::string> PostgreSqlServer::command() const {
    return tool("postgres",
                {"-D", (folder() / "data").string(), "-k", socket(), "-c", "listen_addresses=", "-c", "fsync=off", "-c",
                 "shared_buffers=16MB", "-c", "max_connections=20", "-c", "autovacuum=off"});
}

// Its children would outlive a kill for a moment.
int PostgreSqlServer::end_signal() const { return SIGQUIT; }

int PostgreSqlServer::client(std::string const& database, std::string const& statement) const {
    return run(tool("psql", {"-q", "-h", socket(), "-U", "lot", "-d", database, "-c", statement}));
}

}  // namespace lotbridge::fakes
