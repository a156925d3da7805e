// The lot as the product keeps it: its gates, its stays, and what is written of one.
#pragma once

#include "lotsim/day.hpp"

#include <lotbridge/result.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <array>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::lotsim::ake {

inline constexpr int spaces = 600, free_minutes = 15;

struct Gate {
    int id;
    std::string_view code, name;
    bool in;
};
inline constexpr std::array<Gate, 4> gates{{{57, "IN1", "东门入口", true},
                                            {58, "IN2", "西门入口", true},
                                            {59, "OUT1", "东门出口", false},
                                            {60, "OUT2", "西门出口", false}}};

struct Stay {
    std::string record, as_read, plate;  // plate: the final one
    Car car;
    Moment entered;  // of the play's calendar, by which it is charged
    LocalTime in, out, corrected;
    Gate const *entry = nullptr, *exit = nullptr;
    std::string driver, entry_picture, exit_picture;  // urls
    Money paid, due, received, waived;
    int leave_type = 1;
};

// Play, reports and calls share it.
struct Lot {
    std::mutex mutex;  // the network thread asks too
    Moment at{};       // of the play's calendar
    std::size_t events = 0;
    int records = 0;
    std::map<CarId, Stay> inside;
    std::map<std::string, Stay> stays;  // by record, as they are now
    // What drivers and tests want: "in 57 <driver>", "out 59 <driver>", "leave/<record>".
    std::deque<std::string> orders;
    Result<> trouble;  // why the play cannot go on

    std::string new_record();
    // Of a car that is inside.
    Stay* find(std::string const& record);
    Money price(Stay const& stay) const;
    // What the clock of the booth shows.
    LocalTime now() const;
};

LocalTime real_now();
// The driver, or the plate that was read.
std::optional<std::string> name_of(Stay const& stay);
// The stay, as it is pushed or listed.
struct Form {
    bool left = false;   // with its end
    bool full = true;    // with what may be missing
    bool pushed = true;  // the lists have no more than the gates' names
};
std::string text_of(Stay const& stay, Form form);

}  // namespace lotbridge::lotsim::ake
