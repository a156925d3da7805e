// The fee of a stay by a lot's own tariff: pure, in exact money. How a tariff is read is told in docs/fees.md.
#pragma once

#include "config/settings.hpp"

#include <chrono>
#include <string>

namespace lotbridge::fee {

struct Vehicle {
    vo::VehicleType type = vo::VehicleType::unknown;  // not told: charged like a temporary vehicle
    std::string plate_color;
};

// Null: this vehicle pays nothing.
config::TariffRate const* rate_of(config::Tariff const& tariff, Vehicle const& vehicle);

// Of a stay of so many whole minutes from entered on; seconds at its end are left away. Never falls when a stay gets
// longer. Time and steps grow with the length of the stay: the caller sees to it that it is one of this world.
Money stay_fee(config::TariffRate const& rate, std::chrono::local_seconds entered, std::chrono::minutes stay);

}  // namespace lotbridge::fee
