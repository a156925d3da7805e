// The product's tables, and a lot to play on: car park, lanes, tariff, switches.
#pragma once

#include "lotsim/database.hpp"
#include "lotsim/town.hpp"

#include <lotbridge/result.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::lotsim {

struct Lane {
    std::string_view code;  // identifire (sic): the gate's number
    std::string_view name;  // what stays carry as inDevice, outDevice
};
inline constexpr std::array<Lane, 2> entry_lanes = {{{"101", "东门入口"}, {"102", "西门入口"}}};
inline constexpr std::array<Lane, 2> exit_lanes = {{{"201", "东门出口"}, {"202", "西门出口"}}};

inline constexpr long long carpark_id = 1;
inline constexpr std::string_view carpark_name = "泊桥演示停车场";

// The statements of a script: comment lines dropped, cut at ';'.
std::vector<std::string> statements(std::string_view script);

Result<> create_schema(Database& database);
// Fills an empty lot; a lot that is already there stays as it is.
Result<> furnish(Database& database, std::vector<Car> const& cars, LocalTime now);

}  // namespace lotbridge::lotsim
