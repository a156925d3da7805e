#include "envelope.hpp"

#include <lotbridge/adapter/quote.hpp>
#include <lotbridge/text/encoding.hpp>

#include <algorithm>
#include <array>

namespace lotbridge::ake {
namespace {

struct Meaning {
    std::int64_t code;
    Errc errc;
    std::string_view words;
};

constexpr std::array<Meaning, 7> statuses{{
    {3, Errc::retry, "the platform has a system error"},
    {4, Errc::retry, "the signature was refused: look at key, secret, sign and at this machine's clock"},
    {5, Errc::rejected, "the key is not known: look at key"},
    {6, Errc::rejected, "the key is not authorised for this interface or lot"},
    {7, Errc::rejected, "parameters are missing"},
    {9, Errc::unsupported, "the platform does not have this interface"},
    {0, Errc::retry, "the answer has no status"},
}};

constexpr std::array<Meaning, 13> results{{
    {901, Errc::retry, "the platform has a system error"},
    {902, Errc::retry, "the lot did not answer the platform"},
    {903, Errc::rejected, "no such operator"},
    {904, Errc::rejected, "no such lot: look at park_code"},
    {905, Errc::rejected, "the car is not inside"},
    {906, Errc::rejected, "there is no bill"},
    {907, Errc::rejected, "the bill is there already"},
    {908, Errc::rejected, "another failure"},
    {909, Errc::rejected, "the parameters are wrong"},
    {910, Errc::rejected, "the lot does not belong to this key"},
    {911, Errc::rejected, "no right to this lot"},
    {912, Errc::rejected, "the fee was asked for more than 10 minutes ago"},
    {1801, Errc::rejected, "the car was not found"},
}};

}  // namespace

Result<Reply> read_reply(std::string_view body) {
    LOTBRIDGE_TRY(auto const text, to_utf8_of_either(body));
    LOTBRIDGE_TRY(auto const json, JsonValue::parse(text));
    auto const status = json["status"].integer();
    if (!status) return fail(Errc::retry, "the answer is not one of the platform's, it has no status");
    return Reply{*status, json["resultCode"].integer_or(0), json["message"].text(), json["data"]};
}

std::string tellable(std::string_view message) {
    constexpr std::size_t longest = 120;
    bool const may_be_personal = std::ranges::any_of(message, [](char c) { return c >= '0' && c <= '9'; });
    if (message.empty() || message.size() > longest || may_be_personal) return {};
    return " (" + std::string(message) + ")";
}

Error error_of(std::string_view cmd, Reply const& reply) {
    bool const business = reply.status == business_failure;
    auto const code = business ? reply.result : reply.status;
    auto words = std::string(cmd) + ": " + (business ? "resultCode " : "status ") + std::to_string(code);
    auto const look_up = [&](auto const& table) -> Errc {
        auto const found = std::ranges::find(table, code, &Meaning::code);
        words += found == table.end() ? std::string(", which is in no table") : ", " + std::string(found->words);
        return found == table.end() ? Errc::rejected : found->errc;
    };
    auto const errc = business ? look_up(results) : look_up(statuses);
    return {errc, words + tellable(reply.message)};
}

std::string answer(std::int64_t status, std::int64_t result, std::string_view message, std::string_view data) {
    JsonWriter json;
    json.object().member("status", status).member("resultCode", result).member("message", message);
    return schema::joined(json.end().text(), "{\"data\":" + std::string(data) + "}");
}

}  // namespace lotbridge::ake
