// What the data itself says against a mapping that breaks no rule: fen told as yuan, a name where the plate should be,
// entries taken for exits. A lot may be strange and right, so these are doubts, for people to judge.
#pragma once

#include "facts.hpp"
#include "mapping.hpp"
#include "scope.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lotbridge::sql {

class Plausibility {
public:
    // The mapping must outlive this.
    explicit Plausibility(Mapping const& mapping) : mapping_(mapping) {}

    // Of each stream the first thousand count. What the lot's software inferred does not, nor what breaks the standard.
    void look_at(RecordStream const& stream, Fact const& fact);

    struct Doubt {
        std::string stream, words;  // with the place in the mapping, figures, and what to do
    };
    // What was not given out before, at most one of each member of a message.
    std::vector<Doubt> doubts();

private:
    Mapping const& mapping_;
    std::map<std::string, std::vector<Fields>, std::less<>> told_;  // by stream: the members of its messages
    std::set<std::string> said_;                                    // by place
    bool changed_ = false;
};

}  // namespace lotbridge::sql
