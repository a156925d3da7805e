#include "plugin/command_queue.hpp"

#include <algorithm>
#include <iterator>

namespace lotbridge::plugin {

bool CommandQueue::push(WaitingCommand& command) {
    if (waiting_.size() >= most) return false;
    waiting_.push_back(std::move(command));
    return true;
}

WaitingCommand CommandQueue::pop() {
    auto command = std::move(waiting_.front());
    waiting_.pop_front();
    return command;
}

std::vector<WaitingCommand> CommandQueue::take_expired(SteadyTime now) {
    auto const in_time = [now](WaitingCommand const& command) { return command.limit > now; };
    auto const expired = std::stable_partition(waiting_.begin(), waiting_.end(), in_time);
    std::vector<WaitingCommand> taken(std::make_move_iterator(expired), std::make_move_iterator(waiting_.end()));
    waiting_.erase(expired, waiting_.end());
    return taken;
}

std::vector<WaitingCommand> CommandQueue::take_all() {
    std::vector<WaitingCommand> taken(std::make_move_iterator(waiting_.begin()),
                                      std::make_move_iterator(waiting_.end()));
    waiting_.clear();
    return taken;
}

std::optional<SteadyTime> CommandQueue::first_limit() const {
    auto const earlier = [](WaitingCommand const& a, WaitingCommand const& b) { return a.limit < b.limit; };
    auto const first = std::min_element(waiting_.begin(), waiting_.end(), earlier);
    return first == waiting_.end() ? std::nullopt : std::optional(first->limit);
}

}  // namespace lotbridge::plugin
