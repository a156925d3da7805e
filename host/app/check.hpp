// Proves a lot's configuration on site: every adapter loaded, its settings valid, its database reached, its mapping's
// examples passed; the cloud reached, logged in, answering. Changes nothing in the legacy system and sends no record.
#pragma once

#include "config/settings.hpp"
#include "plugin/library.hpp"

#include <lotbridge/result.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::app {

enum class Grade { ok, note, failed };
struct CheckFinding {
    Grade grade = Grade::ok;
    std::string subject, words;
    std::string advice;  // what to do about it, where somebody knows; empty when all is well
};
using Report = std::function<void(CheckFinding)>;

// everything: each adapter also tries itself. Otherwise its library is loaded, its settings are held against its
// schema, and it looks at the files that they name; nothing is connected to.
void check_adapters(config::LotSettings const& lot, plugin::Catalogue const& catalogue, bool everything,
                    Report const& report);

// How the lot's fees come about. told_by_adapter: nothing while that is not known.
CheckFinding check_fees(config::FeeSettings const& fees, std::optional<bool> told_by_adapter);

// offset: what has to be added to this computer's time to have the platform's.
CheckFinding check_clock(std::chrono::milliseconds offset);

// The store's value that a lot's token is kept under (5.1.1): it is used again after a restart.
inline constexpr std::string_view kept_token = "token";

// Logs in afresh, because a kept token would prove nothing about account and password. That kills the token before it
// (B.2.4): only for a lot that no host runs, and the new one is saved for the host.
void check_cloud(config::LotSettings const& lot, std::function<Result<>(std::string_view)> const& save_token,
                 Report const& report);

}  // namespace lotbridge::app
