// What a lot's own systems have of a day that is over (abi/totals.h), of every adapter that can tell, seen from the
// relay. Implemented in app.
#pragma once

#include "plugin/instance.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <functional>
#include <string>
#include <vector>

namespace lotbridge::relay {

class Books {
public:
    virtual ~Books() = default;

    // Network thread; done is called on it.

    // Whether the adapters that tell of stays have read all that their systems have by now, and nothing stands still.
    virtual bool caught_up() const = 0;
    // found: on one thread at a time, not this one, and before done. LB_UNSUPPORTED: no adapter keeps books.
    virtual void list_day(LocalDate day, std::function<void(plugin::Message)> found,
                          std::function<void(plugin::CommandResult)> done) = 0;
    // These parking records are told again, as far as the day has them.
    virtual void submit_day(LocalDate day, std::vector<std::string> records,
                            std::function<void(plugin::CommandResult)> done) = 0;
};

}  // namespace lotbridge::relay
