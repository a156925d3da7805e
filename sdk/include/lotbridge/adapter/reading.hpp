// Another system's JSON object on its way into a message of the standard: amounts and times in the forms that brands
// write, and what becomes of those that cannot be read.
#pragma once

#include <lotbridge/adapter/batch.hpp>
#include <lotbridge/schema/json.hpp>
#include <lotbridge/schema/scalars.hpp>
#include <lotbridge/text/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lotbridge {

// A JSON object in UTF-8, or in GBK where it is no UTF-8. An error: it is no JSON object.
Result<JsonValue> read_object(std::string_view bytes);
// "12.5", "12.345" (halves rounded up to fen), also negative; nothing: no amount.
std::optional<Money> read_yuan(std::string_view text);
// "yyyy-MM-dd HH:mm:ss" or "yyyyMMddHHmmss"; "" gives the empty time. Nothing: no such moment.
std::optional<LocalTime> read_time(std::string_view text);
// "yyyyMMddHHmmss", "" of the empty time.
std::string compact(LocalTime time);
// Whole minutes; 0 where one of the two is empty, or a clock went back in between.
std::int64_t minutes_between(LocalTime from, LocalTime to);

// An amount or a time that stands there as some other text breaks the schema on purpose: the host puts that message
// aside and shows it, with the text under the name that it would have had on the wire.
class Reading {
public:
    explicit Reading(JsonValue json) : json_(std::move(json)) {}

    JsonValue operator[](std::string_view member) const { return json_[member]; }
    std::string text(std::string_view member) const { return json_[member].text(); }
    // wire: the member of the message that it becomes. Empty where it is not there.
    LocalTime time(std::string_view member, std::string_view wire);
    Money money(std::string_view member, std::string_view wire);

    // Of what was read until now.
    template <schema::Message M>
    Batch::Message message(M const& message, std::string key, std::string_view record_code,
                           Origin origin = Origin::seen) const {
        return {
            std::string(schema::about<M>.id), body(schema::encode(message), record_code), std::move(key), {}, origin};
    }

private:
    std::string body(std::string encoded, std::string_view record_code) const;

    JsonValue json_;
    std::vector<std::pair<std::string, std::string>> wrong_;  // wire name, text
};

}  // namespace lotbridge
