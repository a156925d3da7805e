// The upward journey's first half: an adapter's messages and its new cursor become durable in one transaction.
#pragma once

#include "base/time.hpp"
#include "relay/letters.hpp"

#include <functional>
#include <mutex>
#include <optional>

namespace lotbridge::relay {

class Intake {
public:
    Intake(store::Store& store, store::LotId lot, config::LotSettings const& settings, std::function<WallTime()> wall);

    // Any thread but the store's; returns when messages and cursor are on disk. A message that breaks the schema is
    // quarantined and counts as stored.
    Result<store::IntakeReceipt> submit(std::string const& instance, std::vector<plugin::Message> const& messages,
                                        std::string cursor);

    // Puts the last free-space count that an adapter delivered into the outbox again: one is due every minute (5.1.7).
    void repeat_free_spaces();

private:
    store::Store& store_;
    store::LotId lot_;
    config::LotSettings const& settings_;
    std::function<WallTime()> wall_;
    std::mutex mutex_;
    std::optional<plugin::Message> free_spaces_;
};

}  // namespace lotbridge::relay
