// A lot's account at one cloud platform: seals what the relay hands over, sends it over a pool of connections, keeps
// the token, and probes the link while there is none. Network thread only.
#pragma once

#include "base/tally.hpp"
#include "cloud/gateway.hpp"
#include "cloud/http_pool.hpp"
#include "cloud/http_request.hpp"
#include "cloud/outcome.hpp"
#include "cloud/token_keeper.hpp"
#include "config/settings.hpp"
#include "wire/envelope.hpp"

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace lotbridge::cloud {

class Session final : public Gateway {
public:
    struct Hooks {
        // For the next start; empty: there is no token any more. Secret. Called again with every new token.
        std::function<void(std::string stored)> save_token;
        std::function<void(std::string words)> alert;  // a person should look
        std::function<void(std::string words)> note;   // worth a line in the log
        // The link was lost, or is there again and for how long it was not: once each, whatever is tried in between.
        std::function<void(bool up, std::string words)> link;
    };
    // stored_token: what save_token was last given, or "". Errors: an address, a certificate, a key that cannot be
    // used.
    static Result<std::unique_ptr<Session>> open(boost::asio::io_context& io, base::Scheduler& scheduler,
                                                 base::Random& random, config::LotSettings const& lot,
                                                 std::string const& stored_token, Hooks hooks);
    // What is under way ends without its callback.
    ~Session() override;

    // Logs in if no token is kept. exchange() may come before.
    void start();

    // done is never called from within exchange().
    void exchange(Exchange exchange, std::function<void(Outcome)> done) override;
    bool reachable() const override { return reachable_; }
    void on_reachable(std::function<void(bool)> callback) override { on_reachable_.push_back(std::move(callback)); }

    // What in answers departs from the standard, which hold all the same (E8).
    base::Tally const& departures() const { return departures_; }

    bool has_token() const { return !keeper_.token().empty(); }
    // Sealed envelopes for the downlink, made fresh, without the final '*': the packet to say hello with (D2) and the
    // one that keeps the line alive (D3). Empty without a token, or where the profile says none. A hello that is a
    // login is said once on a line, because it kills the token that there was; the next one comes down the line.
    std::string hello_packet();
    std::string heartbeat_packet();
    // What came down the line: true when it was the answer to a login said there.
    bool take_line_reply(std::string_view packet);
    void line_ended();

private:
    static constexpr char const* next_login_waits = "there is no token, the next login waits";

    struct Pending;
    using PendingPtr = std::shared_ptr<Pending>;

    Session(boost::asio::io_context& io, base::Scheduler& scheduler, base::Random& random,
            config::LotSettings const& lot, std::shared_ptr<HttpServer> server, wire::Signer signer,
            std::string login_data, Hooks hooks);

    void pump_soon();
    void pump();
    PendingPtr take_next();
    void send(PendingPtr pending);
    void answered(PendingPtr pending, std::string const& token, HttpResult const& result);
    Judgement judged(HttpResult const& result);
    void put_back(PendingPtr pending);
    void limit_passed(std::weak_ptr<Pending> const& waiting);
    void finish(Pending& pending, Outcome outcome);
    void finish_later(PendingPtr pending, Outcome outcome);
    void give_back_waiting(std::string const& words);

    Result<std::string> request(Exchange const& exchange);
    Result<std::string> envelope(std::string_view topic, std::string_view token, std::string_view opr_num,
                                 std::string_view data);
    std::string new_id();

    void log_in();
    void login_answered(HttpResult const& result);
    void login_refused(std::string const& words);
    void token_changed();
    std::string line_login();
    void end_line_login();
    void check_lot(std::string const& park_id, std::string const& park_code);

    void link_lost(std::string const& words);
    void probe_later();
    void probe();
    void update_reachable();

    base::Scheduler& scheduler_;
    base::Random& random_;
    config::LotSettings lot_;
    wire::Signer signer_;
    std::string login_data_;
    Hooks hooks_;
    std::map<std::string, std::string, std::less<>> codes_;  // topic → wire code (E1)
    HttpRequestWriter writer_;
    HttpPool pool_;
    TokenKeeper keeper_;
    wire::RequestHead head_;  // memory that is used again

    std::deque<PendingPtr> urgent_, waiting_;
    bool pumping_ = false, pump_posted_ = false;
    base::Tally departures_;

    bool said_hello_ = false;  // by a login, on the line that there is
    std::string line_login_;   // its oprNum, while it is not answered
    base::Scheduler::TimerId line_login_timer_ = 0;

    bool link_up_ = true, reachable_ = true;  // until shown otherwise
    HostTime lost_at_{};
    Backoff probe_pause_;
    base::Scheduler::TimerId probe_timer_ = 0;
    std::vector<std::function<void(bool)>> on_reachable_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for what was posted and not run yet
};

}  // namespace lotbridge::cloud
