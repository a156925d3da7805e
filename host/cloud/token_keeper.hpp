// When to log in (5.1.1, B.2.4, B.2.5). One login at a time; after a refused token, at the month's turn, and no faster
// than the rules allow. Knows no network: it asks for a login and is told how it went. Network thread only.
#pragma once

#include "cloud/backoff.hpp"
#include "config/settings.hpp"

#include <deque>
#include <functional>
#include <string>

namespace lotbridge::cloud {

class TokenKeeper {
public:
    struct Hooks {
        std::function<void()> log_in;                  // to be answered by logged_in, login_failed or login_unsent
        std::function<void(std::string stored)> save;  // for the next start; empty: there is no token. Secret.
        std::function<void(std::string words)> alert;  // a person should look
        std::function<void()> changed;                 // of anything below
    };
    TokenKeeper(base::Scheduler& scheduler, base::Random& random, config::PlatformProfile::Times const& times,
                std::chrono::minutes utc_offset, Hooks hooks);
    ~TokenKeeper();
    TokenKeeper(TokenKeeper const&) = delete;
    TokenKeeper& operator=(TokenKeeper const&) = delete;

    // What save was last given. A token of an earlier month has ended.
    void restore(std::string const& stored);

    std::string const& token() const { return token_; }  // empty: none
    bool ready() const { return !token_.empty() && !under_way_; }
    // There is no token and the last login did not bring one: sending makes no sense until one does.
    bool blocked() const { return token_.empty() && troubled_; }

    // Somebody needs a token: logs in, unless that is under way or has to wait.
    void want();
    // The cloud refused a message that carried this token.
    void refused(std::string const& token);

    void logged_in(std::string token);
    void login_failed();  // answered with a failure, or the answer was lost
    void login_unsent();  // no connection; want() tries again

    // A login that is no answer to log_in: the downlink's hello. False: it has to wait, for a token or for another
    // login. True: it is under way, and logged_in, login_failed or given_up tells how it went.
    bool begin_otherwise();
    void given_up();

private:
    void begin();
    void pause(std::chrono::milliseconds time);
    void count_refusal();
    void watch_month();
    void month_may_have_turned();
    std::chrono::local_days month_of(WallTime time) const;  // its first day, by the lot's clock

    base::Scheduler& scheduler_;
    base::Random& random_;
    config::PlatformProfile::Times times_;
    std::chrono::minutes utc_offset_;
    Hooks hooks_;

    std::string token_;
    WallTime obtained_{};
    HostTime since_{}, last_login_{};
    bool under_way_ = false, troubled_ = false;
    Backoff backoff_;
    base::Scheduler::TimerId pause_ = 0, month_ = 0;

    std::deque<HostTime> refusals_;  // of valid tokens, within the storm window
    bool slow_ = false;              // another system uses the account
};

}  // namespace lotbridge::cloud
