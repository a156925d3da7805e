// The session's account and link: opening it, logging in, probing while there is no way, what the downlink says of it.
#include "cloud/session.hpp"
#include "cloud/tls_context.hpp"
#include "wire/frame.hpp"
#include "wire/json_text.hpp"

#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/login.hpp>

namespace lotbridge::cloud {
namespace {

constexpr std::chrono::milliseconds idle_limit = std::chrono::seconds(30);  // less than servers and NATs keep theirs

// "3 h 12 min", "48 s"
std::string spoken(std::chrono::milliseconds time) {
    auto const seconds = std::chrono::round<std::chrono::seconds>(time).count();
    if (seconds < 60) return std::to_string(seconds) + " s";
    if (seconds < 3600) return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
    return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
}

std::string lower_case(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

// The password as it travels (S4).
Result<std::string> password_of(config::CloudSettings const& cloud) {
    using Password = config::PlatformProfile::Login::Password;
    auto const encrypted = [&](wire::CipherText text) {
        return wire::encrypt_password(cloud.password.reveal(), cloud.login_key.reveal(), cloud.login_iv.reveal(), text);
    };
    switch (cloud.profile.login.password) {
        case Password::triple_des_base64:
            return encrypted(wire::CipherText::base64);
        case Password::triple_des_hex:
            return encrypted(wire::CipherText::hex);
        case Password::md5_upper:
            return wire::md5_hex(cloud.password.reveal());
        case Password::md5_lower:
            return lower_case(wire::md5_hex(cloud.password.reveal()));
        case Password::plain:
            break;
    }
    return cloud.password.reveal();
}

Result<std::string> login_data_of(config::CloudSettings const& cloud) {
    LOTBRIDGE_TRY(auto const password, password_of(cloud));
    auto const& login = cloud.profile.login;
    std::string data = "{";
    wire::append_quoted(data, login.user_member);
    data += ':';
    wire::append_quoted(data, cloud.user);
    data += ',';
    wire::append_quoted(data, login.password_member);
    data += ':';
    wire::append_quoted(data, password);
    data += '}';
    return data;
}

Result<wire::Signer> signer_of(config::CloudSettings const& cloud) {
    using Form = config::PlatformProfile::SignatureForm;
    std::vector<std::string> keys;
    for (auto const& key : cloud.signature_keys) keys.push_back(key.reveal());
    if (keys.size() > 100)
        return fail(Errc::rejected, std::to_string(keys.size()) + " signature keys: the index has two digits");
    bool const fixed = cloud.profile.key_choice == config::PlatformProfile::KeyChoice::fixed;
    if (fixed && !keys.empty() && cloud.fixed_key >= keys.size())
        return fail(Errc::rejected, "fixed signature key " + std::to_string(cloud.fixed_key) + ": the pool has " +
                                        std::to_string(keys.size()) + " keys, counted from 0");
    return wire::Signer(std::move(keys), cloud.profile.signature == Form::append
                                             ? wire::SignatureForm::append
                                             : wire::SignatureForm::replace_last_two);
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open(boost::asio::io_context& io, base::Scheduler& scheduler,
                                               base::Random& random, config::LotSettings const& lot,
                                               std::string const& stored_token, Hooks hooks) {
    auto server = std::make_shared<HttpServer>();
    LOTBRIDGE_TRY(server->url, parse_url(lot.cloud.url));
    if (server->url.scheme == "tcp")
        return fail(Errc::rejected, "the uplink goes over http:// or https://, not tcp://");
    if (server->url.tls()) {
        LOTBRIDGE_TRY(server->tls, make_tls_context(lot.cloud.tls));
    }
    server->connect_limit = lot.cloud.profile.times.connect;
    server->idle_limit = idle_limit;
    LOTBRIDGE_TRY(auto signer, signer_of(lot.cloud));
    LOTBRIDGE_TRY(auto login, login_data_of(lot.cloud));
    std::unique_ptr<Session> session(new Session(io, scheduler, random, lot, std::move(server), std::move(signer),
                                                 std::move(login), std::move(hooks)));
    session->keeper_.restore(stored_token);
    return session;
}

// ---- the token

void Session::log_in() {
    auto const text = envelope("login", "", new_id(), login_data_);
    if (!text) return login_refused(text.error().message);
    pool_.send(writer_.form(*text), {HostTime::max(), scheduler_.now() + lot_.cloud.profile.times.answer},
               [this](HttpResult const& result) {
                   login_answered(result);
                   pump();
               });
}

void Session::login_answered(HttpResult const& result) {
    auto const outcome = judged(result).outcome;
    if (result.kind == HttpResult::Kind::unsent) {
        link_lost(result.words);
        return keeper_.login_unsent();
    }
    if (outcome.kind != Outcome::Kind::accepted)
        return login_refused(outcome.code.empty() ? outcome.words : outcome.code + " " + outcome.words);
    auto reply = schema::decode<vo::LoginReply>(outcome.data);
    if (!reply) return login_refused(reply.error().message);
    if (reply->token.empty() || reply->token.size() > wire::max_token)
        return login_refused("its token has " + std::to_string(reply->token.size()) +
                             " characters, not 1 to 36 (B.1.2.1)");
    check_lot(reply->park_id, reply->park_code);
    keeper_.logged_in(std::move(reply->token));
}

void Session::login_refused(std::string const& words) {
    auto const& tell =
        keeper_.blocked() ? hooks_.note : hooks_.alert;  // once is an alert, again and again is a log line
    tell("login at " + lot_.cloud.url + " failed: " + words);
    keeper_.login_failed();
}

void Session::check_lot(std::string const& park_id, std::string const& park_code) {
    auto const compare = [this](std::string_view name, std::string const& theirs, std::string const& ours) {
        if (theirs.empty() || theirs == ours) return;
        hooks_.alert("the cloud calls this account's lot " + std::string(name) + " \"" + theirs +
                     "\", the settings say \"" + ours + "\"");
    };
    compare("parkId", park_id, lot_.park_id);
    compare("parkCode", park_code, lot_.park_code);
}

void Session::token_changed() {
    update_reachable();
    if (keeper_.blocked()) give_back_waiting(next_login_waits);
    pump();
}

// ---- the link

void Session::link_lost(std::string const& words) {
    if (!link_up_) return;
    link_up_ = false;
    lost_at_ = scheduler_.now();
    hooks_.link(false, "the cloud cannot be reached: " + words);
    probe_later();
    update_reachable();
    give_back_waiting(words);
}

void Session::probe_later() {
    probe_timer_ = scheduler_.after(jittered(probe_pause_.next(), random_), [this] {
        probe_timer_ = 0;
        probe();
    });
}

void Session::probe() {
    pool_.probe([this](HttpResult const& result) {
        if (result.kind != HttpResult::Kind::answered) return probe_later();
        link_up_ = true;
        probe_pause_.reset();
        hooks_.link(true, "the cloud can be reached again after " + spoken(scheduler_.now() - lost_at_));
        keeper_.want();
        update_reachable();
        pump();
    });
}

void Session::update_reachable() {
    bool const now = link_up_ && !keeper_.blocked();
    if (now == reachable_) return;
    reachable_ = now;
    for (auto const& callback : on_reachable_) callback(now);
}

// ---- the downlink's packets

std::string Session::hello_packet() {
    using Hello = config::PlatformProfile::Downlink::Hello;
    if (!has_token()) return {};
    switch (lot_.cloud.profile.downlink.hello) {
        case Hello::none:
            return {};
        case Hello::heartbeat:
            return heartbeat_packet();
        case Hello::login:
            return line_login();
    }
    return {};
}

std::string Session::line_login() {
    if (said_hello_ || !keeper_.begin_otherwise()) return {};
    said_hello_ = true;
    line_login_ = new_id();
    line_login_timer_ = scheduler_.after(lot_.cloud.profile.times.answer, [this] { end_line_login(); });
    return envelope("login", "", line_login_, wire::escape_star(login_data_)).value_or("");
}

bool Session::take_line_reply(std::string_view packet) {
    if (line_login_.empty()) return false;
    auto const reply = wire::read_reply(packet);
    if (!reply || reply->head.opr_num != line_login_) return false;
    line_login_.clear();
    scheduler_.cancel(line_login_timer_);
    HttpResult result;  // judged by the same rules
    result.kind = HttpResult::Kind::answered;
    result.status = 200;
    result.body = packet;
    login_answered(result);
    pump();
    return true;
}

void Session::line_ended() {
    said_hello_ = false;
    end_line_login();
}

void Session::end_line_login() {
    if (line_login_.empty()) return;
    line_login_.clear();
    scheduler_.cancel(line_login_timer_);
    keeper_.given_up();
}

std::string Session::heartbeat_packet() {
    if (!has_token()) return {};
    std::string data = "{\"parkId\":";
    wire::append_quoted(data, lot_.park_id);
    data += ",\"parkCode\":";
    wire::append_quoted(data, lot_.park_code);
    data += '}';
    return envelope("heartbeat", keeper_.token(), new_id(), data).value_or("");
}

}  // namespace lotbridge::cloud
