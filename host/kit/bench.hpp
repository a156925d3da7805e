// The cases of the contract, and what they hand on to each other. Inside this layer only.
#pragma once

#include "kit/contract.hpp"

#include <map>

namespace lotbridge::kit {

// What the cases share. Each leaves behind what later ones build upon.
struct Bench {
    Subject const& subject;
    Options const& options;
    Limits limits;
    Evidence evidence;
    Course course;  // the whole of what the lot has, from the beginning
    std::map<std::string, std::string> sheet;
    std::vector<Order> done;  // orders that were carried out

    Trial trial() { return {subject, evidence, limits}; }
};

namespace cases {
Verdict life_cycle(Bench& bench);
Verdict reading(Bench& bench);
Verdict restart(Bench& bench);
Verdict resuming(Bench& bench);
Verdict foreign_cursor(Bench& bench);
Verdict future_cursor(Bench& bench);
Verdict refusing_host(Bench& bench);
Verdict full_disk(Bench& bench);
Verdict slow_host(Bench& bench);
Verdict capabilities(Bench& bench);
Verdict unknown_commands(Bench& bench);
Verdict commands(Bench& bench);
Verdict repeated_commands(Bench& bench);
Verdict strange_text(Bench& bench);
Verdict values(Bench& bench);
Verdict stopping(Bench& bench);
Verdict day_book(Bench& bench);
Verdict discretion(Bench& bench);
Verdict wording(Bench& bench);
}  // namespace cases

}  // namespace lotbridge::kit
