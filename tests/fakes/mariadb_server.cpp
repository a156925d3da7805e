#include "fakes/mariadb_server.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <boost/process.hpp>
#include <chrono>
#include <thread>

namespace lotbridge::fakes {
namespace {

namespace bp = boost::process;

std::filesystem::path program(std::string const& name) {
    return bp::search_path(name, {"/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin"});
}

// The server refuses to run as root unless told so.
std::string as_root() { return ::geteuid() == 0 ? "--user=root" : "--skip-name-resolve"; }

}  // namespace

struct MariaDbServer::Process {
    bp::child child;
};

MariaDbServer::MariaDbServer()
    : folder_(std::filesystem::temp_directory_path() / ("lotbridge-mariadb-" + std::to_string(::getpid()))),
      server_(std::make_unique<Process>()) {
    std::filesystem::create_directories(folder_);
    auto const code = bp::system(program("mariadb-install-db"), "--no-defaults",
                                 "--datadir=" + (folder_ / "data").string(), "--auth-root-authentication-method=normal",
                                 "--skip-test-db", as_root(), bp::std_out > bp::null, bp::std_err > bp::null);
    EXPECT_EQ(code, 0) << "mariadb-install-db failed in " << folder_;
    start();
    EXPECT_EQ(client("CREATE DATABASE carpark CHARACTER SET utf8mb4"), 0);
}

MariaDbServer::~MariaDbServer() {
    stop();
    std::filesystem::remove_all(folder_);
}

void MariaDbServer::start() {
    server_->child = bp::child(program("mariadbd"), "--no-defaults", "--datadir=" + (folder_ / "data").string(),
                               "--skip-networking", "--socket=" + socket(), "--pid-file=" + (folder_ / "pid").string(),
                               "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", as_root(),
                               bp::std_out > bp::null, bp::std_err > (folder_ / "log").string());
    EXPECT_TRUE(answers()) << "mariadbd did not come up in " << folder_;
}

void MariaDbServer::stop() {
    server_->child.terminate();
    server_->child.wait();
}

int MariaDbServer::client(std::string const& statement) const {
    return bp::system(program("mariadb"), "--no-defaults", "--socket=" + socket(), "--user=root", "-e", statement,
                      bp::std_out > bp::null, bp::std_err > bp::null);
}

bool MariaDbServer::answers() {
    for (int i = 0; i < 300 && server_->child.running(); ++i) {
        if (client("SELECT 1") == 0) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
}

}  // namespace lotbridge::fakes
