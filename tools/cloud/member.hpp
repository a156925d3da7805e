// A driver with an account at the platform (C.7.2, C.7.3).
#pragma once

#include <lotbridge/schema/scalars.hpp>

#include <optional>
#include <string>

namespace lotbridge::refcloud {

struct Member {
    std::string plate, colour;
    bool auto_pay = false;
    std::optional<Money> balance;  // none: it never runs dry
};

}  // namespace lotbridge::refcloud
