// The upward journey's first half: an adapter's messages and its new cursor become durable in one transaction.
#pragma once

#include "base/time.hpp"
#include "relay/letters.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

namespace lotbridge::relay {

class Intake {
public:
    Intake(store::Store& store, store::LotId lot, config::LotSettings const& settings, std::function<WallTime()> wall);

    // Remembers the free-space count that an earlier run delivered last. Before the first submit.
    Result<> start();

    // Any thread but the store's; returns when messages and cursor are on disk. A message that breaks the schema is
    // quarantined and counts as stored. A free-space count that is the last one again is no change and not stored
    // (5.1.7). Without a cursor: from the host itself. notes: what is kept or forgotten with them.
    struct Notes {
        std::vector<store::Note> keeps;
        std::vector<std::string> forgets;
    };
    Result<store::IntakeReceipt> submit(std::string const& instance, std::vector<plugin::Message> const& messages,
                                        std::optional<std::string> cursor, Notes notes = {});

    // Puts the last free-space count that an adapter delivered into the outbox again: one is due every minute (5.1.7).
    void repeat_free_spaces();

    // Messages that adapters have delivered since the start.
    std::uint64_t taken_in() const { return taken_in_; }

private:
    std::optional<std::string> last_count() const;

    store::Store& store_;
    store::LotId lot_;
    config::LotSettings const& settings_;
    std::function<WallTime()> wall_;
    std::atomic<std::uint64_t> taken_in_ = 0;
    mutable std::mutex mutex_;
    std::optional<std::string> free_spaces_;  // the body
};

}  // namespace lotbridge::relay
