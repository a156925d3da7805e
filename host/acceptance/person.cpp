#include "acceptance/person.hpp"

#include <istream>
#include <ostream>

namespace lotbridge::acceptance {

void Person::tell(Text const& words) { out_ << in_own_language(words) << std::endl; }

void Person::step(Text const& words) { out_ << "    " << in_own_language(words) << std::endl; }

bool Person::agrees(Text const& question) {
    if (yes_) return true;
    auto const said = answer({question.en + " [y/N]", question.zh + " [y/N]"});
    return said && (*said == "y" || *said == "Y" || *said == "yes" || *said == "是");
}

std::optional<std::string> Person::answer(Text const& question) {
    if (!in_) return std::nullopt;
    out_ << "  ? " << in_own_language(question) << ' ' << std::flush;
    std::string line;
    if (!std::getline(*in_, line)) {
        out_ << std::endl;
        in_ = nullptr;
        return std::nullopt;
    }
    auto const blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!line.empty() && blank(line.back())) line.pop_back();
    line.erase(0, std::min(line.find_first_not_of(" \t"), line.size()));
    return line;
}

}  // namespace lotbridge::acceptance
