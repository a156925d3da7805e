// What the platform pushes beside cars: each takes one command's body apart, and adds to what was said.
#pragma once

#include "said.hpp"

namespace lotbridge::ake {

void take_opening(JsonValue const& json, Said& said);
void take_devices(JsonValue const& json, Said& said);
void take_card(JsonValue const& json, Said& said);
void take_product(JsonValue const& json, Said& said);
void take_shifts(JsonValue const& json, Said& said);
void take_deduction(JsonValue const& json, Said& said);

}  // namespace lotbridge::ake
