#include "cloud/token_keeper.hpp"

#include <charconv>

namespace lotbridge::cloud {
namespace {

using std::chrono::local_days;
using std::chrono::milliseconds;

// How often the wall clock is looked at while the month's end is far: operators and NTP move it.
constexpr milliseconds look = std::chrono::hours(1);

}  // namespace

TokenKeeper::TokenKeeper(base::Scheduler& scheduler, base::Random& random, config::PlatformProfile::Times const& times,
                         std::chrono::minutes utc_offset, Hooks hooks)
    : scheduler_(scheduler),
      random_(random),
      times_(times),
      utc_offset_(utc_offset),
      hooks_(std::move(hooks)),
      backoff_(times.login_first, times.login_max) {}

TokenKeeper::~TokenKeeper() {
    scheduler_.cancel(pause_);
    scheduler_.cancel(month_);
}

// "<milliseconds since 1970> <token>"
void TokenKeeper::restore(std::string const& stored) {
    auto const blank = stored.find(' ');
    std::int64_t time = 0;
    auto const [end, error] = std::from_chars(stored.data(), stored.data() + std::min(blank, stored.size()), time);
    if (blank == stored.npos || error != std::errc() || end != stored.data() + blank) return;
    WallTime const obtained{milliseconds(time)};
    if (month_of(obtained) < month_of(scheduler_.wall())) return;
    obtained_ = obtained;
    token_ = stored.substr(blank + 1);
    since_ = scheduler_.now();
    watch_month();
}

void TokenKeeper::want() {
    if (token_.empty() && !under_way_ && !pause_) begin();
}

void TokenKeeper::begin() {
    under_way_ = true;
    last_login_ = scheduler_.now();
    hooks_.log_in();
}

void TokenKeeper::logged_in(std::string token) {
    under_way_ = troubled_ = false;
    backoff_.reset();
    token_ = std::move(token);
    obtained_ = scheduler_.wall();
    since_ = scheduler_.now();
    hooks_.save(std::to_string(obtained_.time_since_epoch().count()) + ' ' + token_);
    watch_month();
    hooks_.changed();
}

void TokenKeeper::login_failed() {
    under_way_ = false;
    troubled_ = true;
    pause(backoff_.next());
    hooks_.changed();
}

void TokenKeeper::login_unsent() {
    under_way_ = false;
    // At the month's turn the old token still stands, and nobody will ask for a new one.
    if (!token_.empty()) pause(times_.login_first);
    hooks_.changed();
}

bool TokenKeeper::begin_otherwise() {
    if (!ready()) return false;
    under_way_ = true;
    last_login_ = scheduler_.now();
    return true;
}

// The token may still be good; if it is not, its next refusal tells. One that was refused meanwhile is replaced.
void TokenKeeper::given_up() {
    under_way_ = false;
    want();
    hooks_.changed();
}

void TokenKeeper::pause(milliseconds time) {
    scheduler_.cancel(pause_);
    pause_ = scheduler_.after(time, [this] {
        pause_ = 0;
        if (!under_way_) begin();
    });
}

// ---- refused tokens

void TokenKeeper::refused(std::string const& token) {
    if (token != token_) return;  // sent before the last login: says nothing about the token of now
    token_.clear();
    hooks_.save("");
    if (!under_way_) {
        count_refusal();
        if (slow_) {
            troubled_ = true;
            pause(std::max(last_login_ + times_.token_storm_window - scheduler_.now(), milliseconds(0)));
        } else {
            want();
        }
    }
    hooks_.changed();
}

void TokenKeeper::count_refusal() {
    auto const now = scheduler_.now();
    if (slow_ && now - since_ >= times_.token_storm_window) {
        slow_ = false;  // the last token lived long enough: the quarrel is over
        refusals_.clear();
    }
    while (!refusals_.empty() && now - refusals_.front() >= times_.token_storm_window) refusals_.pop_front();
    refusals_.push_back(now);
    if (slow_ || refusals_.size() <= times_.token_storm_limit) return;
    slow_ = true;
    hooks_.alert("the cloud refused " + std::to_string(refusals_.size()) + " valid tokens within " +
                 std::to_string(std::chrono::duration_cast<std::chrono::minutes>(times_.token_storm_window).count()) +
                 " minutes: another system seems to use this lot's account; logging in at most once in that time");
}

// ---- the month's turn

local_days TokenKeeper::month_of(WallTime time) const {
    local_days const day{std::chrono::floor<std::chrono::days>(time + utc_offset_).time_since_epoch()};
    std::chrono::year_month_day const date(day);
    return local_days(date.year() / date.month() / 1);
}

void TokenKeeper::watch_month() {
    auto const wall = scheduler_.wall();
    std::chrono::year_month_day const first(month_of(wall));
    auto const next = local_days(first + std::chrono::months(1)).time_since_epoch() - utc_offset_;
    auto const left = std::chrono::duration_cast<milliseconds>(next - wall.time_since_epoch());
    scheduler_.cancel(month_);
    month_ = scheduler_.after(std::min(left, look), [this] { month_may_have_turned(); });
}

void TokenKeeper::month_may_have_turned() {
    month_ = 0;
    if (month_of(scheduler_.wall()) <= month_of(obtained_)) return watch_month();
    // Not every lot in the country in the same second.
    auto const spread = static_cast<std::uint64_t>(times_.month_login_spread.count()) + 1;
    month_ = scheduler_.after(milliseconds(random_.below(spread)), [this] {
        month_ = 0;
        if (!under_way_ && !pause_) begin();
    });
}

}  // namespace lotbridge::cloud
