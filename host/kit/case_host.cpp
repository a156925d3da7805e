// A host in trouble: what it did not store must come again.
#include "kit/bench.hpp"

#include <fmt/format.h>

namespace lotbridge::kit::cases {
namespace {

Verdict in_trouble(Bench& bench, Trial::Host trouble) {
    if (bench.course.empty()) return not_applicable("it handed over nothing");
    auto trial = bench.trial();
    if (auto const started = trial.start(); !started) return failed(started.error().message);
    trial.behave(trouble);
    for (int polls = 0; polls < 3; ++polls) {
        auto const before = trial.not_stored();
        auto const polled = trial.poll();
        if (!polled && polled.error().code == Errc::broken) return failed(polled.error().message);
        if (polled && trial.not_stored() > before)
            return failed("its poll says that all is well although the host has stored nothing");
    }
    trial.behave(Trial::Host::good);
    if (auto const read = trial.read(); !read) return failed("afterwards: " + read.error().message);
    if (auto const difference = bench.course.difference(trial.course())) return failed("afterwards: " + *difference);
    return passed();
}

}  // namespace

Verdict refusing_host(Bench& bench) { return in_trouble(bench, Trial::Host::refuses); }

Verdict full_disk(Bench& bench) { return in_trouble(bench, Trial::Host::full); }

Verdict slow_host(Bench& bench) {
    if (bench.course.empty()) return not_applicable("it handed over nothing");
    auto trial = bench.trial();
    if (auto const started = trial.start(); !started) return failed(started.error().message);
    trial.behave(Trial::Host::slow);
    for (int polls = 0; polls < 3; ++polls) {
        auto const polled = trial.poll();
        if (!polled) return failed(polled.error().message);
        if (!*polled) break;
    }
    trial.behave(Trial::Host::good);
    if (auto const read = trial.read(); !read) return failed(read.error().message);
    if (auto const difference = bench.course.difference(trial.course())) return failed(*difference);
    return passed();
}

}  // namespace lotbridge::kit::cases
