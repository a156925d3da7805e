#include "config/time_zone.hpp"
#include "config/units.hpp"

#include <lotbridge/adapter/reading.hpp>
#include <lotbridge/net/http.hpp>
#include <lotbridge/schema/scalars.hpp>

#include "targets.hpp"

namespace lotbridge::fuzz {
namespace {

template <class Scalar>
void same_value_again(std::optional<Scalar> const& value) {
    if (value) must(Scalar::parse(value->text()) == value, "a value is written as it is read");
}

}  // namespace

// Amounts, rates, times and lengths in all the forms that somebody writes.
void scalars(std::string_view input) {
    same_value_again(Money::parse(input));
    same_value_again(Rate::parse(input));
    same_value_again(LocalTime::parse(input));
    same_value_again(LocalDate::parse(input));
    same_value_again(read_yuan(input));
    if (auto const time = read_time(input)) must(read_time(compact(*time)) == time, "a time is the same without signs");
    net::parse_http_date(input);
    if (auto const length = config::read_duration(input)) must(length->count() >= 0, "no length is negative");
    if (auto const at = config::read_time_of_day(input))
        must(at->count() >= 0 && at->count() < 24 * 60, "a time of day is within the day");
    config::read_size(input);
    if (auto const offset = config::fixed_offset(input))
        must(std::chrono::abs(*offset) <= std::chrono::hours(14), "no zone is further away");
}

}  // namespace lotbridge::fuzz
