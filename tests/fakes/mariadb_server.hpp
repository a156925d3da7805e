// A real MariaDB server in a folder of its own, reached by its socket file only; removed with the object.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace lotbridge::fakes {

class MariaDbServer {
public:
    MariaDbServer();
    MariaDbServer(MariaDbServer const&) = delete;
    MariaDbServer& operator=(MariaDbServer const&) = delete;
    ~MariaDbServer();

    void start();
    // As after a power cut.
    void stop();

    std::string socket() const { return (folder_ / "socket").string(); }
    // For SOCI's MySQL back end: the database "carpark", root without a password.
    std::string connection() const { return "unix_socket=" + socket() + " user=root dbname=carpark"; }

private:
    int client(std::string const& statement) const;
    bool answers();

    struct Process;
    std::filesystem::path folder_;
    std::unique_ptr<Process> server_;
};

}  // namespace lotbridge::fakes
