// Findings of a doctor as lines.
#pragma once

#include "app/check.hpp"

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace lotbridge::support {

inline std::string line(app::CheckFinding const& finding) {
    constexpr char const* grades[] = {"ok", "note", "failed"};
    return std::string(grades[static_cast<int>(finding.grade)]) + " " + finding.subject + ": " + finding.words +
           (finding.advice.empty() ? "" : " TO DO " + finding.advice);
}

template <class Examine>
std::vector<std::string> found(Examine examine) {
    std::vector<std::string> lines;
    app::Report const report = [&](app::CheckFinding const& finding) { lines.push_back(line(finding)); };
    examine(report);
    return lines;
}

}  // namespace lotbridge::support
