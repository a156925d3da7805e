// What a stay still costs after payments were made for it: pure, in exact money.
#pragma once

#include <lotbridge/schema/scalars.hpp>

#include <chrono>
#include <functional>
#include <vector>

namespace lotbridge::fee {

struct Payment {
    LocalTime at;      // when it was made
    LocalTime covers;  // until when it pays: the time of the quote that it answers, or when it was made
    Money paid, waived;
};

struct Due {
    Money fee;                 // of the stay until charged
    Money paid, waived, left;  // left = fee - paid - waived, at least 0
    LocalTime charged;         // until when the stay is charged
};

// fee_until never falls. Who has paid all that was due has grace to leave: until then the stay is charged only to where
// the payment covers it. Later it is charged as a whole again, and what was paid counts.
Due due(std::function<Money(LocalTime)> const& fee_until, std::vector<Payment> payments, std::chrono::minutes grace,
        LocalTime now);

}  // namespace lotbridge::fee
