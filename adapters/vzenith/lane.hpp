// One lane: a camera, its barrier, and which way it leads. As the settings describe it.
#pragma once

#include <lotbridge/adapter/settings.hpp>
#include <lotbridge/adapter/stays.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::vzenith {

// A board on the camera's serial port that takes text between fixed bytes.
struct Screen {
    int channel = 0;
    std::string before, after;  // bytes
    std::string entry, exit;    // words; {plate} stands for the plate
};

struct Lane {
    std::string code;  // channel and gate code of the standard's messages
    std::string name;
    std::string serialno;  // of its camera
    Way way = Way::in;
    std::string host;  // TCP protocol: the camera's address; empty: it pushes by HTTP
    std::uint16_t port = 8131;
    bool opens = false;  // for every car that is seen live
    int output = 0, close_output = -1;
    std::chrono::milliseconds pulse{500};
    int opened_input = -1;  // wired to the barrier's open limit switch
    std::string voice;      // what the camera says to a car
    std::optional<Screen> screen;
    std::string plate_key;  // of encrypted plates

    bool by_tcp() const { return !host.empty(); }
};

inline std::string what_of(Lane const& lane) { return "camera " + lane.serialno + " of lane " + lane.code; }

Result<std::vector<Lane>> read_lanes(Settings const& settings);

}  // namespace lotbridge::vzenith
