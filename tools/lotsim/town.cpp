#include "lotsim/town.hpp"

#include <fmt/format.h>
#include <array>
#include <string_view>

namespace lotbridge::lotsim {
namespace {

using namespace std::chrono_literals;

// Mostly from the lot's own province; the others come through.
constexpr std::array<std::string_view, 10> provinces = {"粤", "湘", "桂", "赣", "闽", "鄂", "豫", "京", "沪", "川"};
constexpr std::array<double, 10> province_weights = {70, 6, 5, 4, 4, 3, 3, 2, 2, 1};
constexpr std::string_view letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";  // plates have neither I nor O
constexpr std::string_view signs = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::string_view digits = "0123456789";

constexpr double new_energy_share = 0.3;
constexpr double unlicensed_share = 0.015;
constexpr double known_visitor_share = 0.25;
constexpr double stored_value_share = 0.08;
constexpr double expired_share = 0.03;
constexpr double evening_share = 0.3;  // of the regulars: they live here and come home at night

}  // namespace

std::string chinese(CarKind kind) {
    switch (kind) {
        case CarKind::monthly:
            return "固定车";
        case CarKind::stored_value:
            return "储值车";
        case CarKind::temporary:
            break;
    }
    return "临时车";
}

Town::Town(std::size_t regulars, Chance& chance) : chance_(chance), regulars_(regulars) {
    cars_.reserve(regulars * 4);
    while (cars_.size() < regulars) cars_.push_back(regular());
}

Car Town::regular() {
    Car car;
    car.plate = plate();
    car.kind = chance_.odds(stored_value_share) ? CarKind::stored_value : CarKind::monthly;
    car.expired = car.kind == CarKind::monthly && chance_.odds(expired_share);
    car.owner = fmt::format("业主{:04}", cars_.size() + 1);
    auto const at_home = chance_.odds(evening_share);
    car.usually_at = std::chrono::minutes(at_home ? chance_.between(17 * 60 + 30, 20 * 60) : chance_.between(450, 555));
    car.usual_stay = std::chrono::minutes(at_home ? chance_.between(10 * 60, 13 * 60) : chance_.between(510, 600));
    return car;
}

CarId Town::visitor() {
    auto const visitors = cars_.size() - regulars_;
    if (visitors > 20 && chance_.odds(known_visitor_share)) {
        auto const id = regulars_ + chance_.below(visitors);
        if (!cars_[id].inside && cars_[id].plate) return id;
    }
    Car car;
    if (!chance_.odds(unlicensed_share)) car.plate = plate();
    cars_.push_back(std::move(car));
    return cars_.size() - 1;
}

std::string Town::plate() {
    std::string text(provinces[chance_.weighted(province_weights)]);
    text += letters[chance_.below(letters.size())];
    auto const new_energy = chance_.odds(new_energy_share);
    if (new_energy) text += chance_.odds(0.8) ? 'D' : 'F';
    for (int i = 0; i < 5; ++i) {
        auto const from = new_energy || chance_.odds(0.8) ? digits : signs;
        text += from[chance_.below(from.size())];
    }
    return text;
}

std::string Town::misread(std::string const& plate) {
    auto text = plate;
    auto& sign = text[text.size() - 1 - chance_.below(4)];  // the last characters are ASCII on every plate
    auto const read = sign;
    while (sign == read) sign = signs[chance_.below(signs.size())];
    return text;
}

}  // namespace lotbridge::lotsim
