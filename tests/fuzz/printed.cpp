#include "isolation/printed.hpp"

#include "base/text.hpp"

#include "targets.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace lotbridge::fuzz {
namespace {

std::vector<std::string> lines_of(std::string_view bytes, std::size_t piece) {
    isolation::Trickle::Time const now{std::chrono::hours(1)};
    std::vector<std::string> lines;
    isolation::Printed printed([&](std::string_view line) { lines.emplace_back(line); });
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        printed.feed(bytes.substr(0, piece), now);
    printed.end(now);
    return lines;
}

}  // namespace

// What an adapter's process prints.
void printed(std::string_view input) {
    auto const lines = lines_of(input, input.size() + 1);
    must(lines == lines_of(input, 1), "lines do not depend on how bytes arrive");
    for (auto const& line : lines) must(base::find_bad_utf8(line) == line.npos, "a line of a log is UTF-8");
}

}  // namespace lotbridge::fuzz
