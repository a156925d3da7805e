// The cars of the town and their habits: who rents a space, who visits, who drives without a plate.
#pragma once

#include "lotsim/chance.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::lotsim {

enum class CarKind { monthly, temporary, stored_value };

// 固定车, 临时车, 储值车: as the product writes it.
std::string chinese(CarKind kind);

using CarId = std::size_t;

struct Car {
    std::optional<std::string> plate;  // none: unlicensed
    CarKind kind = CarKind::temporary;
    bool expired = false;               // a monthly car whose month is over: charged like a visitor
    std::string owner;                  // monthly and stored-value cars
    std::chrono::minutes usually_at{};  // minute of the day at which a regular arrives
    std::chrono::minutes usual_stay{};
    bool inside = false;  // on the ground, whatever the database believes
};

class Town {
public:
    Town(std::size_t regulars, Chance& chance);

    Car& car(CarId id) { return cars_[id]; }
    // Monthly and stored-value cars: 0 … count - 1.
    std::size_t regulars() const { return regulars_; }
    std::vector<Car> const& cars() const { return cars_; }

    // Somebody who comes by: a new face, a face seen before, or a car without a plate.
    CarId visitor();

    // What a camera reads when it misreads one character of this plate.
    std::string misread(std::string const& plate);

private:
    Car regular();
    std::string plate();

    Chance& chance_;
    std::size_t regulars_;
    std::vector<Car> cars_;
};

}  // namespace lotbridge::lotsim
