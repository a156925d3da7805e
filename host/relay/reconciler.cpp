#include "relay/reconciler.hpp"

#include "relay/hop.hpp"

#include <sstream>
#include <utility>

namespace lotbridge::relay {

using namespace std::chrono_literals;
using std::chrono::days;

namespace {

constexpr auto kept_watermark = "reconciled", kept_untold = "reconciled_untold", kept_reports = "reconciliation";
constexpr auto glance = 10s;               // at the clock: it can be set, so nothing waits for a time of day
constexpr auto again = 10min;              // after a failure
constexpr auto patience = 6h;              // with a day's last messages; then its totals go before them
constexpr std::uint64_t spread = 15 * 60;  // seconds: not every lot of a town at the same moment

LocalDate date_of(LocalTime time) { return LocalDate(std::chrono::floor<days>(time.at())); }
LocalDate plus(LocalDate day, int count) { return LocalDate(day.day() + days(count)); }

}  // namespace

struct Reconciler::Run {
    LocalDate day;
    bool repair = false, mended = false, by_clock = false;
    Done done;
    std::shared_ptr<DayBook> book;
    Reconciliation result;
    Repair repaired;
    bool put_off = false;
};

Reconciler::Reconciler(Parts parts) : parts_(std::move(parts)), jitter_(parts_.random.below(spread)) {}

Result<> Reconciler::start() {
    LOTBRIDGE_TRY(auto const kept, parts_.store.value(parts_.lot, kept_watermark));
    watermark_ = LocalDate::parse(kept.value_or(""));
    // The lot is looked after since some time of today: the first whole day is tomorrow.
    if (!watermark_ || watermark_->empty()) advance(today());
    LOTBRIDGE_TRY(auto const untold, parts_.store.value(parts_.lot, kept_untold));
    std::istringstream written(untold.value_or(""));
    for (std::string day; written >> day;)
        if (auto const read = LocalDate::parse(day)) untold_.insert(*read);
    look_at_clock();
    return {};
}

void Reconciler::stop() { parts_.scheduler.cancel(timer_); }

// ---- when

LocalTime Reconciler::now() const {
    return LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(parts_.scheduler.wall()),
                               parts_.settings.utc_offset);
}
LocalDate Reconciler::today() const { return date_of(now()); }

// Of the day before that one letters may have been removed already.
LocalDate Reconciler::oldest() const {
    return plus(today(), 1 - static_cast<int>(std::chrono::floor<days>(parts_.kept).count()));
}

std::optional<LocalDate> Reconciler::due() {
    auto const& quiet_hour = parts_.settings.reconcile_at;
    auto const yesterday = plus(today(), -1);
    if (watermark_ > today()) watermark_ = yesterday;  // the clock was ahead when it was set
    std::erase_if(untold_, [&](LocalDate day) { return day < oldest(); });
    if (!untold_.empty()) return *untold_.begin();
    if (!quiet_hour || *watermark_ >= yesterday) return std::nullopt;
    auto const next = plus(*watermark_, 1);
    auto const time_of_day = now().at() - std::chrono::local_seconds(today().day());
    if (next == yesterday && time_of_day < *quiet_hour + jitter_) return std::nullopt;
    if (next >= oldest()) return next;
    parts_.log.warning("the days from " + next.text() + " to " + plus(oldest(), -1).text() +
                       " are not reconciled: what was captured of them is not kept any more");
    advance(plus(oldest(), -1));
    return oldest();
}

void Reconciler::look_at_clock() {
    timer_ = parts_.scheduler.after(glance, [weak = weak_from_this()] {
        if (auto const self = weak.lock()) self->look_at_clock();
    });
    if (running_ || parts_.scheduler.now() < next_try_) return;
    // A day is looked at when its last rows are through, or can be soon.
    if (!parts_.gateway.reachable() || !parts_.books.caught_up()) return;
    auto const day = due();
    if (!day) return;
    auto run = std::make_shared<Run>();
    run->day = *day;
    run->by_clock = true;
    begin(std::move(run));
}

void Reconciler::reconcile(LocalDate day, bool repair, Done done) {
    if (running_)
        return done(fail(Errc::retry, "the reconciliation of " + running_->day.text() + " is under way; ask again"));
    if (day >= today()) return done(fail(Errc::rejected, day.text() + " is not over yet at the lot"));
    if (day < oldest())
        return done(fail(Errc::rejected, "what was captured of " + day.text() +
                                             " is not kept any more; the oldest day is " + oldest().text()));
    auto run = std::make_shared<Run>();
    run->day = day;
    run->repair = repair;
    run->done = std::move(done);
    begin(std::move(run));
}

