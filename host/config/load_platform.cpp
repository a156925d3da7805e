#include "base/text.hpp"
#include "config/embedded.hpp"
#include "config/fields.hpp"
#include "config/fit.hpp"
#include "config/load.hpp"
#include "config/nearest.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <lotbridge/schema/catalogue.hpp>

namespace lotbridge::config {

namespace {

using Profile = PlatformProfile;

void take_signature(Profile& profile, Json const& object) {
    using Form = Profile::SignatureForm;
    using Choice = Profile::KeyChoice;
    take(profile.signature, object, "form",
         {Word<Form>{"append", Form::append}, {"replace_last_two", Form::replace_last_two}});
    take(profile.key_choice, object, "key_choice", {Word<Choice>{"random", Choice::random}, {"fixed", Choice::fixed}});
    take(profile.require_reply_signature, object, "require_on_replies");
    take(profile.require_request_signature, object, "require_on_requests");
}

void take_login(Profile::Login& login, Json const& object) {
    using Password = Profile::Login::Password;
    take(login.password, object, "password",
         {Word<Password>{"3des_base64", Password::triple_des_base64},
          {"3des_hex", Password::triple_des_hex},
          {"md5_upper", Password::md5_upper},
          {"md5_lower", Password::md5_lower},
          {"plain", Password::plain}});
    take(login.user_member, object, "user_member");
    take(login.password_member, object, "password_member");
}

void take_times(Profile::Times& times, Json const& object) {
    take(times.connect, object, "connect");
    take(times.answer, object, "answer");
    take(times.retry_refused, object, "retry_refused");
    take(times.retry_lost_first, object, "retry_lost_first");
    take(times.retry_lost_max, object, "retry_lost_max");
    take(times.window, object, "window");
    take(times.requests_per_window, object, "requests_per_window");
    take(times.probe_first, object, "probe_first");
    take(times.probe_max, object, "probe_max");
    take(times.login_first, object, "login_first");
    take(times.login_max, object, "login_max");
    take(times.token_storm_window, object, "token_storm_window");
    take(times.token_storm_limit, object, "token_storm_limit");
    take(times.heartbeat, object, "heartbeat");
    take(times.free_spaces, object, "free_spaces");
    take(times.month_login_spread, object, "month_login_spread");
    take(times.letter_retention, object, "letter_retention");
    take(times.deduct, object, "deduct");
    take(times.question, object, "question");
    take(times.member_cache, object, "member_cache");
}

void take_downlink(Profile::Downlink& downlink, Json const& object) {
    using Hello = Profile::Downlink::Hello;
    take(downlink.hello, object, "hello",
         {Word<Hello>{"heartbeat", Hello::heartbeat}, {"login", Hello::login}, {"none", Hello::none}});
    take(downlink.keepalive, object, "keepalive");
    take(downlink.reconnect_first, object, "reconnect_first");
    take(downlink.reconnect_max, object, "reconnect_max");
    take(downlink.max_packet, object, "max_packet");
    take(downlink.max_unframed, object, "max_unframed");
    take(downlink.gate_life, object, "gate_life");
    take(downlink.unlicensed_life, object, "unlicensed_life");
    take(downlink.command_limit, object, "command_limit");
}

Profile read(Json const& json) {
    Profile profile;
    take(profile.name, json, "name");
    take(profile.codes, json, "codes");
    take(profile.batch, json, "batch");
    take(profile.concurrency, json, "concurrency");
    using Images = Profile::Images;
    take(profile.images, json, "images", {Word<Images>{"base64", Images::base64}, {"multipart", Images::multipart}});
    take(profile.header, json, "header");
    if (auto const* login = find(json, "login")) take_login(profile.login, *login);
    if (auto const* results = find(json, "results")) {
        take(profile.retry_codes, *results, "retry");
        take(profile.permanent_codes, *results, "permanent");
        take(profile.relogin_codes, *results, "relogin");
    }
    if (auto const* signature = find(json, "signature")) take_signature(profile, *signature);
    if (auto const* times = find(json, "times")) take_times(profile.times, *times);
    if (auto const* downlink = find(json, "downlink")) take_downlink(profile.downlink, *downlink);
    return profile;
}

void check_interfaces(Origin const& origin, Json const& json, std::string_view section, Problems& problems) {
    std::vector<std::string_view> known;
    for (auto const& interface : schema::interfaces()) known.push_back(interface.id);
    auto const* object = find(json, section);
    if (!object) return;
    for (auto const& entry : object->GetObject()) {
        auto const id = text_of(entry.name);
        if (schema::find_interface(id)) continue;
        auto words = fmt::format("\"{}\" is no interface of the standard{}", id, did_you_mean(id, known));
        problems.push_back(origin.problem(member(member("", section), id), std::move(words), Origin::At::name));
    }
}

// The wire code tells which interface a packet speaks of.
void check_codes_differ(Origin const& origin, Profile const& profile, Problems& problems) {
    std::map<std::string, std::string_view> owners;
    for (auto const& interface : schema::interfaces()) {
        auto const set = profile.codes.find(std::string(interface.id));
        auto code = set == profile.codes.end() ? std::to_string(interface.number) : set->second;
        auto const [owner, fresh] = owners.emplace(std::move(code), interface.id);
        if (fresh) continue;
        auto const& named = set == profile.codes.end() ? owner->second : interface.id;
        problems.push_back(origin.problem(
            member("/codes", named),
            fmt::format("{} and {} would both have the code \"{}\"", owner->second, interface.id, owner->first)));
    }
}

void check_header(Origin const& origin, Profile const& profile, Problems& problems) {
    for (auto const& [name, value] : profile.header) {
        constexpr std::string_view taken[] = {
            "k", "code", "oprNum", "ip", "signature", "data", "resultCode", "resultMessge", "resultMessage", "message"};
        if (std::ranges::find(taken, name) != std::end(taken))
            problems.push_back(origin.problem(member("/header", name), "the standard's own member, which has its value",
                                              Origin::At::name));
    }
    if (profile.login.user_member == profile.login.password_member)
        problems.push_back(origin.problem("/login", "user_member and password_member must differ"));
}

void check_order(Origin const& origin, Profile const& profile, Problems& problems) {
    auto const grows = [&](auto first, auto max, std::string_view pointer) {
        if (first > max) problems.push_back(origin.problem(pointer, "must not be shorter than its first pause"));
    };
    grows(profile.times.retry_lost_first, profile.times.retry_lost_max, "/times/retry_lost_max");
    grows(profile.times.probe_first, profile.times.probe_max, "/times/probe_max");
    grows(profile.times.login_first, profile.times.login_max, "/times/login_max");
    grows(profile.downlink.reconnect_first, profile.downlink.reconnect_max, "/downlink/reconnect_max");
    if (profile.downlink.max_unframed < profile.downlink.max_packet) {
        problems.push_back(origin.problem("/downlink/max_unframed", "must not be smaller than max_packet"));
    }
}

Checked<Profile> checked(Checked<Document> const& document) {
    if (!document) return tl::unexpected(document.error());
    auto profile = read(document->json);
    Problems problems;
    check_interfaces(document->origin, document->json, "codes", problems);
    check_interfaces(document->origin, document->json, "batch", problems);
    check_codes_differ(document->origin, profile, problems);
    check_header(document->origin, profile, problems);
    check_order(document->origin, profile, problems);
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return profile;
}

}  // namespace

Checked<Profile> load_platform(std::filesystem::path const& file) { return checked(read_settings(file, "platform")); }

Checked<Profile> builtin_platform(std::string_view name) {
    auto const text = embedded_platform(name);
    auto const file = base::to_path(fmt::format("{}.json", name));
    if (text.empty()) {
        auto names = platform_names();
        auto words =
            fmt::format("there is no platform profile \"{}\"{}; known: {}; a file is named by its path, \"./{}.json\"",
                        name, did_you_mean(name, names), fmt::join(names, ", "), name);
        return tl::unexpected(Problems{{{}, {}, {}, std::move(words)}});
    }
    return checked(fit_settings_text(parse_document(file, text), "platform"));
}

}  // namespace lotbridge::config
