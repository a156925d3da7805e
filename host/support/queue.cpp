#include "base/text.hpp"
#include "store/reader.hpp"
#include "support/examine.hpp"

#include <fmt/format.h>

namespace lotbridge::support {

namespace {

using app::Grade;
using namespace std::chrono_literals;

constexpr auto long_wait = 15min;

std::string age_text(std::chrono::milliseconds age) {
    auto const minutes = age / 1min;
    if (minutes < 120) return fmt::format("{} min", minutes);
    return minutes < 48 * 60 ? fmt::format("{} h", minutes / 60) : fmt::format("{} d", minutes / (24 * 60));
}

void examine_lot(std::string const& lot, store::Counts const& counts, WallTime now, app::Report const& report) {
    auto const subject = lot + ": queue";
    auto const troubled = [&](std::int64_t count, std::string_view what, std::string advice) {
        if (count > 0) report({Grade::note, subject, fmt::format("{} {}", count, what), std::move(advice)});
    };
    auto const waits = counts.waiting + counts.held;
    auto const age = counts.oldest_waiting ? now - *counts.oldest_waiting : 0ms;
    auto words = fmt::format("{} messages wait for the cloud, {} are delivered", waits, counts.delivered);
    if (waits > 0) words += ", the oldest waits for " + age_text(age);
    if (waits > 0 && age > long_wait)
        report({Grade::note, subject, std::move(words),
                "is the cloud reached (see cloud)? Why each waits: lotbridge outbox list --lot " + lot});
    else
        report({Grade::ok, subject, std::move(words)});
    troubled(counts.dead, "messages are dead: the cloud does not take them",
             "why: lotbridge outbox list --state dead; once that is mended: lotbridge outbox retry");
    troubled(counts.quarantined, "messages are in quarantine: they are not as the standard wants them",
             "why: lotbridge outbox list --quarantine; once the mapping is mended: lotbridge outbox retry");
    troubled(counts.refused_payments, "payments are refused by the lot's software: drivers have paid for nothing",
             "why: lotbridge outbox list --payments; somebody at the lot has to enter them");
}

}  // namespace

void examine_queue(config::HostSettings const& host, app::Report const& report) {
    if (!store::Store::exists(host.data_directory)) return;
    auto const failed = [&](Error const& error) {
        report({Grade::failed, "queue", error.message,
                "may this account read the data folder? If the file is damaged: lotbridge outbox verify"});
    };
    auto const reader = store::Reader::open(host.data_directory);
    if (!reader) return failed(reader.error());
    auto const counts = reader->counts();
    if (!counts) return failed(counts.error());
    auto const now = std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now());
    for (auto const& [lot, one] : *counts) examine_lot(lot, one, now, report);
}

}  // namespace lotbridge::support
