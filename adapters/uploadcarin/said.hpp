// What the lot's software says, as the standard's messages. Knows no connection: bytes in, values out.
#pragma once

#include <lotbridge/adapter/batch.hpp>
#include <lotbridge/adapter/reading.hpp>
#include <lotbridge/text/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace lotbridge::uploadcarin {

inline constexpr char no_plate[] = "无牌车";

struct Fact {
    Batch::Message message;
    std::string state;  // not empty: it is news only when it differs from what was told of this before
};

struct Picture {
    vo::ImageUpload upload;
    std::string media_type, bytes;
};

// A gate by its number, as the commands need it.
struct Gate {
    std::string id, name;
};

struct Said {
    std::string service;
    std::string id_member, id;  // what its answer repeats
    std::vector<Fact> facts;
    std::optional<Picture> picture;
    std::optional<Gate> gate;
    std::string car;      // of an entry: the plate as it was said
    std::string trouble;  // not empty: what of it cannot be told, for the log; without plates
};

// A value that cannot be read breaks the schema on purpose: the host puts that message aside and shows it.
Said read_said(JsonValue const& json);

// Plates 无123 and noplate123 are the product's names for cars without one.
bool is_without_plate(std::string_view car_number);

std::string answer_to(Said const& said, bool accepted);

}  // namespace lotbridge::uploadcarin
