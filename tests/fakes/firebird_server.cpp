#include "fakes/firebird_server.hpp"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <fstream>

namespace lotbridge::fakes {
namespace {

namespace fs = std::filesystem;
using boost::asio::ip::tcp;

unsigned short free_port() {
    boost::asio::io_context context;
    return tcp::acceptor(context, {boost::asio::ip::address_v4::loopback(), 0}).local_endpoint().port();
}

// The folder with its plugins, which Debian keeps under the library folder of the machine's kind.
fs::path installed() {
    std::error_code ignored;
    for (auto const& kind : fs::directory_iterator("/usr/lib", ignored)) {
        auto const folder = kind.path() / "firebird" / "3.0";
        if (fs::exists(folder / "plugins", ignored)) return folder;
    }
    ADD_FAILURE() << "Firebird is not installed: tools/setup.sh installs what the tests need";
    return {};
}

}  // namespace

// It takes the folder that FIREBIRD names for its own, with settings and the list of its users.
FirebirdServer::FirebirdServer() : DatabaseServer("firebird"), port_(free_port()) {
    for (auto const* part : {"plugins", "plugins.conf"}) fs::create_symlink(installed() / part, folder() / part);
    fs::copy(installed() / "intl", folder() / "intl");  // whose library does not work through a link
    std::ofstream(folder() / "databases.conf");
    std::ofstream(folder() / "firebird.conf")
        << "SecurityDatabase = " << (folder() / "security.fdb").string()
        << "\nRemoteBindAddress = 127.0.0.1\nRemoteAuxPort = 0\nIpcName = " << port_
        << "\nAuthServer = Srp\nUserManager = Srp\nWireCrypt = Enabled\n"
           "DatabaseAccess = Full\n";
    fs::create_directories(folder() / "lock");
    auto const security = (folder() / "security.fdb").string();
    EXPECT_EQ(isql({}, "CREATE DATABASE '" + security + "' USER SYSDBA;"), 0) << "no list of users in " << folder();
    EXPECT_EQ(isql({"-user", user, security}, std::string("CREATE USER ") + user + " PASSWORD '" + password + "';"), 0);
    auto const empty = (folder() / "empty.fdb").string();
    EXPECT_EQ(isql({}, "CREATE DATABASE '" + empty + "' USER SYSDBA DEFAULT CHARACTER SET UTF8;"), 0)
        << "no database in " << folder();
    start();
    renew_database();
}

// A copy: making one takes the better part of a second.
void FirebirdServer::renew_database() {
    ++databases_;
    fs::copy_file(folder() / "empty.fdb", database());
}

std::vector<std::string> FirebirdServer::command() const {
    return {program("env"),
            "FIREBIRD=" + folder().string(),
            "FIREBIRD_LOCK=" + (folder() / "lock").string(),
            "FIREBIRD_TMP=" + folder().string(),
            program("firebird"),
            "-p",
            std::to_string(port_)};
}

bool FirebirdServer::answers() const {
    boost::asio::io_context context;
    tcp::socket socket(context);
    boost::system::error_code error;
    socket.connect({boost::asio::ip::address_v4::loopback(), port_}, error);
    return !error;
}

int FirebirdServer::isql(std::vector<std::string> const& arguments, std::string const& script) const {
    std::vector<std::string> command{program("env"),
                                     "FIREBIRD=" + folder().string(),
                                     "FIREBIRD_LOCK=" + (folder() / "lock").string(),
                                     program("isql-fb"),
                                     "-q",
                                     "-b"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command, script + "\n");
}

}  // namespace lotbridge::fakes
