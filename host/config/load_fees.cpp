#include "config/load_fees.hpp"

#include "config/fields.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace lotbridge::config {

namespace {

using std::chrono::minutes;

std::vector<vo::VehicleType> vehicle_types(Json const& list) {
    std::vector<vo::VehicleType> types;
    for (auto const& name : list.GetArray()) {
        auto const code = std::ranges::find(vo::vehicle_type_codes.rows, text_of(name), &schema::Code::name);
        types.push_back(static_cast<vo::VehicleType>(code->inside));
    }
    return types;
}

// "22:30" as minutes since midnight.
minutes time_of_day(std::string_view text) {
    auto const number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    return minutes(number(0) * 60 + number(3));
}

TariffRate read_rate(Json const& object) {
    using From = TariffRate::Day::From;
    TariffRate rate;
    if (auto const* types = find(object, "types")) rate.types = vehicle_types(*types);
    take(rate.plate_colors, object, "plate_colors");
    take(rate.free, object, "free");
    take(rate.free_deducted, object, "free_deducted");
    for (auto const& item : object["steps"].GetArray()) {
        auto& step = rate.steps.emplace_back();
        take(step.until, item, "until");
        take(step.every, item, "every");
        take(step.fee, item, "fee");
    }
    if (auto const* day = find(object, "day")) {
        auto& read = rate.day.emplace(TariffRate::Day());
        take(read.from, *day, "from", {Word<From>{"entry", From::entry}, {"midnight", From::midnight}});
        take(read.cap, *day, "cap");
    }
    if (auto const* night = find(object, "night")) {
        auto& read = rate.night.emplace(TariffRate::Night());
        read.from = time_of_day(text_or(*night, "from"));
        read.to = time_of_day(text_or(*night, "to"));
        take(read.every, *night, "every");
        take(read.fee, *night, "fee");
        if (auto const* cap = find(*night, "cap")) assign(read.cap.emplace(), *cap);
    }
    return rate;
}

// What a schema cannot see: settings that each make sense and together do not.
class Contradictions {
public:
    Contradictions(Origin const& origin, Problems& problems) : origin_(origin), problems_(problems) {}

    void look(Tariff const& tariff) {
        for (std::size_t i = 0; i < tariff.rates.size(); ++i) {
            auto const here = element("/fees/tariff/rates", i);
            look(tariff.rates[i], here);
            look_for_use(tariff, i, here);
        }
    }

private:
    void problem(std::string const& pointer, std::string words) {
        problems_.push_back(origin_.problem(pointer, std::move(words)));
    }

    void look_for_use(Tariff const& tariff, std::size_t index, std::string const& here) {
        auto const& rate = tariff.rates[index];
        auto const for_all = rate.types.empty() && rate.plate_colors.empty();
        auto const last = index + 1 == tariff.rates.size();
        if (last && !for_all) {
            problem(here, "is the last rate and must fit every vehicle that is left: without types and plate_colors");
        } else if (!last && for_all) {
            problem(here,
                    "fits every vehicle, so that the rates behind it are never used; give it types or plate_colors");
        }
        for (std::size_t i = 0; i < rate.types.size(); ++i) {
            if (std::ranges::count(tariff.costs_nothing, rate.types[i]) == 0) continue;
            problem(element(member(here, "types"), i),
                    "these vehicles pay nothing by costs_nothing, which is not changed by a rate");
        }
    }

    void look(TariffRate const& rate, std::string const& here) {
        for (std::size_t i = 0; i < rate.steps.size(); ++i) {
            auto const before = i == 0 ? minutes(0) : rate.steps[i - 1].until;
            look(rate.steps[i], before, i + 1 == rate.steps.size(), element(member(here, "steps"), i));
        }
        if (rate.day) look(*rate.day, rate, member(here, "day"));
        if (rate.night) look(*rate.night, member(here, "night"));
    }

    void look(TariffRate::Step const& step, minutes before, bool last, std::string const& here) {
        auto const open = step.until == minutes::max();
        if (last != open) {
            problem(here, last ? "is the last step and must go on for ever: without until"
                               : "needs until: only the last step goes on for ever");
            return;
        }
        if (last) return;
        if (step.until <= before) {
            problem(member(here, "until"),
                    fmt::format("must be later than where the step begins, which is at {} min", before.count()));
        } else if ((step.until - before) % step.every != minutes(0)) {
            problem(member(here, "every"), fmt::format("does not go into the {} min of this step without a rest",
                                                       (step.until - before).count()));
        }
    }

    void look(TariffRate::Day const& day, TariffRate const& rate, std::string const& here) {
        auto const& first = rate.steps.front().fee;
        if (day.cap < first) {
            problem(member(here, "cap"),
                    fmt::format("is less than the first step's fee of {}, which could never be charged", first.text()));
        }
        if (day.from != TariffRate::Day::From::entry) return;
        for (auto const& step : rate.steps) {
            if (step.until == minutes::max() || step.until < std::chrono::days(1)) continue;
            problem(member(here, "from"),
                    "each day from the entry begins with the first step again, so that no step can "
                    "go on until 24 h or longer");
            return;
        }
    }

    void look(TariffRate::Night const& night, std::string const& here) {
        if (night.from == night.to)
            problem(member(here, "to"), "is the same as from; a night needs a begin and an end");
        if (night.cap && *night.cap < night.fee) {
            problem(member(here, "cap"),
                    fmt::format("is less than the fee of {}, which could never be charged", night.fee.text()));
        }
    }

    Origin const& origin_;
    Problems& problems_;
};

}  // namespace

void read_fees(FeeSettings& fees, Json const& object, Origin const& origin, Problems& problems) {
    take(fees.quote_life, object, "quote_life");
    auto const* json = find(object, "tariff");
    if (!json) return;
    auto& tariff = fees.tariff.emplace();
    take(tariff.grace, *json, "grace");
    if (auto const* types = find(*json, "costs_nothing")) tariff.costs_nothing = vehicle_types(*types);
    for (auto const& rate : (*json)["rates"].GetArray()) tariff.rates.push_back(read_rate(rate));
    Contradictions(origin, problems).look(tariff);
}

}  // namespace lotbridge::config
