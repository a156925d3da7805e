#pragma once

#include "fakes/database_server.hpp"

namespace lotbridge::fakes {

class PostgreSqlServer : public DatabaseServer {
public:
    PostgreSqlServer();

    // The folder of its socket: what takes the place of a host.
    std::string socket() const { return (folder() / "run").string(); }
    // Its superuser "lot", who needs no password here.
    std::string connection() const override { return "host=" + socket() + " user=lot dbname=carpark"; }

protected:
    std::vector<std::string> command() const override;
    int end_signal() const override;
    bool answers() const override { return client("template1", "SELECT 1") == 0; }

private:
    std::vector<std::string> tool(std::string const& name, std::vector<std::string> const& arguments) const;
    int client(std::string const& database, std::string const& statement) const;
};

}  // namespace lotbridge::fakes
