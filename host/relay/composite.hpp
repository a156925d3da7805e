// A lot that several adapters tell of, or whose lanes have other names than the cloud knows them by: what they deliver
// becomes the story of one lot before the intake gets it. The rules are written in docs/composite-lots.md. A lot of one
// adapter and no map has none of this.
#pragma once

#include "base/log.hpp"
#include "base/tally.hpp"
#include "relay/givers.hpp"
#include "relay/intake.hpp"
#include "relay/lanes.hpp"

namespace lotbridge::relay {

struct CompositeFigures {
    Givers::Words givers;
    base::Tally left;           // told by one that is not the giver, and not sent: "cameras: vehicle_entry"
    base::Tally unknown_lanes;  // that the map does not have, sent as they were told
};

// Any thread, except the store's.
class Composite {
public:
    static bool is_composite(config::LotSettings const& settings);

    // All of them outlive this.
    Composite(Intake& intake, config::LotSettings const& settings, std::function<WallTime()> wall, base::Log log);

    // As Intake::submit. Errc::retry also while it is open who gives one of these messages.
    Result<store::IntakeReceipt> submit(std::string const& adapter, std::vector<plugin::Message> messages,
                                        std::string cursor);
    // Of a day's books: this message as the cloud has it; nothing when it is not this adapter's to tell.
    std::optional<plugin::Message> of_the_books(std::string const& adapter, plugin::Message message);

    Givers& givers() { return givers_; }
    Givers const& givers() const { return givers_; }
    Lanes const& lanes() const { return lanes_; }
    CompositeFigures figures() const;

private:
    void translate(std::string const& adapter, plugin::Message& message);

    Intake& intake_;
    std::function<WallTime()> wall_;
    base::Log log_;
    Givers givers_;
    Lanes const lanes_;
    mutable std::mutex mutex_;
    base::Tally left_, unknown_lanes_;
};

}  // namespace lotbridge::relay
