#include "acceptance/item.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::acceptance {

namespace {

constexpr std::array<std::string_view, 4> names{"pass", "fail", "not_supported", "not_tested"};

// How much a grade says: a failure outweighs everything, a success what was not looked at.
int weight(Grade grade) {
    switch (grade) {
        case Grade::fail:
            return 3;
        case Grade::pass:
            return 2;
        case Grade::not_supported:
            return 1;
        case Grade::not_tested:
            break;
    }
    return 0;
}

}  // namespace

std::string_view name_of(Grade grade) { return names[static_cast<std::size_t>(grade)]; }

Grade grade_named(std::string_view name) {
    auto const found = std::ranges::find(names, name);
    return found == names.end() ? Grade::not_tested : static_cast<Grade>(found - names.begin());
}

void Item::judge(Grade judged, Text words) {
    if (weight(judged) < weight(grade) || (judged == grade && !why.en.empty())) {
        if (!words.en.empty()) evidence.push_back(std::move(words));
        return;
    }
    if (weight(grade) > 0 && !why.en.empty()) evidence.insert(evidence.begin(), std::move(why));
    grade = judged;
    why = std::move(words);
}

}  // namespace lotbridge::acceptance
