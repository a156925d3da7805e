// Starting, reading, stopping.
#include "config/load.hpp"
#include "kit/bench.hpp"
#include "plugin/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lotbridge::kit::cases {
namespace {

// The orders that no host keeps to, but a careless one might: straight through the border, nothing guards them.
Result<> stops_out_of_order(Bench& bench) {
    plugin::HostSide side({.submit = [](std::vector<plugin::Message>, std::string) -> Result<> { return {}; },
                           .put_image = [](std::string_view, std::string_view) -> Result<std::string> { return ""; },
                           .log = [&](int, std::string_view line) { bench.evidence.said(line); },
                           .cursor = []() -> Result<std::string> { return ""; }});
    lb_error error{.struct_size = sizeof error, .text_size = 0, .text = {}};
    auto* const adapter = bench.subject.loaded.library->create(side.host(), &error);
    if (!adapter) return fail(Errc::broken, "create: " + plugin::printable({error.text, error.text_size}));
    auto const start = [&]() -> Result<> {
        auto const settings = plugin::border_text(bench.subject.loaded.settings);
        auto const status = adapter->start(adapter, settings, &error);
        if (status == LB_OK) return {};
        return fail(static_cast<Errc>(status), plugin::printable({error.text, error.text_size}));
    };
    auto const play = [&]() -> Result<> {
        adapter->stop(adapter);
        if (auto const started = start(); !started)
            return fail(started.error().code, "stopped before it was started: " + started.error().message);
        adapter->stop(adapter);
        adapter->stop(adapter);
        if (auto const started = start(); !started)
            return fail(started.error().code, "stopped twice: " + started.error().message);
        return {};
    };
    auto const played = play();
    adapter->destroy(adapter);
    return played;
}

std::string after(std::string_view what, Error const& error) { return fmt::format("{}: {}", what, error.message); }

Verdict starts_again(Bench& bench) {
    auto trial = bench.trial();
    if (auto const started = trial.start(); !started) return failed(started.error().message);
    if (auto const read = trial.read(bench.limits.reading); !read) return failed(read.error().message);
    trial.stop();
    if (auto const started = trial.start(); !started) return failed(after("started after a stop", started.error()));
    if (auto const read = trial.read(bench.limits.reading); !read)
        return failed(after("read after a stop and a start", read.error()));
    return passed();
}

// What the schema refuses never reaches an adapter; empty settings do where nothing is required.
Verdict starts_after_a_failure(Bench& bench) {
    if (!config::fit_adapter_settings({}, bench.subject.loaded.library->entry().settings_schema)) return passed();
    auto trial = bench.trial();
    if (auto const started = trial.start("{}"); !started && started.error().code == Errc::broken)
        return failed(after("started with empty settings", started.error()));
    trial.stop();
    if (auto const started = trial.start(); !started)
        return failed(after("started after a start that had failed", started.error()));
    return passed();
}

}  // namespace

Verdict life_cycle(Bench& bench) {
    if (auto const verdict = starts_again(bench); verdict.result != Verdict::Result::passed) return verdict;
    if (auto const verdict = starts_after_a_failure(bench); verdict.result != Verdict::Result::passed) return verdict;
    if (auto const stopped = stops_out_of_order(bench); !stopped) return failed(stopped.error().message);
    return passed();
}

Verdict reading(Bench& bench) {
    auto trial = bench.trial();
    if (auto const started = trial.start(); !started) return failed(started.error().message);
    auto const read = trial.read(bench.limits.reading);
    bench.course = trial.course();
    bench.limits.facts = std::min(bench.limits.facts, std::max<std::size_t>(bench.course.facts(), 1));
    if (!read) return failed(read.error().message);
    if (bench.course.empty())
        return not_shown(
            "it handed over nothing, so that nothing shows what a restart or a refusal costs; let it read a lot "
            "that has traffic, from the beginning");
    return passed(fmt::format("{} messages in {} batches", bench.course.facts(), bench.course.handovers().size()));
}

Verdict stopping(Bench& bench) {
    auto const& evidence = bench.evidence;
    if (!evidence.stop_fault().empty()) return failed(evidence.stop_fault());
    auto const words = fmt::format("the longest stop took {} ms", evidence.longest_stop().count());
    if (evidence.longest_stop() > bench.limits.stop)
        return failed(fmt::format("{}; {} ms are enough", words, bench.limits.stop.count()));
    return passed(words);
}

}  // namespace lotbridge::kit::cases