// ---- one day

void Reconciler::begin(RunPtr run) {
    running_ = run;
    run->book = std::make_shared<DayBook>(run->day, parts_.settings);
    parts_.books.list_day(
        run->day, [book = run->book](plugin::Message const& message) { book->add(message); },
        [weak = weak_from_this(), run](plugin::CommandResult const& result) {
            if (auto const self = weak.lock()) self->listed(run, result);
        });
}

void Reconciler::listed(RunPtr run, plugin::CommandResult const& result) {
    if (result.status == LB_UNSUPPORTED)
        run->book = nullptr;
    else if (result.status != LB_OK)
        return finish(run, fail(static_cast<Errc>(result.status), result.words));
    compare(std::move(run));
}

void Reconciler::compare(RunPtr run) {
    // The lot may be gone before this is done: what it needs goes along.
    parts_.aside([weak = weak_from_this(), &scheduler = parts_.scheduler, open_reader = parts_.open_reader,
                  settings = parts_.settings, run, at = parts_.scheduler.wall()] {
        auto const reader = open_reader();
        auto found = reader ? relay::reconcile(*reader, settings, run->day, run->book.get(), at)
                            : Result<Reconciliation>(fail(reader.error()));
        scheduler.post([weak, run, found = std::move(found)]() mutable {
            auto const self = weak.lock();
            if (!self) return;
            if (!found) return self->finish(run, fail(std::move(found.error())));
            run->result = std::move(*found);
            self->compared(run);
        });
    });
}

void Reconciler::compared(RunPtr run) {
    if (run->repair && !run->mended) return mend(std::move(run));
    if (!may_tell(*run)) return keep(std::move(run));
    run->put_off = must_wait(*run);
    run->put_off ? keep(std::move(run)) : tell(std::move(run));
}

// ---- repair

void Reconciler::mend(RunPtr run) {
    run->mended = true;
    auto steps = std::make_shared<std::vector<Step>>(remedies(run));
    take(std::move(run), std::move(steps), 0);
}

// One step after the other, then the day is compared again.
void Reconciler::take(RunPtr run, std::shared_ptr<std::vector<Step>> steps, std::size_t next) {
    if (next == steps->size()) return compare(std::move(run));
    (*steps)[next]([weak = weak_from_this(), run, steps, next](Result<> taken) {
        auto const self = weak.lock();
        if (!self) return;
        taken ? self->take(run, steps, next + 1) : self->finish(run, std::move(taken));
    });
}

// counter belongs to the run, which next keeps.
store::Done<std::size_t> Reconciler::to_step(std::function<void(Result<>)> next, std::int64_t& counter) {
    return hop<std::size_t>(parts_.scheduler, weak_from_this(),
                            [next = std::move(next), &counter](Reconciler&, Result<std::size_t> done) {
                                if (!done) return next(fail(std::move(done.error())));
                                counter += static_cast<std::int64_t>(*done);
                                next({});
                            });
}

std::vector<Reconciler::Step> Reconciler::remedies(RunPtr run) {
    using Remedy = Difference::Remedy;
    std::set<std::string> missed, strayed;
    std::vector<store::Seq> dead;
    std::vector<Step> steps;
    for (auto const& difference : run->result.differences) {
        if (difference.remedy == Remedy::submit) missed.insert(difference.record);
        if (difference.remedy == Remedy::put_back) strayed.insert(difference.record);
        if (difference.remedy == Remedy::retry) dead.push_back(difference.letter);
        if (difference.remedy == Remedy::amend)
            steps.push_back([this, run, letter = difference.letter, body = run->book->exit_of(difference.record)->body](
                                auto next) { parts_.store.amend(letter, body, to_step(next, run->repaired.amended)); });
    }
    auto const now = parts_.scheduler.wall();
    for (auto const& record : strayed)
        steps.push_back([this, run, record, now](auto next) {
            parts_.store.put_back(parts_.lot, record, now, to_step(next, run->repaired.put_back));
        });
    if (!dead.empty())
        steps.push_back(
            [this, run, dead, now](auto next) { parts_.store.retry(dead, now, to_step(next, run->repaired.retried)); });
    if (!missed.empty())
        steps.push_back([this, run, missed](auto next) {
            run->repaired.submitted = static_cast<std::int64_t>(missed.size());
            parts_.books.submit_day(run->day, {missed.begin(), missed.end()}, [next](plugin::CommandResult result) {
                next(result.status == LB_OK ? Result<>() : fail(static_cast<Errc>(result.status), result.words));
            });
        });
    return steps;
}

