// A real MariaDB server in a folder of its own, reached by its socket file only; removed with the object.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <boost/process.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

namespace lotbridge::fakes {

class MariaDbServer {
public:
    MariaDbServer() {
        namespace bp = boost::process;
        std::filesystem::create_directories(folder_);
        auto const data = "--datadir=" + (folder_ / "data").string();
        auto const code =
            bp::system(program("mariadb-install-db"), "--no-defaults", data, "--auth-root-authentication-method=normal",
                       "--skip-test-db", as_root(), bp::std_out > bp::null, bp::std_err > bp::null);
        EXPECT_EQ(code, 0) << "mariadb-install-db failed in " << folder_;
        start();
        EXPECT_EQ(client("CREATE DATABASE carpark CHARACTER SET utf8mb4"), 0);
    }
    MariaDbServer(MariaDbServer const&) = delete;
    MariaDbServer& operator=(MariaDbServer const&) = delete;
    ~MariaDbServer() {
        stop();
        std::filesystem::remove_all(folder_);
    }

    void start() {
        namespace bp = boost::process;
        server_ = bp::child(program("mariadbd"), "--no-defaults", "--datadir=" + (folder_ / "data").string(),
                            "--skip-networking", "--socket=" + socket(), "--pid-file=" + (folder_ / "pid").string(),
                            "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", as_root(),
                            bp::std_out > bp::null, bp::std_err > (folder_ / "log").string());
        EXPECT_TRUE(answers()) << "mariadbd did not come up in " << folder_;
    }
    // As after a power cut.
    void stop() {
        server_.terminate();
        server_.wait();
    }

    std::string socket() const { return (folder_ / "socket").string(); }
    // For SOCI's MySQL back end: the database "carpark", root without a password.
    std::string connection() const { return fmt::format("unix_socket={} user=root dbname=carpark", socket()); }

private:
    static std::filesystem::path program(std::string const& name) {
        return boost::process::search_path(name, {"/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin"});
    }
    // The server refuses to run as root unless told so.
    static std::string as_root() { return ::geteuid() == 0 ? "--user=root" : "--skip-name-resolve"; }
    int client(std::string const& statement) {
        namespace bp = boost::process;
        return bp::system(program("mariadb"), "--no-defaults", "--socket=" + socket(), "--user=root", "-e", statement,
                          bp::std_out > bp::null, bp::std_err > bp::null);
    }
    bool answers() {
        for (int i = 0; i < 300 && server_.running(); ++i) {
            if (client("SELECT 1") == 0) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return false;
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / fmt::format("lotbridge-mariadb-{}", ::getpid());
    boost::process::child server_;
};

}  // namespace lotbridge::fakes
