// What a person may change in the outbox. The running host does it on the control door's request, the command line does
// it itself when no host runs: the same code on the one writer.
#pragma once

#include "store/store.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace lotbridge::app {

// action: "retry" {"letters":[seq ...]}, "retry_quarantine" {"ids":[id ...]}, "drop" {"letters":[seq ...],"why":"..."}.
// The answer is {"changed":N}; it comes on the store's thread, or at once for arguments that are wrong.
void change_outbox(store::Store& store, std::string_view action, std::string_view arguments,
                   std::function<void(Result<std::string>)> answer);

}  // namespace lotbridge::app
