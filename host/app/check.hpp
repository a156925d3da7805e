// Proves a lot's configuration on site: every adapter loaded, its settings valid, its database reached, its mapping's
// examples passed; the cloud reached, logged in, answering. Changes nothing in the legacy system and sends no record.
#pragma once

#include "config/settings.hpp"
#include "plugin/library.hpp"

#include <lotbridge/result.hpp>

#include <functional>
#include <optional>
#include <string>

namespace lotbridge::app {

enum class Grade { ok, note, failed };
struct CheckFinding {
    Grade grade = Grade::ok;
    std::string subject, words;
};
using Report = std::function<void(CheckFinding)>;

void check_adapters(config::LotSettings const& lot, plugin::Catalogue const& catalogue, Report const& report);

// A second login kills the token of the first (B.2.4): a token that is still good is used, and a new one is kept.
struct TokenPlace {
    std::function<Result<std::optional<std::string>>()> load;
    std::function<Result<>(std::string_view)> save;
};
void check_cloud(config::LotSettings const& lot, TokenPlace const& token, Report const& report);

}  // namespace lotbridge::app
