// What the booth does, each as one transaction of the product: entry, correction, exit, hand opening, tidy-up.
#pragma once

#include "lotsim/stays.hpp"

#include <optional>
#include <vector>

namespace lotbridge::lotsim {

struct Entered {
    long long id = 0;
    LocalTime before;  // a row that was still open was taken over; its entry time until now
};

struct Left {
    long long id = 0;
    std::optional<std::string> plate_before;  // the exit mended the plate; what it was
    LocalTime in;                             // empty: the exit is the first that the booth knows of the car
    Money due, received, waived, prepaid, coupon;
};

struct TidiedUp {
    long long id = 0;
    std::optional<std::string> plate;
    LocalTime in;
};

class Booth {
public:
    explicit Booth(Database& database) : database_(database) {}

    // A plate that has an open row gets that row again. Another booth that has not heard of it yet makes a second one.
    Result<Entered> enter(Passage const& passage, bool another_booth = false);
    // Nothing: the car is no longer inside. Otherwise what the plate was.
    Result<std::optional<OpenStay>> correct(long long stay, std::string const& plate, LocalTime at);
    // The row of this plate, or the one that the operator remembers (misread and unlicensed cars). Nothing: an
    // unlicensed car that the list does not show any more; the operator opens by hand.
    Result<std::optional<Left>> leave(Passage const& passage, std::optional<long long> remembered, bool waived);
    Result<long long> open_by_hand(Lane const& lane, LocalTime at);
    // Closes every open row but the newest of its plate, and all unlicensed ones are one plate to it. Only outTime is
    // set, past the product's own saving: no row of the change queue, no money.
    Result<std::vector<TidiedUp>> tidy_up(LocalTime at);

private:
    struct Prepaid {
        Money paid, coupon;
    };
    std::optional<OpenStay> find(Passage const& passage, std::optional<long long> remembered);
    Money due(OpenStay const& stay, LocalTime out);
    Prepaid prepaid(OpenStay const& stay);
    Left settle(OpenStay const& stay, LocalTime out, bool waived);
    void close(Passage const& passage, Left const& left);

    Database& database_;
};

}  // namespace lotbridge::lotsim
