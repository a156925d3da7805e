// Whose picture is it? Entries and exits that one adapter reports, against the passages that another one's cameras saw,
// so that a picture goes under the record of its car. The rules: docs/composite-lots.md.
//
// Knows neither store nor clock: what has to survive a restart comes out as notes. Not for several threads.
#pragma once

#include "base/json.hpp"
#include "base/time.hpp"
#include "config/settings.hpp"
#include "plugin/instance.hpp"
#include "relay/intake.hpp"
#include "relay/plate_fit.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace lotbridge::relay {

struct PictureFigures {
    std::size_t waiting = 0;          // now; the others since the start
    std::uint64_t placed = 0;         // sent under the record of another adapter
    std::uint64_t spare = 0;          // not sent: the record had one of its kind already
    std::uint64_t given_up = 0;       // no record came within the time
    std::uint64_t lone_passages = 0;  // seen, and no record came within the time
    std::uint64_t lone_records = 0;   // told, and no passage was seen within the time
};

class Passages {
public:
    explicit Passages(config::PictureSettings const& limits) : limits_(limits) {}

    // In place of all that was known. Notes of others are passed over; figures are counted on from these.
    void recall(std::vector<store::Note> const& notes, PictureFigures const& figures);

    // vehicle_entry and vehicle_exit, with the lanes' codes.
    void take_record(plugin::Message const& message, WallTime now);
    void take_passage(std::string const& adapter, plugin::Message const& message, WallTime now);
    // image_upload. Of the adapter that told the record: false when the record has one of its kind.
    bool take_own_picture(plugin::Message const& message);
    // Of another one. False: it breaks the standard, and waits for nothing.
    bool take_picture(std::string const& adapter, plugin::Message const& message, WallTime now);
    // Decides what only time can decide; false: nothing came of it.
    bool settle(WallTime now);

    // What came of all that since the last time.
    struct Outcome {
        std::vector<plugin::Message> pictures;  // under their records
        Intake::Notes notes;
    };
    Outcome outcome();
    PictureFigures const& figures() const { return figures_; }

private:
    // The entry or exit of a record, or a passage.
    struct Sight {
        std::string record, place;  // place: which way, and the lane
        std::string plate;
        LocalTime time;             // empty: a passage of which only pictures have come
        WallTime since{};           // when it was told
        std::string partner;        // key of the other
        std::set<int> has, placed;  // a record's kinds of pictures: its own, and those of its passage
        std::map<std::string, plugin::Message> waiting;  // a passage's pictures, by their notes' names
    };
    using Sights = std::map<std::string, Sight, std::less<>>;                // by key
    using Open = std::set<std::tuple<std::string, LocalTime, std::string>>;  // without a partner: place, time, key

    static std::optional<Sight> read_sight(plugin::Message const& message, WallTime now);
    template <class Visit>
    void for_each_near(Open const& open, Sight const& sight, Visit visit) const;
    std::optional<std::string> same_plate(Open const& open, Sights const& sights, Sight const& sight) const;
    void pair(std::string const& passage_key, std::string const& record_key);
    void pair_what_fits(WallTime now);
    void place(plugin::Message message, std::string const& record_key);
    void give_up(WallTime now);
    void give_up_passage(std::string const& key, Sight const& passage);
    void give_up_record(std::string const& key, Sight const& record);

    static std::string text_of_sight(Sight const& sight);
    void keep(store::Note note);
    void keep_record(std::string const& key);
    void keep_passage(std::string const& key);
    void keep_picture(std::string const& name, plugin::Message const& picture);
    void forget(std::string const& name);
    void recall_picture(store::Note const& note, base::json::Value const& text);
    static void recall_sight(base::json::Value const& text, std::string const& key, Sights& sights, Open& open);

    config::PictureSettings limits_;
    Sights records_, passages_;
    Open open_records_, open_passages_;
    std::vector<plugin::Message> placed_;
    std::map<std::string, std::optional<store::Note>> changed_;  // nothing: to be forgotten
    PictureFigures figures_;
};

}  // namespace lotbridge::relay
