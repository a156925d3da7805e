#include "profile.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace lotbridge::refcloud {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};
constexpr std::array units{Unit{"ms", 1}, Unit{"s", 1000}, Unit{"min", 60'000}, Unit{"h", 3'600'000},
                           Unit{"d", 86'400'000}};

Result<> read_time(json::Value const& times, std::string_view name, double factor, Milliseconds& out) {
    auto const text = json::text(times, name);
    if (text.empty()) return {};
    std::int64_t count = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    auto const unit = std::ranges::find(units, std::string_view(end, text.data() + text.size()), &Unit::name);
    if (error != std::errc{} || unit == units.end())
        return fail(Errc::rejected, "times/" + std::string(name) + ": \"" + text + "\" is no length of time");
    out = Milliseconds(static_cast<std::int64_t>(static_cast<double>(count * unit->milliseconds) * factor));
    return {};
}

Result<> read_times(json::Value const& times, Times& out) {
    constexpr double one_to_spare = 1.2, some_to_spare = 1.25;  // as the standard's own: six minutes, 75 seconds
    LOTBRIDGE_CHECK(read_time(times, "window", 1, out.hour));
    LOTBRIDGE_CHECK(read_time(times, "retry_refused", 1, out.retry));
    LOTBRIDGE_CHECK(read_time(times, "heartbeat", one_to_spare, out.heartbeat));
    LOTBRIDGE_CHECK(read_time(times, "free_spaces", some_to_spare, out.free_spaces));
    out.requests =
        static_cast<std::size_t>(json::integer(times, "requests_per_window", static_cast<std::int64_t>(out.requests)));
    return {};
}

Result<> read_login(json::Value const& login, Settings& out) {
    constexpr std::array names{"3des_base64", "3des_hex", "md5_upper", "md5_lower", "plain"};  // as PasswordForm
    if (auto const form = json::text(login, "password"); !form.empty()) {
        auto const found = std::ranges::find(names, form);
        if (found == names.end()) return fail(Errc::rejected, "login/password: there is no form \"" + form + "\"");
        out.password_form = static_cast<PasswordForm>(found - names.begin());
    }
    out.user_member = json::text(login, "user_member", out.user_member);
    out.password_member = json::text(login, "password_member", out.password_member);
    return {};
}

}  // namespace

Result<> read_profile(std::filesystem::path const& file, Settings& out) {
    LOTBRIDGE_TRY(auto const text, slurp(file));
    LOTBRIDGE_TRY(auto const root, json::parse(text, file.string()));
    LOTBRIDGE_CHECK(read_codes(root, out.codes));
    if (auto const* results = json::find(root, "results"))
        if (auto codes = json::texts(*results, "relogin"); !codes.empty()) out.relogin = std::move(codes);
    if (auto const* batch = json::find(root, "batch"); batch && batch->IsObject())
        for (auto const& [id, size] : batch->GetObject())
            out.batch[id.GetString()] = static_cast<std::size_t>(json::integer(*batch, id.GetString(), 1));
    if (auto const* signature = json::find(root, "signature"))
        if (json::text(*signature, "form") == "replace_last_two") out.signature = SignatureForm::replace_last_two;
    if (auto const images = json::text(root, "images"); !images.empty())
        out.images = images == "multipart" ? Images::multipart : Images::base64;
    if (auto const* header = json::find(root, "header"); header && header->IsObject())
        for (auto const& [name, value] : header->GetObject())
            out.header.emplace_back(name.GetString(), json::text(*header, name.GetString()));
    if (auto const* login = json::find(root, "login")) LOTBRIDGE_CHECK(read_login(*login, out));
    if (auto const* times = json::find(root, "times")) LOTBRIDGE_CHECK(read_times(*times, out.times));
    return {};
}

}  // namespace lotbridge::refcloud
