#include "lotsim/ake/platform.hpp"

#include <lotbridge/adapter/quote.hpp>
#include <lotbridge/adapter/reading.hpp>
#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/crypto/digest.hpp>
#include <lotbridge/text/encoding.hpp>

#include <algorithm>
#include <cstdlib>

namespace lotbridge::lotsim::ake {
namespace {

using namespace std::chrono_literals;

constexpr auto lot_offset = 480min;
constexpr auto stamp_is_good_for = 10min;
constexpr auto slow = 7s;  // longer than anybody waits
constexpr auto push_again = 400ms, breaks_off = 200ms;

constexpr std::string_view calls_below = "/openydt/api/v3/", pictures_below = "/openydt/files/images/";
constexpr char not_found[] = "<html>404</html>";
constexpr std::string_view orders_below = "/lotsim/";  // of tests, to the simulator itself

std::string envelope(Platform::Reply const& reply) {
    JsonWriter json;
    json.object().member("status", reply.status).member("resultCode", reply.result).member("message", reply.message);
    return schema::joined(json.end().text(), "{\"data\":" + reply.data + "}");
}

std::string two(unsigned number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(std::chrono::sys_seconds time) {
    constexpr std::string_view days = "SunMonTueWedThuFriSat", months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    auto const day = std::chrono::floor<std::chrono::days>(time);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const clock(time - day);
    auto const part = [](auto duration) { return two(static_cast<unsigned>(duration.count())); };
    return std::string(days.substr(std::chrono::weekday(day).c_encoding() * 3, 3)) + ", " +
           two(static_cast<unsigned>(date.day())) + " " +
           std::string(months.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3)) + " " +
           std::to_string(static_cast<int>(date.year())) + " " + part(clock.hours()) + ":" + part(clock.minutes()) +
           ":" + part(clock.seconds()) + " GMT";
}

}  // namespace

Platform::Platform(PlatformOptions options, Handler handler)
    : options_(std::move(options)), handler_(std::move(handler)) {}

Result<std::unique_ptr<Platform>> Platform::open(net::Network& network, PlatformOptions options, Handler handler) {
    std::unique_ptr<Platform> platform(new Platform(std::move(options), std::move(handler)));
    auto* const self = platform.get();
    net::HttpListenerOptions listener;
    listener.listen.address = self->options_.address;
    listener.listen.port = self->options_.port;
    listener.certificate = self->options_.certificate;
    listener.private_key = self->options_.private_key;
    listener.answer = 60s;
    LOTBRIDGE_TRY(self->client_, net::HttpClient::open(network));
    auto const take = [self](net::HttpRequest const& request, net::Answer const& answer) {
        self->take(request, answer);
    };
    LOTBRIDGE_TRY(self->listener_, net::HttpListener::open(network, listener, take));
    return platform;
}

std::string Platform::url() const {
    return std::string(options_.certificate.empty() ? "http" : "https") + "://" + options_.address + ":" +
           std::to_string(port());
}

// v3 covers the body, v2 does not; both are taken.
bool Platform::is_signed(net::HttpRequest const& request, std::string_view sign) const {
    auto const plain = crypto::from_base64(net::find_header(request.headers, "Authorization"));
    auto const colon = plain ? plain->rfind(':') : std::string::npos;
    if (colon == std::string::npos || plain->substr(0, colon) != options_.key) return false;
    auto const stamp = plain->substr(colon + 1);
    auto const time = read_time(stamp);
    if (!time || time->empty() || std::chrono::abs(time->to_utc(lot_offset) - now()) > stamp_is_good_for) return false;
    auto const digest = [&](std::string const& text) { return crypto::to_hex(crypto::md5(text)); };
    auto const head = options_.key + ":" + stamp + ":";
    return sign == digest(head + options_.secret) || sign == digest(head + request.body + ":" + options_.secret);
}

void Platform::take(net::HttpRequest const& request, net::Answer const& answer) {
    auto const target = std::string_view(request.target);
    if (target.starts_with(pictures_below)) return answer.send(serve_picture(target.substr(pictures_below.size())));
    if (target.starts_with(orders_below)) {
        JsonWriter words;
        words.object().member("words", target.substr(orders_below.size())).end();
        return answer.send(200, handler_("lotsim", *JsonValue::parse(words.text())).data);
    }
    auto const query = target.find("?sign=");
    if (!target.starts_with(calls_below) || query == target.npos) return answer.send(404, not_found, "text/html");
    take_call(std::string(target.substr(calls_below.size(), query - calls_below.size())), target.substr(query + 6),
              request, answer);
}

void Platform::take_call(std::string const& cmd, std::string_view sign, net::HttpRequest const& request,
                         net::Answer const& answer) {
    auto const reply = [this](std::string body) {
        net::Headers headers{{"Content-Type", "application/json;charset=utf-8"}, {"Date", http_date(now())}};
        return net::HttpReply{200, std::move(headers), std::move(body)};
    };
    if (stumbles_ > 0 || wrong(options_.faults.stumbles, "stumbles")) {
        if (stumbles_ > 0) --stumbles_;
        return answer.send(404, not_found, "text/html");
    }
    if (!is_signed(request, sign) || wrong(options_.faults.wrong_signature, "wrong_signature"))
        return answer.send(reply(envelope({.status = 4, .message = "签名错误"})));
    auto const body = JsonValue::parse(request.body);
    if (!body) return answer.send(reply(envelope({.status = 7, .message = "请求参数不完整"})));
    {
        std::lock_guard const lock(mutex_);
        calls_.emplace_back(cmd, request.body);
    }
    auto text = envelope(handler_(cmd, *body));
    if (wrong(options_.faults.half_answers, "half_answers")) text.resize(text.size() / 2);
    if (wrong(options_.faults.gbk_answers, "gbk_answers")) text = from_utf8(text, Encoding::gbk).value_or(text);
    auto done = reply(std::move(text));
    if (!wrong(options_.faults.slow_answers, "slow_answers")) return answer.send(std::move(done));
    std::lock_guard const lock(mutex_);
    late_.push_back({Clock::now() + slow, answer, std::move(done)});
}

net::HttpReply Platform::serve_picture(std::string_view target) {
    std::lock_guard const lock(mutex_);
    auto const name = target.substr(0, target.find('?'));
    auto const found = std::ranges::find(pictures_, name, &Picture::name);
    if (found == pictures_.end() || found->from > Clock::now()) return {404, {}, "not here"};
    return {200, {{"Content-Type", "image/jpeg"}}, found->bytes};
}

void Platform::put_picture(std::string const& name, std::string bytes, std::chrono::milliseconds late) {
    std::lock_guard const lock(mutex_);
    pictures_.push_back({name, std::move(bytes), Clock::now() + late});
}

std::string Platform::picture_url(std::string const& name) const {
    return url() + std::string(pictures_below) + name + "?s=1aadff86";
}

void Platform::push(std::string const& cmd, std::string const& body) {
    auto const lock_key = crypto::to_hex(crypto::digest(crypto::Digest::sha1, std::to_string(++pushes_) + body));
    waiting_.push_back({cmd, body, lock_key, Clock::now()});
    if (wrong(options_.faults.doubled_pushes, "doubled_pushes"))
        waiting_.push_back({cmd, body, lock_key, Clock::now() + push_again});
}

std::string Platform::push_once(std::string const& cmd, std::string const& body, std::string const& lock_key,
                                std::chrono::milliseconds limit) {
    JsonWriter head;
    head.object().member("cmd", cmd).member("parkCode", options_.park_code);
    if (!lock_key.empty()) head.member("lockKey", lock_key);
    auto text = head.end().text();
    if (body.size() > 2) text = schema::joined(std::move(text), body);
    net::HttpCall call{"POST", options_.push_url, {{"Content-Type", "application/json"}}, std::move(text)};
    // A question is asked once and has to arrive.
    if (!lock_key.empty() && wrong(options_.faults.broken_pushes, "broken_pushes")) {
        call.headers.push_back({"Content-Length", std::to_string(call.body.size())});
        call.body.resize(call.body.size() / 2);
        limit = breaks_off;
    }
    auto outcome = client_->send(call, {.connect = 2s, .whole = limit, .body = 1u << 20});
    if (outcome.kind != net::HttpOutcome::Kind::answered || outcome.reply.status != 200) return {};
    auto const json = JsonValue::parse(outcome.reply.body);
    return json && json->operator[]("status").integer_or(0) == 1 ? outcome.reply.body : std::string();
}

void Platform::tend() {
    {
        std::lock_guard const lock(mutex_);
        std::erase_if(late_, [](Late const& one) {
            if (one.due > Clock::now()) return false;
            one.answer.send(one.reply);
            return true;
        });
    }
    // One that is not taken is tried again later, and the others overtake it.
    for (std::size_t i = 0; i < waiting_.size() && i < 20;) {
        auto push = waiting_[i];
        if (push.due > Clock::now()) {
            ++i;
            continue;
        }
        waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
        if (!push_once(push.cmd, push.body, push.lock_key, 3s).empty()) continue;
        push.due = Clock::now() + push_again * std::min(++push.tries, 5);
        waiting_.push_back(std::move(push));
        return;
    }
}

bool Platform::wrong(int percent, std::string const& fault) {
    if (percent == 0) return false;
    std::lock_guard const lock(mutex_);
    auto& [asked, done] = misdeeds_[fault];
    if (++asked % (100 / percent) != 0) return false;
    ++done;
    return true;
}

bool Platform::did_all_misdeeds() const {
    std::lock_guard const lock(mutex_);
    return std::ranges::all_of(misdeeds_, [](auto const& misdeed) { return misdeed.second.done > 0; });
}

std::map<std::string, std::int64_t> Platform::misdeeds() const {
    std::lock_guard const lock(mutex_);
    std::map<std::string, std::int64_t> done;
    for (auto const& [fault, times] : misdeeds_) done[fault] = times.done;
    return done;
}

std::vector<std::string> Platform::calls() const {
    std::lock_guard const lock(mutex_);
    std::vector<std::string> names;
    for (auto const& [cmd, body] : calls_) names.push_back(cmd);
    return names;
}

std::string Platform::last_body(std::string const& cmd) const {
    std::lock_guard const lock(mutex_);
    for (auto call = calls_.rbegin(); call != calls_.rend(); ++call)
        if (call->first == cmd) return call->second;
    return {};
}

}  // namespace lotbridge::lotsim::ake
