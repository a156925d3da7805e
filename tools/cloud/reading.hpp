// The part of the API that only looks: what came in, what is in force, what was wrong.
#pragma once

#include "accounts.hpp"
#include "call.hpp"
#include "clock.hpp"
#include "downlink.hpp"
#include "register.hpp"
#include "storage.hpp"

#include <string>

namespace lotbridge::refcloud {

class Reading {
public:
    Reading(Settings const& settings, Storage& storage, Downlink const& downlink, Clock const& clock)
        : settings_(settings),
          storage_(storage),
          downlink_(downlink),
          clock_(clock),
          register_(storage, clock),
          accounts_(storage) {}

    Result<std::string> look(Call const& call);

private:
    Result<std::string> find(Call const& call);
    Result<std::string> rows(Call const& call);
    std::string counts();
    std::string lots();

    Settings const& settings_;
    Storage& storage_;
    Downlink const& downlink_;
    Clock const& clock_;
    Register register_;
    Accounts accounts_;
};

}  // namespace lotbridge::refcloud
