#include "support/veil.hpp"

#include "base/json.hpp"
#include "base/personal.hpp"
#include "base/text.hpp"

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <algorithm>
#include <iterator>

namespace lotbridge::support {

namespace {

constexpr std::string_view hidden = "<secret>";
constexpr std::size_t least = 4;

std::string lower(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return small;
}

void replace(std::string& text, std::string_view wanted, std::string_view other) {
    for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + other.size()))
        text.replace(at, wanted.size(), other);
}

// Where a value ends that begins here: behind its brace or quote, which stand around what has other signs in it, or
// before the sign that ends one.
std::size_t end_of_value(std::string_view text, std::size_t at) {
    constexpr std::string_view opened = "{\"'", closed = "}\"'";
    auto const kind = at < text.size() ? opened.find(text[at]) : opened.npos;
    auto const end = kind == opened.npos ? kind : text.find(closed[kind], at + 1);
    return end == text.npos ? std::min(text.find_first_of(";&\"'\\ \t\r\n", at), text.size()) : end + 1;
}

// Connection strings and addresses: "PWD=...;", "Password = {...}", "?token=...&".
void hide_members(std::string& text) {
    for (std::string_view const name : {"password", "passwd", "pwd", "secret", "token"}) {
        auto small = lower(text);
        for (auto at = small.find(name); at != std::string::npos; at = small.find(name, at)) {
            at += name.size();
            auto const sign = text.find_first_not_of(' ', at);
            if (sign == text.npos || text[sign] != '=') continue;
            at = std::min(text.find_first_not_of(' ', sign + 1), text.size());
            auto const end = end_of_value(text, at);
            if (end == at) continue;
            text.replace(at, end - at, hidden);
            small.replace(at, end - at, hidden);
        }
    }
}

// "https://user:password@host".
void hide_users(std::string& text) {
    constexpr std::string_view mark = "://";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
        at += mark.size();
        auto const end = std::min(text.find_first_of("/?#\"'\\ \t\r\n", at), text.size());
        auto const user = text.substr(at, end - at).rfind('@');
        if (user != std::string::npos) text.replace(at, user, hidden);
    }
}

bool names_a_secret(std::string_view name) {
    auto const small = lower(name);
    for (auto const* part : {"password", "passwd", "pwd", "secret", "token", "credential", "authorization"})
        if (small.find(part) != std::string::npos) return true;
    return small.ends_with("pass") || small.ends_with("key") || small.ends_with("keys") || small.ends_with("_iv");
}

using Json = rapidjson::Value;

void hide(Json& value, bool secret) {
    if (value.IsObject())
        // A reference names where the secret is, and is no secret itself.
        for (auto& entry : value.GetObject())
            hide(entry.value, names_a_secret({entry.name.GetString(), entry.name.GetStringLength()}));
    if (value.IsArray())
        for (auto& item : value.GetArray()) hide(item, secret);
    if ((value.IsString() || value.IsNumber()) && secret)
        value.SetString(rapidjson::StringRef(hidden.data(), hidden.size()));
}

std::string wide(std::string_view text) {
    std::string units;
    for (auto const unit : base::to_path(text).u16string())
        units += {static_cast<char>(unit & 0xFF), static_cast<char>(unit >> 8)};
    return units;
}

}  // namespace

Veil::Veil(std::set<std::string> const& secrets) {
    std::copy_if(secrets.begin(), secrets.end(), std::back_inserter(secrets_),
                 [](auto const& secret) { return secret.size() >= least; });
    std::stable_sort(secrets_.begin(), secrets_.end(),
                     [](auto const& a, auto const& b) { return a.size() > b.size(); });
}

std::string Veil::text(std::string_view given) const {
    std::string text(given);
    for (auto const& secret : secrets_) replace(text, secret, hidden);
    hide_members(text);
    hide_users(text);
    return base::without_personal(text);
}

std::string Veil::settings(std::string_view given) const {
    constexpr auto flags =
        rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag | rapidjson::kParseIterativeFlag;
    given = base::without_mark(given);
    if (base::json::is_deep(given)) return {};
    rapidjson::Document json;
    json.Parse<flags>(given.data(), given.size());
    if (json.HasParseError()) return {};
    hide(json, false);
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter writer(buffer);
    writer.SetIndent(' ', 2);
    json.Accept(writer);
    return text({buffer.GetString(), buffer.GetSize()}) + '\n';
}

std::string Veil::dump(std::string bytes) const {
    for (auto const& secret : secrets_) {
        for (auto const& form : {secret, wide(secret)}) replace(bytes, form, std::string(form.size(), '*'));
    }
    return bytes;
}

}  // namespace lotbridge::support
