#include "app/check.hpp"
#include "app/opr_num.hpp"
#include "base/asio_scheduler.hpp"
#include "base/system_random.hpp"
#include "cloud/downlink_channel.hpp"
#include "cloud/session.hpp"

#include <boost/asio/io_context.hpp>

namespace lotbridge::app {
namespace {

using namespace std::chrono_literals;

// One conversation with the cloud on this thread, ended by its own time limit.
class Visit {
public:
    Visit(config::LotSettings const& lot, Report const& report) : lot_(lot), report_(report) {}

    void run(std::function<Result<>(std::string_view)> const& save_token) {
        auto session = cloud::Session::open(
            io_, scheduler_, random_, lot_, "",
            {.save_token =
                 [&](std::string stored) {
                     if (auto const saved = save_token(stored); !saved)
                         report_({Grade::failed, "cloud", "keeping the token: " + saved.error().message});
                 },
             .alert =
                 [&](std::string words) {
                     report_({Grade::failed, "cloud", std::move(words)});
                 },
             .note =
                 [&](std::string words) {
                     report_({Grade::note, "cloud", std::move(words)});
                 },
             .link =
                 [&](bool, std::string words) {
                     report_({Grade::note, "cloud", std::move(words)});
                 }});
        if (!session) return report_({Grade::failed, "cloud", session.error().message});
        session_ = std::move(*session);
        if (!lot_.cloud.profile.login.encrypts() && lot_.cloud.url.starts_with("http://"))
            report_({Grade::note, "cloud", "the password is not encrypted (profile: login.password): use https://"});
        session_->start();
        session_->exchange({.topic = "heartbeat", .opr_num = new_opr_num(random_), .data = "{}", .urgent = true},
                           [this](cloud::Outcome outcome) { heartbeat_answered(outcome); });
        auto const& times = lot_.cloud.profile.times;
        scheduler_.after(2 * (times.connect + times.answer), [this] {
            report_({Grade::failed, "cloud", "no answer to a heartbeat in time"});
            io_.stop();
        });
        io_.run();
    }

private:
    void heartbeat_answered(cloud::Outcome const& outcome) {
        if (outcome.kind != cloud::Outcome::Kind::accepted) {
            report_({Grade::failed, "cloud",
                     "heartbeat: " + (outcome.code.empty() ? "" : outcome.code + " ") + outcome.words});
            return io_.stop();
        }
        report_({Grade::ok, "cloud", "logged in at " + lot_.cloud.url + " and a heartbeat was accepted"});
        if (outcome.server_time) report_(check_clock(*outcome.server_time - scheduler_.wall()));
        if (lot_.cloud.downlink.empty()) {
            report_({Grade::note, "downlink", "none is set: the cloud cannot ask for fees or move gates"});
            return io_.stop();
        }
        visit_downlink();
    }

    void visit_downlink() {
        channel_ = std::make_unique<cloud::DownlinkChannel>(
            io_, scheduler_, random_, lot_.cloud.downlink, lot_.cloud.profile.downlink,
            cloud::DownlinkChannel::Handlers{.hello = [] { return std::string(); },  // it may be a login (D2)
                                             .keepalive = [] { return std::string(); },
                                             .packet = [](cloud::Packet, std::function<void(std::string)>) {},
                                             .state =
                                                 [this](bool connected, std::string words) {
                                                     report_({connected ? Grade::ok : Grade::failed, "downlink",
                                                              lot_.cloud.downlink + ": " + words});
                                                     io_.stop();
                                                 }});
        channel_->start();
    }

    config::LotSettings const& lot_;
    Report const& report_;
    boost::asio::io_context io_{1};
    base::AsioScheduler scheduler_{io_, HostTime{}};
    base::SystemRandom random_;
    std::unique_ptr<cloud::Session> session_;
    std::unique_ptr<cloud::DownlinkChannel> channel_;
};

}  // namespace

CheckFinding check_clock(std::chrono::milliseconds offset) {
    bool const good = offset < 30s && offset > -30s;
    auto const apart = std::to_string(std::chrono::abs(offset) / 1s) + " s ";
    return {good ? Grade::ok : Grade::note, "clock",
            "this computer is " + apart + (offset > 0s ? "behind" : "ahead of") + " the platform"};
}

void check_cloud(config::LotSettings const& lot, std::function<Result<>(std::string_view)> const& save_token,
                 Report const& report) {
    Visit(lot, report).run(save_token);
}

}  // namespace lotbridge::app
