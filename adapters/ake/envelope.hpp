// What both sides answer: status, resultCode, message, data. Knows no connection: bytes in, values out.
#pragma once

#include <lotbridge/result.hpp>
#include <lotbridge/text/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace lotbridge::ake {

inline constexpr std::int64_t success = 1, business_failure = 2, system_error = 3, wrong_signature = 4,
                              wrong_parameters = 7;  // status
inline constexpr std::int64_t not_inside = 905, already_synchronised = 907, other_failure = 908, quote_too_old = 912,
                              car_not_found = 1801;  // resultCode

struct Reply {
    std::int64_t status = 0, result = 0;
    std::string message;
    JsonValue data;

    // A bill that is there already is what was wanted.
    bool ok() const { return status == success || is(already_synchronised); }
    bool is(std::int64_t code) const { return status == business_failure && result == code; }
};

// An error: it is no such answer.
Result<Reply> read_reply(std::string_view body);
// Of one that is not ok: what the caller should do, and words for the operator. Neither plate nor phone number is in
// them.
Error error_of(std::string_view cmd, Reply const& reply);
// The platform's own words where they cannot hold a plate or a phone number, " (...)"; else "".
std::string tellable(std::string_view message);

// data: a JSON object.
std::string answer(std::int64_t status, std::int64_t result, std::string_view message, std::string_view data = "{}");

}  // namespace lotbridge::ake
