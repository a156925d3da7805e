// The daily reconciliation (5.2.5): every night at the lot's quiet hour the day before is compared on three sides and
// its totals are told to the cloud. A watermark says how far that has come: it moves only over a day that was compared
// and told, so that days the host was away are caught up one after the other, however many, as far back as letters are
// kept. Totals go after the messages that they count: while some are on their way, the day is compared again after a
// growing pause, for six hours in which the cloud can be reached. By itself it repairs nothing; a person asks for that.
// Network thread only.
#pragma once

#include "base/log.hpp"
#include "base/scheduler.hpp"
#include "cloud/backoff.hpp"
#include "cloud/gateway.hpp"
#include "relay/adapters.hpp"
#include "relay/books.hpp"
#include "relay/reconciliation.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace lotbridge::relay {

class Reconciler : public std::enable_shared_from_this<Reconciler> {
public:
    struct Parts {
        store::Store& store;
        Books& books;
        Adapters const& adapters;
        cloud::Gateway const& gateway;
        base::Scheduler& scheduler;
        base::Random& random;
        store::LotId lot;
        config::LotSettings const& settings;
        std::chrono::hours kept;  // how long the store keeps letters
        std::function<Result<store::Reader>()> open_reader;
        std::function<void(std::function<void()>)> aside;  // runs it off the network thread
        base::Log log;
    };
    explicit Reconciler(Parts parts);

    Result<> start();
    void stop();

    // Compares a day now, and with repair sends what is missing first; what was found is kept. done gets it as JSON.
    using Done = std::function<void(Result<std::string>)>;
    void reconcile(LocalDate day, bool repair, Done done);

private:
    struct Run;
    using RunPtr = std::shared_ptr<Run>;
    using Step = std::function<void(std::function<void(Result<>)>)>;

    LocalTime now() const;
    LocalDate today() const;
    LocalDate oldest() const;
    std::optional<LocalDate> due();
    void look_at_clock();

    void begin(RunPtr run);
    void listed(RunPtr run, plugin::CommandResult const& result);
    void compare(RunPtr run);
    void compared(RunPtr run);
    void mend(RunPtr run);
    std::vector<Step> remedies(RunPtr run);
    void take(RunPtr run, std::shared_ptr<std::vector<Step>> steps, std::size_t next);
    bool may_tell(Run const& run) const;
    bool must_wait(Run const& run) const;
    void tell(RunPtr run);
    void keep(RunPtr run);
    void finish(RunPtr run, Result<> ended);
    void finish_by_clock(Run const& run, Result<> const& ended);
    void wait(LocalDate day);
    void follow_up(LocalDate day);
    void no_more_to_follow(LocalDate day);
    void keep_untold();
    void advance(LocalDate day);
    void keep_value(char const* name, std::string const& text);

    store::Done<std::size_t> to_step(std::function<void(Result<>)> next, std::int64_t& counter);

    // How long the totals of a day have waited for its messages.
    struct Wait {
        cloud::Backoff pause;
        std::chrono::milliseconds so_far{};
    };

    Parts parts_;
    std::chrono::seconds jitter_{};
    std::optional<LocalDate> watermark_;  // the last day that is done with
    std::set<LocalDate> untold_;          // repaired by hand; the totals follow when the messages are through
    std::map<LocalDate, Wait> waits_;
    HostTime next_try_{};
    base::Scheduler::TimerId timer_ = 0;
    RunPtr running_;
};

}  // namespace lotbridge::relay
