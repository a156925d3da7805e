// From what an adapter delivered to what the store keeps: checked, normalised, named by its parking record.
#pragma once

#include "config/settings.hpp"
#include "plugin/instance.hpp"
#include "store/store.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace lotbridge::relay {

// What others said about a message, fit for the log: without what it repeats of the message's plates and numbers.
std::string loggable(std::string_view topic, std::string_view body, std::string_view words);

// By what a message that breaks the schema can be found in the lot's own software: the recordCode in it, else the
// number of its row ("row 12096") when the adapter's key is one; "" when there is neither. Never a plate.
std::string found_by(std::string_view key, std::string const& body);

using LetterOrQuarantine = std::variant<store::NewLetter, store::NewQuarantine>;

// Also for what comes back from quarantine (store::Remake). captured dates facts that carry no time of their own. The
// lot's parkId and parkCode fill members left empty.
LetterOrQuarantine make_letter(plugin::Message const& message, config::LotSettings const& lot, WallTime captured);

}  // namespace lotbridge::relay
