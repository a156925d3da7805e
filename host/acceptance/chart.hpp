// Charts of a report, as SVG inside the page.
#pragma once

#include "acceptance/html.hpp"
#include "acceptance/page.hpp"

namespace lotbridge::acceptance {

// Mean and 99th percentile of each day on a logarithmic scale, with the 5 s of 6.1.2.
void delay_chart(Html& page, std::vector<DayLine> const& days, Language language);
// What became of each day's messages; below, when the cloud was away or the host stood still.
void delivery_chart(Html& page, std::vector<DayLine> const& days, Language language);

}  // namespace lotbridge::acceptance
