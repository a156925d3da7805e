#pragma once

#include "fakes/database_server.hpp"

namespace lotbridge::fakes {

class MariaDbServer : public DatabaseServer {
public:
    MariaDbServer();

    std::string socket() const { return (folder() / "socket").string(); }
    // root without a password
    std::string connection() const override { return "unix_socket=" + socket() + " user=root dbname=carpark"; }

protected:
    std::vector<std::string> command() const override;
    bool answers() const override { return client("SELECT 1") == 0; }

private:
    int client(std::string const& statement) const;
};

}  // namespace lotbridge::fakes
