// What the classes that carry an adapter's questions share. Network thread only.
#pragma once

#include "base/log.hpp"
#include "base/scheduler.hpp"
#include "cloud/gateway.hpp"
#include "config/settings.hpp"
#include "plugin/host_side.hpp"
#include "relay/obligations.hpp"
#include "store/store.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace lotbridge::relay {

// Takes the one answer, or why there is none (Errc::retry: go on without it). False: nobody waits for it any more, and
// what it says must reach the lot in another way.
using AnswerSink = std::function<bool(Result<plugin::Answer>)>;

// Lets the first answer pass and nothing after it.
inline AnswerSink once(AnswerSink sink) {
    return [waiting = std::make_shared<AnswerSink>(std::move(sink))](Result<plugin::Answer> answer) {
        return *waiting && std::exchange(*waiting, nullptr)(std::move(answer));
    };
}

inline tl::unexpected<Error> no_answer_in_time() { return fail(Errc::retry, "the cloud did not answer in time"); }

struct QuestionFigures {
    std::uint64_t asked = 0, answered = 0, unanswered = 0, from_cache = 0;
    std::uint64_t late_deductions = 0;  // that reached the lot as payments
};

struct AskingParts {
    store::Store& store;
    cloud::Gateway& gateway;
    Obligations& obligations;
    base::Scheduler& scheduler;
    store::LotId lot;
    config::LotSettings const& settings;
    std::function<std::string()> new_opr_num;  // of questions that are not written down
    base::Log log;
};

}  // namespace lotbridge::relay
