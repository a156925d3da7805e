#include "base/json.hpp"
#include "base/version.hpp"
#include "support/examine.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace lotbridge::support {

namespace {

struct Advice {
    std::string_view about, words;  // about: how the last part of the finding's subject begins
};

constexpr std::array<Advice, 13> advices{{
    {"driver",
     "install the driver that is named, for 64-bit programs, or name one that is installed in the connection; one for "
     "32-bit programs alone is for the plugin lotbridge.sql32"},
    {"database",
     "does the database run, and are its host, name, user and password right? The lot's own software uses the same; "
     "nothing is lost meanwhile, what it has is read later"},
    {"schema",
     "is this another version of the lot's software than the mapping is for? lotbridge preview shows what would come "
     "of "
     "it"},
    {"mapping", "correct the mapping where it is named; lotbridge check --offline tries it again"},
    {"example", "correct the mapping where it is named; lotbridge check --offline tries it again"},
    {"stream", "correct the mapping where it is named; lotbridge preview shows what comes of it"},
    {"permissions", "give the database's account the rights that are named, and no others"},
    {"adapter", "correct the lot's file, or what the adapter names; lotbridge check tries it again"},
    {"settings", "correct the file at the line that is named; lotbridge check --offline tries it again"},
    {"secrets", "take that right away, or keep it with: lotbridge secret set NAME"},
    {"cloud",
     "are user, password, login_key and login_iv those that the platform gave (keep one anew: lotbridge secret set "
     "NAME)? What waits is kept and goes out once the cloud takes it"},
    {"downlink",
     "is the address right and does no firewall stand between? Until then the cloud cannot ask or open gates"},
    {"clock",
     "have the clock set by the system (Windows: w32tm /resync; Linux: timedatectl set-ntp true): the times of "
     "records may be wrong by as much"},
}};

std::string_view grade_text(app::Grade grade) {
    return grade == app::Grade::ok ? "ok" : grade == app::Grade::note ? "note" : "failed";
}

}  // namespace

std::string advice_on(app::CheckFinding const& finding) {
    if (finding.grade == app::Grade::ok || !finding.advice.empty()) return finding.advice;
    auto subject = std::string_view(finding.subject);
    // An adapter's notes are about its lot, and say themselves what is meant.
    if (finding.grade == app::Grade::note && subject.find(": adapter ") != std::string_view::npos) return {};
    if (auto const last = subject.rfind(": "); last != std::string_view::npos) subject.remove_prefix(last + 2);
    for (auto const& advice : advices)
        if (subject.starts_with(advice.about)) return std::string(advice.words);
    return {};
}

app::Grade worst(std::vector<app::CheckFinding> const& findings) {
    auto worst = app::Grade::ok;
    for (auto const& finding : findings) worst = std::max(worst, finding.grade);
    return worst;
}

std::string to_json(std::vector<app::CheckFinding> const& findings) {
    rapidjson::StringBuffer buffer;
    base::json::Writer writer(buffer);
    auto const member = [&](char const* name, std::string_view text) {
        writer.Key(name);
        writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    };
    writer.StartObject();
    member("version", base::version());
    member("worst", grade_text(worst(findings)));
    writer.Key("findings");
    writer.StartArray();
    for (auto const& finding : findings) {
        writer.StartObject();
        member("grade", grade_text(finding.grade));
        member("subject", finding.subject);
        member("words", finding.words);
        if (!finding.advice.empty()) member("advice", finding.advice);
        writer.EndObject();
    }
    writer.EndArray();
    writer.EndObject();
    return buffer.GetString();
}

}  // namespace lotbridge::support
