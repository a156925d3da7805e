// The lot's adapters as a script: which interfaces they serve and what they answer.
#pragma once

#include "base/scheduler.hpp"
#include "relay/adapters.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lotbridge::fakes {

class FakeAdapters final : public relay::Adapters {
public:
    struct Carried {
        std::string topic, body, opr_num;
        std::chrono::milliseconds limit;
    };

    explicit FakeAdapters(base::Scheduler& scheduler) : scheduler_(scheduler) {}

    relay::Service service(std::string_view topic) const override {
        return served.contains(std::string(topic)) ? relay::Service::offered : otherwise;
    }
    void command(plugin::Request request, std::chrono::milliseconds limit,
                 std::function<void(plugin::CommandResult)> done) override {
        carried.push_back({request.name, request.body, request.opr_num, limit});
        if (silent) {
            open.push_back(std::move(done));
            return;
        }
        scheduler_.post([done = std::move(done), result = answer ? answer(carried.back()) : result] { done(result); });
    }
    void answer_open() {
        for (auto& done : std::exchange(open, {})) done(result);
    }

    std::set<std::string> served;
    relay::Service otherwise = relay::Service::none;
    plugin::CommandResult result{.status = LB_OK, .reply = "{}", .words = ""};
    std::function<plugin::CommandResult(Carried const&)> answer;  // in place of result
    bool silent = false;
    std::vector<Carried> carried;
    std::vector<std::function<void(plugin::CommandResult)>> open;

private:
    base::Scheduler& scheduler_;
};

}  // namespace lotbridge::fakes
