// What the platform says, pushed or asked for, as the standard's messages. Knows no connection: bytes in, values out.
#pragma once

#include "passage.hpp"

#include <lotbridge/vo/auto_deduct.hpp>

#include <optional>
#include <string>
#include <vector>

namespace lotbridge::ake {

struct Fact {
    Batch::Message message;
    std::string about, value;  // about not empty: it is news only when value differs from what was told of this before
};

// A car that waits at the exit for its fee to be taken.
struct Deduction {
    vo::AutoDeduct question;
    std::string trouble;  // not empty: it cannot be asked
};

struct Said {
    std::string cmd, lock_key, park;
    std::optional<Passage> passage;
    std::optional<Correction> correction;
    std::string record;  // of the correction
    std::vector<Fact> facts;
    std::optional<Deduction> deduction;
    bool beat = false;            // a sign of life of the lot
    bool other_channels = false;  // they have changed
    bool known = true;            // the command
    std::string trouble;          // not empty: what of it cannot be told, for the log; without plates
};
// address: the last part of the address that it was pushed to, the command where the body does not name it.
Said read_said(JsonValue const& json, std::string_view address, Context const& context);

std::vector<Channel> read_channels(JsonValue const& data);
// The rows of a list that was asked for; the documentation shows recordInList for entries and exits alike.
std::vector<JsonValue> read_rows(JsonValue const& data);
// Free minutes and spaces, of getParkRemainCarportAndFreeTime and reportParkRemainCarport.
std::vector<Fact> read_spaces(JsonValue const& data);

}  // namespace lotbridge::ake
