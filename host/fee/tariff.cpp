#include "fee/tariff.hpp"

#include <algorithm>

namespace lotbridge::fee {
namespace {

using config::TariffRate;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::minutes;

// Amounts of one day or one night, never more than its cap.
class Capped {
public:
    // What of the fee still fits under the cap of this day.
    Money take(local_days day, Money fee, Money cap) {
        if (day != day_) *this = {};
        day_ = day;
        auto const taken = std::min(fee, cap - sum_);
        sum_ += taken;
        return taken;
    }

private:
    local_days day_{};
    Money sum_;
};

// Goes along a stay from one begun unit to the next.
class Walk {
public:
    Walk(TariffRate const& rate, local_seconds begin) : rate_(rate), begin_(begin) {}

    Money to(minutes end) {
        Money total;
        while (at_ < end) total += unit();
        return total;
    }

private:
    // The unit that begins now, at the price of this moment.
    Money unit() {
        auto const now = begin_ + at_;
        auto const by_entry = rate_.day && rate_.day->from == TariffRate::Day::From::entry;
        auto const today = by_entry ? at_ / days(1) : 0;
        auto const [fee, every] = price(now, at_ - today * minutes(days(1)));
        at_ += every;
        if (by_entry) at_ = std::min(at_, (today + 1) * minutes(days(1)));  // the next day begins anew
        if (!rate_.day) return fee;
        return day_.take(by_entry ? local_days(days(today)) : std::chrono::floor<days>(now), fee, rate_.day->cap);
    }

    std::pair<Money, minutes> price(local_seconds now, minutes since_begin) {
        if (auto const evening = night_of(now)) {
            auto const& night = *rate_.night;
            return {night.cap ? night_.take(*evening, night.fee, *night.cap) : night.fee, night.every};
        }
        auto const later = [&](TariffRate::Step const& step) { return since_begin < step.until; };
        auto const& step = *std::ranges::find_if(rate_.steps, later);
        return {step.fee, step.every};
    }

    // The day on whose evening this night began.
    std::optional<local_days> night_of(local_seconds now) const {
        if (!rate_.night) return std::nullopt;
        auto const today = std::chrono::floor<days>(now);
        auto const time = now - today;
        auto const [from, to] = std::pair(rate_.night->from, rate_.night->to);
        if (from < to) return time >= from && time < to ? std::optional(today) : std::nullopt;
        if (time >= from) return today;
        return time < to ? std::optional(today - days(1)) : std::nullopt;
    }

    TariffRate const& rate_;
    local_seconds begin_;
    minutes at_{0};
    Capped day_, night_;
};

template <class T>
bool fits(std::vector<T> const& wanted, T const& value) {
    return wanted.empty() || std::ranges::count(wanted, value) > 0;
}

}  // namespace

TariffRate const* rate_of(config::Tariff const& tariff, Vehicle const& vehicle) {
    auto const type = vehicle.type == vo::VehicleType::unknown ? vo::VehicleType::temporary : vehicle.type;
    if (std::ranges::count(tariff.costs_nothing, type) > 0) return nullptr;
    auto const found = std::ranges::find_if(tariff.rates, [&](TariffRate const& rate) {
        return fits(rate.types, type) && fits(rate.plate_colors, vehicle.plate_color);
    });
    return found == tariff.rates.end() ? nullptr : &*found;
}

Money stay_fee(TariffRate const& rate, local_seconds entered, minutes stay) {
    if (stay <= rate.free) return {};
    auto const skipped = rate.free_deducted ? rate.free : minutes(0);
    return Walk(rate, entered + skipped).to(stay - skipped);
}

}  // namespace lotbridge::fee
