// What has shown in passing.
#include "kit/bench.hpp"

#include <fmt/format.h>

namespace lotbridge::kit::cases {

Verdict values(Bench& bench) {
    auto const& misfits = bench.evidence.misfits();
    if (misfits.empty()) return passed();
    return failed(fmt::format("{}", fmt::join(misfits, "; ")));
}

Verdict wording(Bench& bench) {
    auto const line = bench.evidence.garbled();
    return line.empty() ? passed() : failed("said: " + line);
}

Verdict discretion(Bench& bench) {
    auto const line = bench.evidence.indiscretion();
    return line.empty() ? passed() : failed("said: " + line);
}

}  // namespace lotbridge::kit::cases
