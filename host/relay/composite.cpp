#include "relay/composite.hpp"

namespace lotbridge::relay {

bool Composite::is_composite(config::LotSettings const& settings) {
    return settings.adapters.size() > 1 || !settings.lanes.empty() || !settings.adapters.front().reports.empty();
}

Composite::Composite(Intake& intake, config::LotSettings const& settings, std::function<WallTime()> wall, base::Log log)
    : intake_(intake),
      wall_(std::move(wall)),
      log_(std::move(log)),
      givers_(settings.adapters),
      lanes_(settings.lanes) {}

// All or nothing: a cursor stands for the whole of what came with it.
Result<store::IntakeReceipt> Composite::submit(std::string const& adapter, std::vector<plugin::Message> messages,
                                               std::string cursor) {
    std::vector<plugin::Message> ours;
    for (auto& message : messages) {
        switch (givers_.verdict(adapter, message.name)) {
            case Givers::Verdict::open:
                return fail(Errc::retry, "who gives " + message.name +
                                             " to the cloud is not known before each adapter of this lot has started "
                                             "once; \"reports\" in the lot's file would say it");
            case Givers::Verdict::leaves: {
                std::lock_guard const lock(mutex_);
                left_.add(adapter + ": " + message.name, wall_());
                continue;
            }
            case Givers::Verdict::gives:
                translate(adapter, message);
                ours.push_back(std::move(message));
        }
    }
    return intake_.submit(adapter, ours, std::move(cursor));
}

std::optional<plugin::Message> Composite::of_the_books(std::string const& adapter, plugin::Message message) {
    if (givers_.verdict(adapter, message.name) != Givers::Verdict::gives) return std::nullopt;
    translate(adapter, message);
    return message;
}

void Composite::translate(std::string const& adapter, plugin::Message& message) {
    if (lanes_.empty()) return;
    auto [body, unknown] = lanes_.to_cloud(adapter, message.body);
    message.body = std::move(body);
    for (auto const& lane : unknown) {
        auto const words = adapter + ": " + lane;
        std::lock_guard const lock(mutex_);
        bool const first = !unknown_lanes_.counts().contains(words);
        unknown_lanes_.add(words, wall_());
        if (first)
            log_.warning("a lane is not in the lot's map and is reported under the name it came with: " + lane,
                         {{"adapter", adapter}});
    }
}

CompositeFigures Composite::figures() const {
    std::lock_guard const lock(mutex_);
    return {.givers = givers_.words(), .left = left_, .unknown_lanes = unknown_lanes_};
}

}  // namespace lotbridge::relay
