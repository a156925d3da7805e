#pragma once

#include "fakes/database_server.hpp"

namespace lotbridge::fakes {

class FirebirdServer : public DatabaseServer {
public:
    FirebirdServer();

    unsigned short port() const { return port_; }
    std::string database() const { return (folder() / ("carpark-" + std::to_string(databases_) + ".fdb")).string(); }
    std::string connection() const override {
        return "service=" + service() + " user=" + user + " password=" + password + " charset=UTF8";
    }
    // An empty one in the place of the one that is there.
    void renew_database();

    static constexpr auto user = "SYSDBA", password = "not-the-default";

protected:
    std::vector<std::string> command() const override;
    bool answers() const override;

private:
    std::string service() const { return "127.0.0.1/" + std::to_string(port_) + ":" + database(); }
    int isql(std::vector<std::string> const& arguments, std::string const& script) const;

    unsigned short port_;
    int databases_ = 0;
};

}  // namespace lotbridge::fakes
