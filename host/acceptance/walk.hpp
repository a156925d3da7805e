// Walks through an acceptance: what is still to be tried, what is to be rehearsed, then what it all comes to. Goes on
// where an earlier walk was interrupted.
#pragma once

#include "acceptance/faults.hpp"
#include "acceptance/journal.hpp"
#include "acceptance/report.hpp"
#include "acceptance/trials.hpp"

namespace lotbridge::acceptance {

struct WalkOptions {
    store::Span span;
    bool goes_on = false;  // the span: it ends when the walk does
    bool anew = false;     // forget what an earlier walk found
    bool tests = false;    // bring about what has not happened by itself
    TrialOptions trials;
    std::vector<std::string> faults;  // ids of fault_names(), in this order; they need the reference cloud
    FaultOptions fault_options;
};

// cloud: null without a reference cloud.
Result<Report> walk(Site& site, ReferenceCloud const* cloud, Person& person, Journal& journal,
                    WalkOptions const& options);

}  // namespace lotbridge::acceptance
