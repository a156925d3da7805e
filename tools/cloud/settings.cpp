#include "settings.hpp"

#include "profile.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace lotbridge::refcloud {
namespace {

constexpr std::size_t des_key_size = 24, des_iv_size = 8;

Result<> only_known(json::Value const& object, std::initializer_list<std::string_view> known, std::string_view where) {
    if (!object.IsObject()) return fail(Errc::rejected, std::string(where) + " is no JSON object");
    for (auto const& member : object.GetObject()) {
        std::string_view const name(member.name.GetString(), member.name.GetStringLength());
        if (std::ranges::find(known, name) == known.end())
            return fail(Errc::rejected, std::string(where) + ": there is no setting \"" + std::string(name) + "\"");
    }
    return {};
}

// "京A12345" or "京A12345=100.00": automatic deduction, from an account that never runs dry or one with this balance.
Member member_from(std::string_view text) {
    auto const equals = std::min(text.find('='), text.size());
    Member member{std::string(text.substr(0, equals)), {}, true, std::nullopt};
    if (equals < text.size()) member.balance = Money::parse(text.substr(equals + 1));
    return member;
}

Result<std::map<std::string, Member>> read_members(json::Value const& lot, std::string_view where) {
    std::map<std::string, Member> out;
    auto const* list = json::find(lot, "members");
    if (!list || !list->IsArray()) return out;
    for (auto const& item : list->GetArray()) {
        auto member = member_from(item.IsString() ? item.GetString() : json::text(item, "plate"));
        if (item.IsObject()) {
            LOTBRIDGE_CHECK(
                only_known(item, {"plate", "colour", "autoPay", "balance"}, std::string(where) + "/members"));
            member.colour = json::text(item, "colour");
            member.auto_pay = json::boolean(item, "autoPay", true);
            if (json::find(item, "balance")) member.balance = Money::parse(json::text(item, "balance"));
        }
        if (member.plate.empty()) return fail(Errc::rejected, std::string(where) + "/members: a member without plate");
        out[member.plate] = member;
    }
    return out;
}

Result<> read_times(json::Value const& object, Times& times, std::string_view where) {
    LOTBRIDGE_CHECK(only_known(
        object,
        {"hourMs", "retryMs", "heartbeatMs", "freeSpacesMs", "unlicensedMs", "answerMs", "downlinkIdleMs", "slack"},
        where));
    auto const read = [&](char const* name, Milliseconds& time) {
        time = Milliseconds(json::integer(object, name, time.count()));
    };
    read("hourMs", times.hour);
    read("retryMs", times.retry);
    read("heartbeatMs", times.heartbeat);
    read("freeSpacesMs", times.free_spaces);
    read("unlicensedMs", times.unlicensed);
    read("answerMs", times.answer);
    read("downlinkIdleMs", times.downlink_idle);
    times.slack = json::number(object, "slack", times.slack);
    return {};
}

Result<> read_doors(json::Value const& root, Settings& out, std::filesystem::path const& folder) {
    if (auto const* listen = json::find(root, "listen")) {
        LOTBRIDGE_CHECK(only_known(*listen, {"uplink", "downlink", "api"}, "listen"));
        out.uplink = json::text(*listen, "uplink", out.uplink);
        out.downlink = json::text(*listen, "downlink", out.downlink);
        out.api = json::text(*listen, "api", out.api);
    }
    if (auto const* tls = json::find(root, "tls")) {
        LOTBRIDGE_CHECK(only_known(*tls, {"certificate", "privateKey", "clientCa"}, "tls"));
        auto const file = [&](char const* name) {
            auto const text = json::text(*tls, name);
            return text.empty() ? std::filesystem::path() : folder / std::filesystem::path(text);
        };
        out.certificate = file("certificate");
        out.private_key = file("privateKey");
        out.client_ca = file("clientCa");
    }
    return {};
}

// The profile first: what is said beside it wins.
Result<> read_dialect(json::Value const& root, Settings& out, std::filesystem::path const& folder) {
    if (auto const profile = json::text(root, "profile"); !profile.empty())
        LOTBRIDGE_CHECK(read_profile(folder / profile, out));
    if (auto const form = json::text(root, "signature"); !form.empty()) {
        if (form != "append" && form != "replace_last_two")
            return fail(Errc::rejected, "signature: \"append\" or \"replace_last_two\", not \"" + form + "\"");
        out.signature = form == "append" ? SignatureForm::append : SignatureForm::replace_last_two;
    }
    if (auto const password = json::text(root, "passwordText"); !password.empty()) {
        if (password != "base64" && password != "hex")
            return fail(Errc::rejected, "passwordText: \"base64\" or \"hex\", not \"" + password + "\"");
        out.password_form = password == "hex" ? PasswordForm::triple_des_hex : PasswordForm::triple_des_base64;
    }
    out.require_signature = json::boolean(root, "requireSignature", out.require_signature);
    out.refuse_disorder = json::boolean(root, "refuseDisorder", out.refuse_disorder);
    out.time_delays = json::boolean(root, "timeDelays", out.time_delays);
    return read_codes(root, out.codes);
}

}  // namespace

