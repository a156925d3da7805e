// What the platform says, pushed or asked for, as the standard's messages. Knows no connection: bytes in, values out.
#pragma once

#include <lotbridge/adapter/batch.hpp>
#include <lotbridge/adapter/reading.hpp>
#include <lotbridge/vo/auto_deduct.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::ake {

inline constexpr char no_plate[] = "无牌车";

// An entrance or exit as the platform lists it.
struct Channel {
    std::string id;    // channelId, channelSeq
    std::string code;  // the custom code that gate calls want; the id where the lot has given none
    std::string name;
    bool in = false;

    bool operator==(Channel const&) const = default;
};
std::vector<Channel> read_channels(JsonValue const& data);

// What must be known beside the message itself.
struct Context {
    std::vector<Channel> channels;
    // The cloud's name of a car that came in by its code: of this parking record, or of this userUniqCode. "": none.
    std::function<std::string(std::string_view record, std::string_view driver)> name_of;
};

struct Correction {
    std::string plate;
    LocalTime at;
    Batch::Message message;
};

struct PictureAt {
    vo::ImageUpload upload;
    std::string url;
};

// A pushed entry or exit, or a row of the platform's lists. An exit tells the entry too, as it knows it.
struct Passage {
    std::string record, driver, plate;  // driver: userUniqCode; plate: the final one
    std::optional<Batch::Message> entry, exit;
    std::optional<Correction> correction;  // between the two
    std::vector<PictureAt> pictures;
};
// leave: it is an exit. Nothing: no car (recordType 4 and 5), or no parking record.
std::optional<Passage> read_passage(JsonValue const& row, bool leave, Context const& context);

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

// The rows of a list that was asked for; the documentation shows recordInList for entries and exits alike.
std::vector<JsonValue> read_rows(JsonValue const& data);
// Free minutes and spaces, of getParkRemainCarportAndFreeTime and reportParkRemainCarport.
std::vector<Fact> read_spaces(JsonValue const& data);
// "正常收费", "欠费放行" ...; a number that no document has is said as it is.
std::string charge_type(JsonValue const& pass_type);

}  // namespace lotbridge::ake
