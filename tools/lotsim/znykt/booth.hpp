// What the ZNYKT booth's program writes, in its own order and without a transaction around it: the closed stay is
// another row, and the outbox follows the main tables. Money stands in tenths of a yuan where the tariff counts in
// them.
#pragma once

#include "lotsim/day.hpp"
#include "lotsim/schema.hpp"

#include <optional>
#include <string>

namespace lotbridge::lotsim::znykt {

// A car in front of a camera, by the booth's clock.
struct Passage {
    std::optional<std::string> plate;
    std::string card;  // one for each car
    std::string type;  // CardType
    Lane lane;
    Moment at;
    std::optional<std::string> picture;  // a path of Windows
    bool told_twice = false;             // the outbox gets its row twice
};

struct Left {
    std::string tail;                   // the last six of plate or card
    std::optional<std::string> order;   // the stay's; none: the outbox knows no entry
    std::optional<std::string> before;  // the exit mended the plate: what it was
    LocalTime in;
    Money due, received, waived;
};

class Booth {
public:
    explicit Booth(Database& database) : database_(database) {}

    // The stay's orderNo. A card that is inside already is first closed in the main tables: a phantom exit, which the
    // outbox does not tell.
    Result<std::string> enter(Passage const& passage);
    // The same, in a transaction that stays open; one at a time.
    Result<std::string> begin_late(Passage const& passage);
    Result<> commit_late();
    bool late() const { return transaction_.has_value(); }

    // False: nothing was told, the car or its entry is no longer there.
    Result<bool> correct(std::string const& card, std::string const& order, std::string const& plate);
    // late_correction: the correction that an exit makes is told behind it.
    Result<Left> leave(Passage const& passage, bool waived, bool late_correction);
    Result<> open_by_hand(Lane const& lane, LocalTime at);
    Result<> hand_over(LocalTime from, LocalTime to);
    // Sold and paid for; or given up.
    Result<> issue_card(std::string const& plate, LocalTime at, bool valid);

private:
    struct Inside {
        long long id = 0;
        std::string plate, type;
        LocalTime in;
    };
    std::optional<Inside> find(Passage const& passage);
    void close(Inside const& stay, Passage const& passage, Left const& left);
    Money due(Inside const& stay, Passage const& passage);

    Database& database_;
    std::optional<Database> own_;  // the connection of the open transaction
    std::optional<Transaction> transaction_;
};

}  // namespace lotbridge::lotsim::znykt
