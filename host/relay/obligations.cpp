#include "relay/obligations.hpp"

#include "relay/hop.hpp"
#include "relay/letters.hpp"

#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/prepayment.hpp>

#include <algorithm>

namespace lotbridge::relay {

using namespace std::chrono_literals;

namespace {

std::chrono::milliseconds pause_after(int attempts) {
    std::chrono::milliseconds pause = 1s;
    for (int i = 1; i < attempts && pause < 60s; ++i) pause *= 2;
    return std::min<std::chrono::milliseconds>(pause, 60s);
}

}  // namespace

std::string receipt_for(std::string order_code) {
    return '+' + schema::encode(vo::PrepaymentReply{.order_code = std::move(order_code), .result = true});
}

Obligations::Obligations(Parts parts) : parts_(std::move(parts)) {}

void Obligations::start() {
    parts_.store.owed_commands(
        parts_.lot,
        hop<std::vector<store::Command>>(
            parts_.scheduler, weak_from_this(), [](Obligations& self, Result<std::vector<store::Command>> owed) {
                if (!owed) {
                    self.parts_.log.error("reading the payments still to apply: " + owed.error().message);
                    self.parts_.scheduler.after(1s, [weak = self.weak_from_this()] {
                        if (auto const again = weak.lock()) again->start();
                    });
                    return;
                }
                self.refused_.clear();
                for (auto& command : *owed) {
                    command.attempts = 0;  // what failed in an earlier run says nothing about this one
                    if (command.state == store::CommandState::refused)
                        self.refused_.emplace(command.id, std::move(command));
                    else
                        self.owe(std::move(command));
                }
            }));
}

void Obligations::owe(store::Command command) {
    if (open_.try_emplace(command.id, command).second) apply({std::move(command), std::nullopt});
}

std::vector<store::Command> Obligations::unapplied(std::string_view record) const {
    std::vector<store::Command> found;
    auto const add = [&](store::Command const& command) {
        if (command.topic == "prepayment" && command.record == record) found.push_back(command);
    };
    for (auto const& [id, command] : open_)
        if (!applied_.contains(id)) add(command);
    for (auto const& [id, command] : refused_) add(command);
    return found;
}

void Obligations::apply(Debt debt) {
    ++debt.command.attempts;
    plugin::Request request{debt.command.topic, debt.command.body, debt.command.opr_num};
    parts_.adapters.command(std::move(request), parts_.limit,
                            [weak = weak_from_this(), debt = std::move(debt)](plugin::CommandResult const& result) {
                                if (auto const self = weak.lock()) self->applied(debt, result);
                            });
}

void Obligations::applied(Debt debt, plugin::CommandResult const& result) {
    using store::CommandState;
    if (result.status == LB_OK) applied_.insert(debt.command.id);
    bool const refused = result.status == LB_REJECTED || result.status == LB_UNSUPPORTED || result.status == LB_MISUSE;
    auto const now = parts_.scheduler.now();
    if (!refused) debt.refused_since.reset();
    if (refused && !debt.refused_since) debt.refused_since = now;
    bool const for_good = refused && now - *debt.refused_since >= parts_.patience;
    auto const state = result.status == LB_OK ? CommandState::answered
                       : for_good             ? CommandState::refused
                                              : CommandState::owed;
    parts_.store.finish_command({debt.command.id, state, debt.command.answer, result.words, {}, {}},
                                hop<void>(parts_.scheduler, weak_from_this(),
                                          [debt, state, words = result.words](Obligations& self, Result<> kept) {
                                              self.noted(debt, state, words, kept);
                                          }));
}

void Obligations::noted(Debt debt, store::CommandState state, std::string const& words, Result<> const& kept) {
    using store::CommandState;
    auto const& command = debt.command;
    if (kept && state == CommandState::refused) return leave_to_a_person(debt, words);
    if (kept && state == CommandState::answered) {
        open_.erase(command.id);
        applied_.erase(command.id);
        return parts_.log.info("payment applied to the lot's system", {{"id", command.opr_num}});
    }
    auto const pause = pause_after(command.attempts);
    parts_.log.write(command.attempts < 3 ? base::LogLevel::warning : base::LogLevel::error,
                     "payment not yet applied to the lot's system: " +
                         (kept ? loggable(command.topic, command.body, words) : kept.error().message) + "; again in " +
                         std::to_string(pause / 1s) + " s",
                     {{"id", command.opr_num}});
    parts_.scheduler.after(pause, [weak = weak_from_this(), debt = std::move(debt)]() mutable {
        if (auto const self = weak.lock()) self->apply(std::move(debt));
    });
}

void Obligations::leave_to_a_person(Debt const& debt, std::string const& words) {
    auto const& command = debt.command;
    open_.erase(command.id);
    refused_.emplace(command.id, command);
    parts_.log.error("the lot's system refuses a payment for good: " + loggable(command.topic, command.body, words) +
                         "; see to it by hand, then: lotbridge outbox drop --payment " + std::to_string(command.id) +
                         " --why ... (or send it again: lotbridge outbox retry --payment " +
                         std::to_string(command.id) + ")",
                     {{"id", command.opr_num}});
    parts_.store.audit({.lot = parts_.lot,
                        .at = parts_.scheduler.wall(),
                        .what = command.topic + ' ' + command.body,
                        .who = "cloud, oprNum " + command.opr_num,
                        .outcome = "refused",
                        .detail = words},
                       [](Result<>) {});  // the payment itself is on record
}

}  // namespace lotbridge::relay
