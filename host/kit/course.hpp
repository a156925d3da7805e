// What an adapter handed over in the course of one run, in its order, and whether another run tells the same.
#pragma once

#include "plugin/host_side.hpp"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::kit {

// What a host knows a fact by: the same one is stored once.
struct Identity {
    std::string name, record, key;
    auto operator<=>(Identity const&) const = default;
};

struct Fact {
    Identity identity;
    std::string body;
    std::string content;  // the body without its parking record
};

// Of a message that waits in order (schema::Queueing::keep); of others only the newest counts, and none is missed.
std::optional<Fact> fact_of(plugin::Message const& message);

struct Handover {
    std::vector<Fact> facts;
    std::string cursor;  // stored with them
};

class Course {
public:
    void add(Handover handover) { handovers_.push_back(std::move(handover)); }
    std::vector<Handover> const& handovers() const { return handovers_; }
    std::size_t facts() const;
    bool empty() const { return facts() == 0; }
    // How many of this one's facts came in the other, too.
    std::size_t repeated(Course const& other) const;
    // The cursors that a host may resume at, each with how many handovers lie before it: "" and what was stored, at
    // most `most` of them, spread evenly.
    struct Place {
        std::string cursor;
        std::size_t before = 0;
    };
    std::vector<Place> places(std::size_t most) const;

    // What is wrong with `again`, a run that resumed with so many handovers of this one behind it: a fact that is
    // missing, or one that came under another key or record. Nothing: it tells the same.
    std::optional<std::string> difference(Course const& again, std::size_t before = 0) const;

private:
    std::vector<Handover> handovers_;
};

}  // namespace lotbridge::kit
