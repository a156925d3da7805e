// A cloud that plays a script: records what it is asked and answers as the test says.
#pragma once

#include "base/scheduler.hpp"
#include "cloud/gateway.hpp"

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lotbridge::fakes {

using cloud::Outcome;

inline Outcome accepted() { return {.kind = Outcome::Kind::accepted, .code = "0000", .data = "{}"}; }
inline Outcome refused() { return {.kind = Outcome::Kind::refused, .code = "9999", .words = "failure"}; }
inline Outcome permanent() { return {.kind = Outcome::Kind::permanent, .code = "8001", .words = "never"}; }
inline Outcome lost() { return {.kind = Outcome::Kind::lost, .words = "no answer within 15 s"}; }
inline Outcome unsent() { return {.kind = Outcome::Kind::unsent, .words = "connection refused"}; }

class FakeGateway final : public cloud::Gateway {
public:
    struct Sent {
        cloud::Exchange exchange;
        HostTime at{};
    };

    explicit FakeGateway(base::Scheduler& scheduler) : scheduler_(scheduler) {}

    void exchange(cloud::Exchange exchange, std::function<void(Outcome)> done) override {
        sent.push_back({exchange, scheduler_.now()});
        if (takes.contains(exchange.topic)) {
            scheduler_.post([done = std::move(done)] { done(accepted()); });
            return;
        }
        if (silent) {
            open.push_back(std::move(done));
            return;
        }
        auto outcome = answer(exchange);
        scheduler_.post([done = std::move(done), outcome = std::move(outcome)] { done(outcome); });
    }
    bool reachable() const override { return reachable_; }
    void on_reachable(std::function<void(bool)> callback) override { changed_ = std::move(callback); }

    void set_reachable(bool reachable) {
        reachable_ = reachable;
        if (changed_) changed_(reachable);
    }
    // Answers everything that was kept waiting while silent.
    void answer_open(Outcome const& outcome) {
        for (auto& done : std::exchange(open, {})) done(outcome);
    }

    std::vector<std::string> topics() const {
        std::vector<std::string> out;
        for (auto const& one : sent) out.push_back(one.exchange.topic);
        return out;
    }

    std::function<Outcome(cloud::Exchange const&)> answer = [](cloud::Exchange const&) { return accepted(); };
    bool silent = false;
    std::set<std::string> takes;  // topics that are accepted whatever the script says of the others
    std::vector<Sent> sent;
    std::vector<std::function<void(Outcome)>> open;

private:
    base::Scheduler& scheduler_;
    std::function<void(bool)> changed_;
    bool reachable_ = true;
};

}  // namespace lotbridge::fakes
