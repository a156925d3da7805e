// Commands and other calls that wait for the adapter's thread, oldest first, each with the moment after which it must
// not begin. Not thread-safe: Instance guards it.
#pragma once

#include "plugin/adapter.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::plugin {

using SteadyTime = std::chrono::steady_clock::time_point;

struct WaitingCommand {
    std::string name;
    std::function<CommandResult(Adapter& adapter, std::chrono::milliseconds left)> call;
    SteadyTime limit;
    std::function<void(CommandResult)> done;
};

class CommandQueue {
public:
    static constexpr std::size_t most = 64;

    bool empty() const { return waiting_.empty(); }
    // False when too many wait; the command is then left where it was.
    bool push(WaitingCommand& command);
    WaitingCommand pop();
    std::vector<WaitingCommand> take_expired(SteadyTime now);
    std::vector<WaitingCommand> take_all();
    // When the first of them must be answered.
    std::optional<SteadyTime> first_limit() const;

private:
    std::deque<WaitingCommand> waiting_;
};

}  // namespace lotbridge::plugin