// ---- telling the cloud

bool Reconciler::may_tell(Run const& run) const {
    // An adapter that reports the day's totals by itself, without keeping books for us, is not contradicted.
    bool const adapter_tells = !run.book && parts_.adapters.service("daily_reconciliation") == Service::offered;
    return (run.by_clock || run.repair) && run.result.told == Reconciliation::Told::no && !adapter_tells;
}

// The cloud will compare the totals with what it has: the day's last messages should be there first.
bool Reconciler::must_wait(Run const& run) const {
    auto const wait = waits_.find(run.day);
    return run.result.waiting > 0 && (wait == waits_.end() || wait->second.so_far < patience);
}

void Reconciler::tell(RunPtr run) {
    auto const wall = parts_.scheduler.wall();
    store::Intake intake{.lot = parts_.lot, .captured = wall};
    intake.letters.push_back(totals_letter(run->day, run->result.totals(), parts_.settings, wall));
    parts_.store.take_in(std::move(intake),
                         hop<store::IntakeReceipt>(parts_.scheduler, weak_from_this(),
                                                   [run](Reconciler& self, Result<store::IntakeReceipt> stored) {
                                                       if (!stored) return self.finish(run, fail(stored.error()));
                                                       run->repaired.told = Repair::Told::now;
                                                       run->result.tell(Reconciliation::Told::waiting);
                                                       self.keep(run);
                                                   }));
}

// ---- the end

void Reconciler::keep(RunPtr run) {
    parts_.store.count_wrong(parts_.lot, run->day.day(), run->result.wrong(), {});
    parts_.store.put_report({parts_.lot, kept_reports, run->day.day(), run->result.at, to_json(run->result)},
                            hop<void>(parts_.scheduler, weak_from_this(),
                                      [run](Reconciler& self, Result<> kept) { self.finish(run, std::move(kept)); }));
}

void Reconciler::finish(RunPtr run, Result<> ended) {
    running_ = nullptr;
    if (run->by_clock) return finish_by_clock(*run, ended);
    if (!ended) return run->done(fail(std::move(ended.error())));
    auto& told = run->repaired.told;
    if (told == Repair::Told::now) no_more_to_follow(run->day);
    if (run->put_off) {
        told = Repair::Told::later;
        follow_up(run->day);
    }
    run->done(to_json(parts_.settings.name, run->result, run->repaired));
}

void Reconciler::finish_by_clock(Run const& run, Result<> const& ended) {
    auto const about = "reconciliation of " + run.day.text() + ": ";
    if (!ended) {
        next_try_ = parts_.scheduler.now() + again;
        return parts_.log.warning(about + ended.error().message + "; tried again later");
    }
    if (run.put_off) return wait(run.day);
    auto const open = run.result.open();
    if (open > 0)
        parts_.log.warning(about + std::to_string(open) + " differences; see: lotbridge reconcile --day " +
                           run.day.text());
    else
        parts_.log.info(about + (run.result.differences.empty() ? "lot, capture and cloud agree"
                                                                : "the totals say what the cloud's records do not"));
    waits_.erase(run.day);
    no_more_to_follow(run.day);
    if (run.day == plus(*watermark_, 1)) advance(run.day);
}

void Reconciler::wait(LocalDate day) {
    auto& wait = waits_.try_emplace(day, Wait{cloud::Backoff(glance, again)}).first->second;
    auto const pause = wait.pause.next();
    wait.so_far += pause;
    next_try_ = parts_.scheduler.now() + pause;
}

void Reconciler::follow_up(LocalDate day) {
    next_try_ = parts_.scheduler.now();
    if (untold_.insert(day).second) keep_untold();
}

void Reconciler::no_more_to_follow(LocalDate day) {
    if (untold_.erase(day) > 0) keep_untold();
}

void Reconciler::keep_untold() {
    std::string text;
    for (auto const day : untold_) text += day.text() + ' ';
    keep_value(kept_untold, text);
}

void Reconciler::advance(LocalDate day) {
    watermark_ = day;
    keep_value(kept_watermark, day.text());
}

void Reconciler::keep_value(char const* name, std::string const& text) {
    auto const kept = parts_.store.put_value(parts_.lot, name, text);
    if (!kept) parts_.log.error("keeping how far the days are reconciled: " + kept.error().message);
}

}  // namespace lotbridge::relay
