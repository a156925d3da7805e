// One question on its way to the cloud: ahead of any backlog, sent again under the same oprNum while there is time. Its
// answer is waited for as long as any other's, also when nobody counts on it any more. Network thread only.
#pragma once

#include "base/scheduler.hpp"
#include "cloud/gateway.hpp"

#include <functional>
#include <string>
#include <vector>

namespace lotbridge::relay {

struct Inquiry {
    cloud::Gateway& gateway;
    base::Scheduler& scheduler;
    std::string topic, opr_num, body;
    HostTime deadline;  // from then on nothing is sent
    // Called before the question is sent once more, with all its requests including that one; go(true) sends it,
    // go(false) does not. Empty: at once.
    std::function<void(std::vector<HostTime> requests, std::function<void(bool)> go)> before_repeat;
};

struct Inquired {
    enum class Fate {
        answered,  // the cloud's own answer is in the outcome
        refused,   // answered with a failure, and nothing else went out: the cloud has done nothing
        unsent,    // never went out
        doubtful,  // went out and was not answered: the cloud may have done anything
    };
    Fate fate = Fate::unsent;
    cloud::Outcome outcome;          // the last one
    std::vector<HostTime> requests;  // that went out
};

void inquire(Inquiry inquiry, std::function<void(Inquired)> done);

}  // namespace lotbridge::relay
