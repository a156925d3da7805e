#include "isolation/printed.hpp"

#include "base/personal.hpp"
#include "plugin/text.hpp"

namespace lotbridge::isolation {
namespace {

constexpr std::size_t longest_line = 500;

}  // namespace

void Printed::feed(std::string_view bytes, Trickle::Time now) {
    for (;;) {
        auto const end = bytes.find('\n');
        auto const piece = bytes.substr(0, end);
        open_ += piece.substr(0, longest_line - std::min(longest_line, open_.size()));
        if (end == bytes.npos) return;
        line(now);
        bytes.remove_prefix(end + 1);
    }
}

void Printed::end(Trickle::Time now) { line(now); }

void Printed::line(Trickle::Time now) {
    auto text = std::exchange(open_, {});
    if (text.ends_with('\r')) text.pop_back();
    if (text.find_first_not_of(" \t") == text.npos) return;
    auto const passes = trickle_.pass(now);
    auto shown = base::without_personal(plugin::printable(text, longest_line));
    if (passes) {
        if (auto const left_out = trickle_.left_out(); left_out > 0)
            log_("printed " + std::to_string(left_out) + " lines more, which are left out");
        log_("printed: " + shown);
    }
    std::lock_guard const lock(mutex_);
    last_ = std::move(shown);
}

std::string Printed::last() const {
    std::lock_guard const lock(mutex_);
    return last_;
}

}  // namespace lotbridge::isolation
