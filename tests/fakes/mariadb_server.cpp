#include "fakes/mariadb_server.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace lotbridge::fakes {
namespace {

// The server refuses to run as root unless told so.
std::string as_root() { return ::geteuid() == 0 ? "--user=root" : "--skip-name-resolve"; }

}  // namespace

// A server that starts clears away what it takes for its own leftovers, so each has its own tmpdir.
MariaDbServer::MariaDbServer() : DatabaseServer("mariadb") {
    EXPECT_EQ(
        run({program("mariadb-install-db"), "--no-defaults", "--datadir=" + (folder() / "data").string(),
             "--tmpdir=" + folder().string(), "--auth-root-authentication-method=normal", "--skip-test-db", as_root()}),
        0)
        << "mariadb-install-db failed in " << folder() << ": " << words();
    start();
    EXPECT_EQ(client("CREATE DATABASE carpark CHARACTER SET utf8mb4"), 0);
}

std::vector<std::string> MariaDbServer::command() const {
    return {program("mariadbd"),
            "--no-defaults",
            "--datadir=" + (folder() / "data").string(),
            "--tmpdir=" + folder().string(),
            "--skip-networking",
            "--socket=" + socket(),
            "--pid-file=" + (folder() / "pid").string(),
            "--innodb-buffer-pool-size=32M",
            "--innodb-flush-log-at-trx-commit=0",
            as_root()};
}

int MariaDbServer::client(std::string const& statement) const {
    return run({program("mariadb"), "--no-defaults", "--socket=" + socket(), "--user=root", "-e", statement});
}

}  // namespace lotbridge::fakes