void Times::scale(double factor) {
    for (auto* time : {&hour, &retry, &heartbeat, &free_spaces, &unlicensed})
        *time = Milliseconds(static_cast<std::int64_t>(static_cast<double>(time->count()) * factor));
}

Result<std::string> slurp(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(Errc::rejected, "cannot read the settings file " + file.string());
    return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<> read_codes(json::Value const& root, Codes& out) {
    auto const* codes = json::find(root, "codes");
    if (!codes || !codes->IsObject()) return {};
    for (auto const& [id, code] : codes->GetObject()) {
        if (!schema::find_interface(std::string_view(id.GetString())))
            return fail(Errc::rejected, std::string("codes: no interface is named \"") + id.GetString() + "\"");
        out[id.GetString()] = json::text(*codes, id.GetString());
    }
    return {};
}

std::string Settings::code_of(schema::Interface const& interface) const {
    auto const given = codes.find(interface.id);
    return given != codes.end() ? given->second : std::to_string(interface.number);
}

Topics interfaces_by_code(Settings const& settings) {
    Topics topics;
    for (auto const& interface : schema::interfaces()) topics.emplace(settings.code_of(interface), &interface);
    return topics;
}

bool Settings::ends_token(std::string_view result_code) const {
    return std::ranges::find(relogin, result_code) != relogin.end();
}

std::size_t Settings::batch_of(schema::Interface const& interface) const {
    auto const given = batch.find(interface.id);
    return given != batch.end() ? given->second : 1;
}

Lot const* Settings::lot(std::string_view park_id) const {
    auto const found = std::ranges::find(lots, park_id, &Lot::park_id);
    return found == lots.end() ? nullptr : &*found;
}

Lot const* Settings::lot_of_user(std::string_view user) const {
    auto const found = std::ranges::find(lots, user, &Lot::user);
    return found == lots.end() ? nullptr : &*found;
}

Result<Lot> read_lot(json::Value const& object, SignatureForm form, std::string_view where) {
    LOTBRIDGE_CHECK(only_known(
        object, {"parkId", "parkCode", "user", "password", "key", "iv", "signatureKeys", "utcOffsetMinutes", "members"},
        where));
    Lot lot;
    lot.park_id = json::text(object, "parkId");
    lot.park_code = json::text(object, "parkCode");
    lot.user = json::text(object, "user");
    lot.password_digest = password_digest(json::text(object, "password"));
    lot.password_md5 = md5_hex(json::text(object, "password"));
    lot.key = json::text(object, "key");
    lot.iv = json::text(object, "iv");
    lot.keys = KeyPool(json::texts(object, "signatureKeys"), form);
    lot.utc_offset = std::chrono::minutes(json::integer(object, "utcOffsetMinutes", 480));
    LOTBRIDGE_TRY(lot.members, read_members(object, where));
    if (lot.park_id.empty() || lot.user.empty())
        return fail(Errc::rejected, std::string(where) + ": parkId and user must be given");
    if (lot.key.size() != des_key_size || lot.iv.size() != des_iv_size)
        return fail(Errc::rejected, std::string(where) + ": key must have 24 bytes and iv 8");
    return lot;
}

Result<Settings> load_settings(std::filesystem::path const& file) {
    LOTBRIDGE_TRY(auto const text, slurp(file));
    LOTBRIDGE_TRY(auto const root, json::parse(text, file.string()));
    LOTBRIDGE_CHECK(
        only_known(root,
                   {"listen", "tls", "database", "volatile", "profile", "signature", "passwordText", "requireSignature",
                    "refuseDisorder", "timeDelays", "codes", "times", "misbehave", "lots"},
                   file.string()));
    Settings out;
    auto const folder = file.parent_path();
    LOTBRIDGE_CHECK(read_doors(root, out, folder));
    LOTBRIDGE_CHECK(read_dialect(root, out, folder));
    if (auto const* times = json::find(root, "times")) LOTBRIDGE_CHECK(read_times(*times, out.times, "times"));
    if (auto const database = json::text(root, "database"); !database.empty()) out.database = folder / database;
    out.is_volatile = json::boolean(root, "volatile", false);
    if (auto const* misbehave = json::find(root, "misbehave")) out.misbehave = json::write(*misbehave);
    if (auto const* lots = json::find(root, "lots"); lots && lots->IsArray()) {
        for (auto const& object : lots->GetArray()) {
            auto const where = file.string() + ": lots/" + std::to_string(out.lots.size());
            LOTBRIDGE_TRY(auto lot, read_lot(object, out.signature, where));
            out.lots.push_back(std::move(lot));
        }
    }
    return out;
}

Result<> complete(Settings const& settings) {
    if (settings.lots.empty())
        return fail(Errc::rejected, "no lot is given: name some under \"lots\", or use --park-id");
    for (auto const& lot : settings.lots) {
        if (std::ranges::count(settings.lots, lot.park_id, &Lot::park_id) > 1)
            return fail(Errc::rejected, "two lots have the parkId " + lot.park_id);
        if (std::ranges::count(settings.lots, lot.user, &Lot::user) > 1)
            return fail(Errc::rejected, "two lots have the user " + lot.user);
    }
    return {};
}

}  // namespace lotbridge::refcloud
