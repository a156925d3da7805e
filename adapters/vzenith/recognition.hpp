// What a camera saw, from either protocol.
#pragma once

#include <lotbridge/result.hpp>
#include <lotbridge/schema/scalars.hpp>
#include <lotbridge/text/json.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace lotbridge::vzenith {

struct Recognition {
    std::string id;     // plateid (HTTP) or record number (TCP)
    std::string plate;  // empty: none was recognised
    std::string color;  // of the plate, in words; empty: unknown
    std::int64_t type = 0;
    LocalTime time;  // by the camera's clock
    bool replayed = false;
    bool opened_itself = false;    // by the camera's own white list
    bool unreadable = false;       // the plate is encrypted, and the key is missing or wrong
    bool lost = false;             // a record that the camera has no more: nothing but its number is known
    std::string picture, cutting;  // JPEG; may be empty
};

// "PlateResult" of either protocol. outside: the object around it, where TCP has the time as text.
Recognition read_plate(JsonValue const& plate_result, JsonValue const& outside, std::chrono::minutes utc_offset,
                       std::string_view plate_key);

// The body of an HTTP push, AlarmInfoPlate.
Result<Recognition> read_push(JsonValue const& alarm, std::chrono::minutes utc_offset, std::string_view plate_key);
// The value of a field of a multipart/form-data body, as signs of life are; "" when it is not there.
std::string form_field(std::string_view body, std::string_view name);
// The data of a TCP result: JSON in GB18030, NUL, the full picture, the cutting.
Result<Recognition> read_result(std::string_view data, std::chrono::minutes utc_offset, std::string_view plate_key);

// The JSON of a TCP packet's data, which may have pictures behind it.
struct PacketJson {
    JsonValue json;
    std::string_view rest;
};
Result<PacketJson> read_packet(std::string_view data);

}  // namespace lotbridge::vzenith
