#include "relay/obligations.hpp"

#include "relay/hop.hpp"

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
                for (auto& command : *owed) {
                    command.attempts = 0;  // what failed in an earlier run says nothing about this one
                    self.owe(std::move(command));
                }
            }));
}

void Obligations::owe(store::Command command) {
    if (open_.insert(command.id).second) apply(std::move(command));
}

void Obligations::apply(store::Command command) {
    ++command.attempts;
    plugin::Request request{command.topic, command.body, command.opr_num};
    parts_.adapters.command(
        std::move(request), parts_.limit,
        [weak = weak_from_this(), command = std::move(command)](plugin::CommandResult result) mutable {
            if (auto const self = weak.lock()) self->applied(std::move(command), std::move(result));
        });
}

void Obligations::applied(store::Command command, plugin::CommandResult result) {
    bool const done = result.status == LB_OK;
    auto const id = command.id;
    auto const state = done ? store::CommandState::answered : store::CommandState::owed;
    parts_.store.finish_command(
        id, state, command.answer, result.words,
        hop<void>(parts_.scheduler, weak_from_this(),
                  [command, done, words = result.words](Obligations& self, Result<> kept) mutable {
                      if (done && kept) {
                          self.open_.erase(command.id);
                          return self.parts_.log.info("payment applied to the lot's system", {{"id", command.opr_num}});
                      }
                      auto const pause = pause_after(command.attempts);
                      self.parts_.log.write(
                          command.attempts < 3 ? base::LogLevel::warning : base::LogLevel::error,
                          "payment not yet applied to the lot's system: " + (done ? kept.error().message : words) +
                              "; again in " + std::to_string(pause / 1s) + " s",
                          {{"id", command.opr_num}});
                      self.parts_.scheduler.after(
                          pause, [weak = self.weak_from_this(), command = std::move(command)]() mutable {
                              if (auto const again = weak.lock()) again->apply(std::move(command));
                          });
                  }));
}

}  // namespace lotbridge::relay
