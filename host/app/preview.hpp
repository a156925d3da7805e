// What the adapters of a lot would deliver right now, and what they would ask the cloud. Nothing is sent or stored, no
// cursor moves.
#pragma once

#include "base/time.hpp"
#include "config/settings.hpp"
#include "plugin/library.hpp"

#include <functional>
#include <string>
#include <vector>

namespace lotbridge::app {

struct PreviewItem {
    std::string adapter, topic;
    std::string record;    // its parking record or the like; of one with problems what finds it, see relay::found_by
    std::string body;      // as it would be sent; as the adapter gave it when it has problems
    std::string problems;  // why it would be quarantined, or empty
    int origin = 0;
    bool question = false;  // it would be asked, not delivered
    bool left = false;      // it would not be sent: another adapter of the lot gives it
    std::size_t image_bytes = 0;
};

struct PreviewWish {
    std::size_t limit = 20;
    std::string topic;      // only this kind of message; empty: every kind
    bool problems = false;  // only what would be quarantined
};

struct Preview {
    std::vector<PreviewItem> items;
    std::size_t read = 0, broken = 0;   // of the kind that is wished for: how many, and how many with problems
    std::vector<std::string> failures;  // adapters that could not be loaded, started or read in whole
    std::vector<std::string> notes;     // what adapters warn of while they are read, each once
    bool more = false;                  // the limit was reached
};

// cursor: where an adapter would go on (by its name); empty text: from the beginning that its settings name.
Preview preview(config::LotSettings const& lot, plugin::Catalogue const& catalogue,
                std::function<std::string(std::string const& adapter)> const& cursor, PreviewWish const& wish,
                WallTime now);

}  // namespace lotbridge::app
