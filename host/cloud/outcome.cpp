#include "cloud/outcome.hpp"

#include "wire/envelope.hpp"

#include <algorithm>

namespace lotbridge::cloud {
namespace {

using Kind = Outcome::Kind;
using Verdict = wire::Signer::Verdict;

bool listed(std::vector<std::string> const& codes, std::string const& code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Outcome lost(std::string words, HttpResult const& result) {
    return {.kind = Kind::lost, .code = {}, .words = std::move(words), .data = {}, .server_time = result.date};
}

// Empty: the answer may be believed.
std::string distrust(wire::Reply const& reply, config::PlatformProfile const& profile, wire::Signer const& signer) {
    if (signer.keys() == 0) return {};
    switch (signer.verify(reply.data, reply.signature)) {
        case Verdict::good:
            return {};
        case Verdict::absent:
            // Who does not know the token cannot know the key either: that it is invalid needs no signature.
            return profile.require_reply_signature && !listed(profile.relogin_codes, reply.head.result_code)
                       ? "the answer is not signed"
                       : "";
        case Verdict::wrong:
            return "the answer's signature is wrong";
        case Verdict::unknown_key:
            return "the answer is signed with a key that the pool does not have";
    }
    return {};
}

Kind kind_of(std::string const& code, config::PlatformProfile const& profile) {
    if (wire::is_success(code)) return Kind::accepted;
    if (listed(profile.retry_codes, code)) return Kind::refused;
    if (listed(profile.permanent_codes, code)) return Kind::permanent;
    return Kind::refused;  // an unknown code may pass (E4)
}

}  // namespace

Judgement judge(HttpResult const& result, config::PlatformProfile const& profile, wire::Signer const& signer) {
    if (result.kind == HttpResult::Kind::unsent)
        return {{.kind = Kind::unsent, .code = {}, .words = result.words, .data = {}, .server_time = {}}};
    if (result.kind == HttpResult::Kind::lost) return {lost(result.words, result)};
    if (result.status != 200)
        return {lost(
            "HTTP status " + std::to_string(result.status) + " with " + std::to_string(result.body.size()) + " bytes",
            result)};
    auto reply = wire::read_reply(result.body, profile.header);
    if (!reply) return {lost("the answer is no envelope: " + reply.error().message, result)};
    if (auto words = distrust(*reply, profile, signer); !words.empty()) return {lost(std::move(words), result)};

    Outcome outcome;
    outcome.code = std::move(reply->head.result_code);
    outcome.words = std::move(reply->head.result_message);
    outcome.server_time = result.date;
    if (listed(profile.relogin_codes, outcome.code)) {
        outcome.kind = Kind::unsent;
        return {std::move(outcome), true, std::move(reply->warnings)};
    }
    outcome.kind = kind_of(outcome.code, profile);
    if (outcome.kind == Kind::accepted) outcome.data = wire::body_of(reply->data);
    return {std::move(outcome), false, std::move(reply->warnings)};
}

}  // namespace lotbridge::cloud
