// Whoever walks through the acceptance: is told what happens, asked for what only people can do or see.
#pragma once

#include "acceptance/item.hpp"

#include <iosfwd>
#include <optional>

namespace lotbridge::acceptance {

class Person {
public:
    // in: null, or at its end, when nobody is there. yes: whatever may be agreed to is (never a gate's move, which
    // asks for the gate's code).
    Person(std::istream* in, std::ostream& out, bool yes, bool chinese)
        : in_(in), out_(out), yes_(yes), chinese_(chinese) {}

    void tell(Text const& words);
    void step(Text const& words);  // a line below the last one told: what is being waited for
    bool agrees(Text const& question);
    // A line, without blanks around it. Nothing: nobody is there.
    std::optional<std::string> answer(Text const& question);

private:
    std::string const& in_own_language(Text const& text) const { return chinese_ ? text.zh : text.en; }

    std::istream* in_;
    std::ostream& out_;
    bool yes_, chinese_;
};

}  // namespace lotbridge::acceptance
