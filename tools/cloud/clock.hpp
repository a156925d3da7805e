// The platform's clock. A test may set it forward to the end of a month; windows count on the true one.
#pragma once

#include <lotbridge/schema/scalars.hpp>

#include <chrono>
#include <cstdint>

namespace lotbridge::refcloud {

class Clock {
public:
    // Milliseconds since 1970, as they pass.
    std::int64_t now() const {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }
    std::int64_t shown() const { return now() + shift_; }
    void shift(std::chrono::milliseconds by) { shift_ = by.count(); }

    LocalTime local(std::chrono::minutes offset) const {
        return LocalTime::from_utc(std::chrono::sys_seconds(std::chrono::seconds(shown() / 1000)), offset);
    }

private:
    std::int64_t shift_ = 0;
};

}  // namespace lotbridge::refcloud
