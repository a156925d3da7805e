// What waits of one parking record may have to change its form before it is sent (5.1.2, 5.1.4.2, 5.2.4):
// an entry that was never accepted and its exit become one supplementary bill, also where the entry was given up; where
// it was dropped or is in quarantine, the exit alone makes the bill. A correction updates a waiting entry. So
// does one that was captured before its entry: the cloud would refuse it for ever, and the entry behind it would never
// go.
#pragma once

#include "store/store.hpp"

#include <lotbridge/result.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>

#include <optional>
#include <string>
#include <vector>

namespace lotbridge::relay {

struct Fold {
    std::string topic, body;           // what the head becomes
    std::vector<store::Seq> absorbed;  // the other letters whose content it now carries
};

// Whether the cloud has accepted what a picture of the record hangs on: its entry, its exit or the bill of both.
bool is_accepted(std::vector<store::Letter> const& history);
// Whether the cloud has accepted that the car has left.
bool has_left(std::vector<store::Letter> const& history);
// Whether anything of the stay itself is still to be sent.
bool stay_waits(std::vector<store::Letter> const& history);

// head: the record's letter that is about to be sent. history: all letters of the record in order. Nothing when the
// head stays as it is.
Result<std::optional<Fold>> fold(store::Letter const& head, std::vector<store::Letter> const& history,
                                 std::string const& park_id, std::string const& park_code);

// The exit's body with plate, plate colour and vehicle type of the last correction among the record's earlier letters
// and those that the exit has absorbed.
Result<std::string> corrected_exit(store::Letter const& exit, std::vector<store::Letter> history);

// The entry with what the record's corrections say of plate, plate colour and vehicle type.
Result<vo::VehicleEntry> corrected_entry(store::Letter const& entry, std::vector<store::Letter> const& history);

}  // namespace lotbridge::relay
