#include "cloud/session.hpp"

#include "base/log.hpp"
#include "wire/base64.hpp"

#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/image_upload.hpp>

#include <algorithm>

namespace lotbridge::cloud {
namespace {

using Kind = Outcome::Kind;

Outcome unsent(std::string words) {
    Outcome outcome;
    outcome.words = std::move(words);
    return outcome;
}

Outcome permanent(std::string words) {
    auto outcome = unsent(std::move(words));
    outcome.kind = Kind::permanent;
    return outcome;
}

// A platform that repeats the token in its words must not bring it into a log.
void hide(std::string& words, std::string const& token) {
    auto const shown = base::masked(token);
    for (auto at = token.empty() ? words.npos : words.find(token); at != words.npos;
         at = words.find(token, at + shown.size()))
        words.replace(at, token.size(), shown);
}

}  // namespace

struct Session::Pending {
    Exchange exchange;
    std::function<void(Outcome)> done;
    HostTime send_by = HostTime::max();
    base::Scheduler::TimerId limit = 0;
};

Session::Session(boost::asio::io_context& io, base::Scheduler& scheduler, base::Random& random,
                 config::LotSettings const& lot, std::shared_ptr<HttpServer> server, wire::Signer signer,
                 std::string login_data, Hooks hooks)
    : scheduler_(scheduler),
      random_(random),
      lot_(lot),
      signer_(std::move(signer)),
      login_data_(std::move(login_data)),
      hooks_(std::move(hooks)),
      writer_(server->url),
      pool_(io, scheduler, server, lot.cloud.profile.concurrency),
      keeper_(scheduler, random, lot.cloud.profile.times, lot.utc_offset,
              {.log_in = [this] { log_in(); },
               .save = [this](std::string stored) { hooks_.save_token(std::move(stored)); },
               .alert = [this](std::string words) { hooks_.alert(std::move(words)); },
               .changed = [this] { token_changed(); }}),
      probe_pause_(lot.cloud.profile.times.probe_first, lot.cloud.profile.times.probe_max) {
    for (auto const& interface : schema::interfaces()) codes_.emplace(interface.id, std::to_string(interface.number));
    for (auto const& [topic, code] : lot.cloud.profile.codes) codes_[topic] = code;
}

Session::~Session() {
    scheduler_.cancel(probe_timer_);
    scheduler_.cancel(line_login_timer_);
    for (auto const& queue : {urgent_, waiting_})
        for (auto const& pending : queue) scheduler_.cancel(pending->limit);
}

void Session::start() { keeper_.want(); }

// ---- what the relay hands over

void Session::exchange(Exchange exchange, std::function<void(Outcome)> done) {
    auto pending = std::make_shared<Pending>(Pending{std::move(exchange), std::move(done)});
    if (!reachable_) return finish_later(std::move(pending), unsent("the cloud cannot be reached"));
    if (auto const& within = pending->exchange.send_within) {
        pending->send_by = scheduler_.now() + *within;
        pending->limit =
            scheduler_.at(pending->send_by, [this, waiting = std::weak_ptr(pending)] { limit_passed(waiting); });
    }
    auto& queue = pending->exchange.urgent ? urgent_ : waiting_;
    queue.push_back(std::move(pending));
    pump_soon();
}

// Once all answers that are there have been worked off: requests go out together, and the kernel wakes the other side
// once for many of them.
void Session::pump_soon() {
    if (std::exchange(pump_posted_, true)) return;
    scheduler_.post([this, alive = std::weak_ptr(alive_)] {
        if (!alive.lock()) return;
        pump_posted_ = false;
        pump();
    });
}

// Sends what may go out now. Also called from callbacks of its own, so it lets no second one in.
void Session::pump() {
    if (pumping_) return;
    pumping_ = true;
    while (auto pending = take_next()) send(std::move(pending));
    pumping_ = false;
}

Session::PendingPtr Session::take_next() {
    bool const urgent = !urgent_.empty();
    auto& queue = urgent ? urgent_ : waiting_;
    if (queue.empty() || !link_up_) return {};
    if (!keeper_.ready()) return keeper_.want(), nullptr;
    if (!pool_.room(urgent)) return {};
    auto pending = std::move(queue.front());
    queue.pop_front();
    return pending;
}

void Session::send(PendingPtr pending) {
    auto const now = scheduler_.now();
    if (now >= pending->send_by)
        return finish_later(std::move(pending), unsent("no token within the time of this message"));
    auto sealed = request(pending->exchange);
    if (!sealed) return finish_later(std::move(pending), permanent(std::move(sealed.error().message)));
    HttpLimits const limits{pending->send_by, now + lot_.cloud.profile.times.answer};
    pool_.send(std::move(*sealed), limits, [this, pending, token = keeper_.token()](HttpResult const& result) {
        answered(pending, token, result);
        pump_soon();
    });
}

void Session::answered(PendingPtr pending, std::string const& token, HttpResult const& result) {
    auto [outcome, relogin, warnings] = judged(result);
    hide(outcome.words, token);
    if (relogin) {
        put_back(std::move(pending));
        keeper_.refused(token);
        // Only the first of several that were in flight changes anything; there is no token for the others either.
        if (keeper_.blocked()) give_back_waiting(next_login_waits);
        return;
    }
    if (result.unreachable && pool_.any_open()) {
        // The others still stand, so the cloud only refused one connection more.
        pool_.open_no_more_until(scheduler_.now() + lot_.cloud.profile.times.probe_first);
        return put_back(std::move(pending));
    }
    if (result.unreachable) link_lost(result.words);
    finish(*pending, std::move(outcome));
}

Judgement Session::judged(HttpResult const& result) {
    auto judgement = judge(result, lot_.cloud.profile, signer_);
    for (auto const& warning : judgement.warnings) departures_.add(warning, scheduler_.wall());
    return judgement;
}

void Session::put_back(PendingPtr pending) {
    auto& queue = pending->exchange.urgent ? urgent_ : waiting_;
    queue.push_front(std::move(pending));
}

// One that is in flight is ended by its connection, unless it has gone out.
void Session::limit_passed(std::weak_ptr<Pending> const& waiting) {
    auto const pending = waiting.lock();
    if (!pending) return;
    pending->limit = 0;
    auto& queue = pending->exchange.urgent ? urgent_ : waiting_;
    if (std::erase(queue, pending) > 0) finish(*pending, unsent("not sent within the time of this message"));
}

void Session::finish(Pending& pending, Outcome outcome) {
    scheduler_.cancel(pending.limit);
    std::exchange(pending.done, nullptr)(std::move(outcome));
}

void Session::finish_later(PendingPtr pending, Outcome outcome) {
    scheduler_.post([this, alive = std::weak_ptr(alive_), pending, outcome = std::move(outcome)]() mutable {
        if (alive.lock()) finish(*pending, std::move(outcome));
    });
}

void Session::give_back_waiting(std::string const& words) {
    for (auto* queue : {&urgent_, &waiting_})
        for (auto const& pending : std::exchange(*queue, {})) finish(*pending, unsent(words));
}

// ---- sealing

Result<std::string> Session::request(Exchange const& exchange) {
    auto const seal = [&](std::string_view data) {
        return envelope(exchange.topic, keeper_.token(), exchange.opr_num, data);
    };
    if (exchange.image.empty()) {
        LOTBRIDGE_TRY(auto const text, seal(exchange.data));
        return writer_.form(text);
    }
    LOTBRIDGE_TRY(auto upload, schema::decode<vo::ImageUpload>(exchange.data));
    if (lot_.cloud.profile.images == config::PlatformProfile::Images::multipart) {
        LOTBRIDGE_TRY(auto const text, seal(exchange.data));
        return writer_.multipart(text, {upload.image_code, exchange.image}, "lotbridge-" + new_id());
    }
    upload.image_base64 = wire::to_base64(exchange.image);
    LOTBRIDGE_TRY(auto const text, seal(schema::encode(upload)));
    return writer_.form(text);
}

Result<std::string> Session::envelope(std::string_view topic, std::string_view token, std::string_view opr_num,
                                      std::string_view data) {
    auto const code = codes_.find(topic);
    if (code == codes_.end())
        return fail(Errc::rejected, "the platform profile has no code for \"" + std::string(topic) + "\"");
    head_.k = token;
    head_.code = code->second;
    head_.opr_num = opr_num;
    head_.ip = lot_.station_ip;
    bool const at_random = lot_.cloud.profile.key_choice == config::PlatformProfile::KeyChoice::random;
    std::size_t const key = !at_random ? lot_.cloud.fixed_key : signer_.keys() > 0 ? random_.below(signer_.keys()) : 0;
    return wire::write_request(head_, data, signer_, key, lot_.cloud.profile.header);
}

// A random UUID (version 4).
std::string Session::new_id() {
    std::string id;
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) id += '-';
        auto digit = random_.below(16);
        if (i == 12) digit = 4;
        if (i == 16) digit = 8 + digit % 4;
        id += "0123456789abcdef"[digit];
    }
    return id;
}

}  // namespace lotbridge::cloud
