// What a person may change in the outbox. The running host does it on the control door's request, the command line does
// it itself when no host runs: the same code on the one writer.
#pragma once

#include "config/settings.hpp"
#include "store/store.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace lotbridge::app {

// What can be asked for, with its arguments:
//   retry             {"letters":[seq ...]}
//   drop              {"letters":[seq ...],"why":"..."}
//   retry_quarantine  {"ids":[id ...]}: as a fresh message, checked anew
//   drop_quarantine   {"ids":[id ...],"why":"..."}
//   retry_payments    {"ids":[id ...]}
//   drop_payments     {"ids":[id ...],"why":"..."}
inline constexpr std::string_view outbox_actions[] = {"retry",           "drop",           "retry_quarantine",
                                                      "drop_quarantine", "retry_payments", "drop_payments"};

// Reads the settings of the lots, by name; asked for only where they are needed.
using LotsByName = std::function<std::map<std::string, config::LotSettings>()>;

// The answer is {"changed":N}, with "refused":[{"id":ID,"words":"..."} ...] where some stay as they are for a reason;
// it comes on the store's thread, or at once for arguments that are wrong.
void change_outbox(store::Store& store, LotsByName const& lots, std::string_view action, std::string_view arguments,
                   std::function<void(Result<std::string>)> answer);

}  // namespace lotbridge::app
