// What a vendor's library prints on its process's standard output and error, as lines for the log: cut, without
// personal values, no more than Trickle lets through.
#pragma once

#include "isolation/trickle.hpp"

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace lotbridge::isolation {

// Fed on one thread.
class Printed {
public:
    explicit Printed(std::function<void(std::string_view line)> log) : log_(std::move(log)) {}

    void feed(std::string_view bytes, Trickle::Time now);
    // Nothing more comes: what is left is a line too.
    void end(Trickle::Time now);
    // The last line that said anything, whether it got through or not; empty: none. Any thread.
    std::string last() const;

private:
    void line(Trickle::Time now);

    std::function<void(std::string_view)> log_;
    std::string open_;  // a line without an end yet
    Trickle trickle_;
    mutable std::mutex mutex_;
    std::string last_;
};

}  // namespace lotbridge::isolation
