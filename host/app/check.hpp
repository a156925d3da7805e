// Proves a lot's configuration on site: every adapter loaded, its settings valid, its database reached, its mapping's
// examples passed; the cloud reached, logged in, answering. Changes nothing in the legacy system and sends no record.
#pragma once

#include "config/settings.hpp"
#include "plugin/library.hpp"

#include <lotbridge/result.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::app {

enum class Grade { ok, note, failed };
struct CheckFinding {
    Grade grade = Grade::ok;
    std::string subject, words;
};
using Report = std::function<void(CheckFinding)>;

void check_adapters(config::LotSettings const& lot, plugin::Catalogue const& catalogue, Report const& report);

// The store's value that a lot's token is kept under (5.1.1): it is used again after a restart.
inline constexpr std::string_view kept_token = "token";

// A second login kills the token of the first (B.2.4): a token that is still good is used, and a new one is kept.
struct TokenPlace {
    std::function<Result<std::optional<std::string>>()> load;
    std::function<Result<>(std::string_view)> save;
};
void check_cloud(config::LotSettings const& lot, TokenPlace const& token, Report const& report);

}  // namespace lotbridge::app
