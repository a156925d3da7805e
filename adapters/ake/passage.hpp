// Cars as the platform tells them: entries, exits and corrections, pushed or as rows of its lists, with their pictures.
#pragma once

#include <lotbridge/adapter/batch.hpp>
#include <lotbridge/adapter/reading.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
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

// A correction that is pushed by itself. Nothing: it names no parking record.
struct Modification {
    std::string record;
    Correction correction;
};
std::optional<Modification> read_modification(JsonValue const& json, Context const& context);

// "正常收费", "欠费放行" ...; a number that no document has is said as it is.
std::string charge_type(JsonValue const& pass_type);

}  // namespace lotbridge::ake
