// A lot that several adapters tell of, or whose lanes have other names than the cloud knows them by: what they deliver
// becomes the story of one lot before the intake gets it. The rules are written in docs/composite-lots.md. A lot of one
// adapter and no map has none of this.
#pragma once

#include "base/log.hpp"
#include "base/tally.hpp"
#include "relay/givers.hpp"
#include "relay/intake.hpp"
#include "relay/lanes.hpp"
#include "relay/passages.hpp"

namespace lotbridge::relay {

struct CompositeFigures {
    Givers::Words givers;
    base::Tally left;           // told by one that is not the giver, and not sent: "cameras: vehicle_entry"
    base::Tally unknown_lanes;  // that the map does not have, sent as they were told
    PictureFigures pictures;    // of another adapter than the one that tells their records
};

// Any thread, except the store's.
class Composite {
public:
    static bool is_composite(config::LotSettings const& settings);

    struct Parts {
        Intake& intake;  // settings and it outlive this, or close() comes first
        config::LotSettings const& settings;
        std::function<Result<std::vector<store::Note>>()> notes;  // of the lot: what Intake was given to keep
        std::function<WallTime()> wall;
        base::Log log;
    };
    explicit Composite(Parts parts);

    // As Intake::submit. Errc::retry also while it is open who gives one of these messages.
    Result<store::IntakeReceipt> submit(std::string const& adapter, std::vector<plugin::Message> messages,
                                        std::string cursor);
    // Of a day's books: this message as the cloud has it; nothing when it is not this adapter's to tell.
    std::optional<plugin::Message> of_the_books(std::string const& adapter, plugin::Message message);

    // Places the pictures that time has decided about, and gives up what has waited too long. As often as pictures are
    // to come of it; waits for the disk.
    void settle();
    void close();  // waits for what is under way; nothing is done from then on

    Givers& givers() { return givers_; }
    Givers const& givers() const { return givers_; }
    Lanes const& lanes() const { return lanes_; }
    CompositeFigures figures() const;

private:
    Result<bool> take(std::string const& adapter, plugin::Message& message);
    void take_stay(std::string const& adapter, plugin::Message const& message, bool given);
    bool gives(std::string const& adapter, std::string_view topic) const;
    bool pictures_come_apart() const;
    Result<> recall();
    Result<store::IntakeReceipt> hand_on(std::string const& adapter, std::vector<plugin::Message> messages,
                                         std::optional<std::string> cursor);
    void translate(std::string const& adapter, plugin::Message& message);

    Parts parts_;
    Givers givers_;
    Lanes const lanes_;
    // One submit after the other, until it is on disk: what is known of pictures is then what the disk has.
    std::mutex order_;
    Passages passages_;
    bool recalled_ = false, closed_ = false;
    mutable std::mutex mutex_;  // what figures() shows
    base::Tally left_, unknown_lanes_;
    PictureFigures pictures_;
};

}  // namespace lotbridge::relay
