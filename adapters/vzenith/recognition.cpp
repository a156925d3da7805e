#include "recognition.hpp"

#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/crypto/cipher.hpp>
#include <lotbridge/text/encoding.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace lotbridge::vzenith {
namespace {

constexpr std::int64_t no_plate_type = 31, opened_by_white_list = 2, year_3000 = 32'503'680'000;
constexpr std::array<std::string_view, 7> colors{"", "蓝", "黄", "白", "黑", "绿", "黄绿"};

bool stands_for_none(std::string_view plate) {
    for (auto const* word : {"", "_无_", "无牌车", "无"})
        if (plate == word) return true;
    return false;
}

// Either key may be wrong, and a camera may say that it encrypts and not do it: what is no text is no plate.
Result<std::string> opened(std::string const& license, std::string_view key) {
    if (key.empty()) return fail(Errc::rejected, "the plate is encrypted, and plate_key is not set");
    LOTBRIDGE_TRY(auto const bytes, crypto::from_base64(license));
    LOTBRIDGE_TRY(auto const plain, crypto::decrypt(crypto::Cipher::aes_ecb, crypto::Padding::zeros, key, "", bytes));
    return to_utf8_of_either(plain);
}

LocalTime time_of(JsonValue const& plate_result, JsonValue const& outside, std::chrono::minutes utc_offset) {
    auto const value = plate_result["timeStamp"]["Timeval"];
    if (value["decyear"].integer_or(0) > 0) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d:%02d",
                      static_cast<int>(value["decyear"].integer_or(0)), static_cast<int>(value["decmon"].integer_or(0)),
                      static_cast<int>(value["decday"].integer_or(0)), static_cast<int>(value["dechour"].integer_or(0)),
                      static_cast<int>(value["decmin"].integer_or(0)), static_cast<int>(value["decsec"].integer_or(0)));
        if (auto const time = LocalTime::parse(text.data())) return *time;
    }
    if (auto const time = LocalTime::parse(outside["timeString"].text().substr(0, 19)); time && !time->empty())
        return *time;
    auto const seconds = value["sec"].integer_or(0);
    if (seconds <= 0 || seconds > year_3000) return {};
    return LocalTime::from_utc(std::chrono::sys_seconds(std::chrono::seconds(seconds)), utc_offset);
}

std::string picture_of(JsonValue const& base64) { return crypto::from_base64(base64.text()).value_or(std::string()); }

}  // namespace

Recognition read_plate(JsonValue const& plate_result, JsonValue const& outside, std::chrono::minutes utc_offset,
                       std::string_view plate_key) {
    Recognition seen;
    seen.plate = plate_result["license"].text();
    if (plate_result["enable_encrypt"].integer_or(0) == 1) {
        auto plate = opened(seen.plate, plate_key);
        seen.unreadable = !plate;
        seen.plate = std::move(plate).value_or(std::string());
    }
    seen.type = plate_result["type"].integer_or(0);
    if (stands_for_none(seen.plate) || seen.type == no_plate_type) seen.plate.clear();
    auto const color = static_cast<std::size_t>(plate_result["colorType"].integer_or(0));
    seen.color = color < colors.size() ? colors[color] : "";
    seen.time = time_of(plate_result, outside, utc_offset);
    return seen;
}

Result<Recognition> read_push(JsonValue const& alarm, std::chrono::minutes utc_offset, std::string_view plate_key) {
    auto const plate_result = alarm["result"]["PlateResult"];
    if (!plate_result.is_object()) return fail(Errc::rejected, "a push holds no PlateResult");
    auto seen = read_plate(plate_result, plate_result, utc_offset, plate_key);
    seen.id = plate_result["plateid"].text();
    seen.replayed = plate_result["isoffline"].integer_or(0) == 1;
    for (auto const& output : plate_result["gioouts"].items())
        seen.opened_itself = seen.opened_itself || output["ctrltype"].integer_or(0) == opened_by_white_list;
    seen.picture = picture_of(plate_result["imageFile"]);
    seen.cutting = picture_of(plate_result["imageFragmentFile"]);
    return seen;
}

std::string form_field(std::string_view body, std::string_view name) {
    auto const field = body.find("name=\"" + std::string(name) + "\"");
    if (field == body.npos) return {};
    auto const begin = body.find("\r\n\r\n", field);
    if (begin == body.npos) return {};
    auto const value = body.substr(begin + 4);
    return std::string(value.substr(0, value.find("\r\n")));
}

Result<PacketJson> read_packet(std::string_view data) {
    auto const end = std::min(data.find('\0'), data.size());
    LOTBRIDGE_TRY(auto const text, to_utf8_of_either(data.substr(0, end)));
    LOTBRIDGE_TRY(auto json, JsonValue::parse(text));
    return PacketJson{std::move(json), data.substr(std::min(end + 1, data.size()))};
}

Result<Recognition> read_result(std::string_view data, std::chrono::minutes utc_offset, std::string_view plate_key) {
    LOTBRIDGE_TRY(auto const packet, read_packet(data));
    auto const& json = packet.json;
    auto const plate_result = json["PlateResult"];
    if (!plate_result.is_object()) return fail(Errc::rejected, "a result holds no PlateResult");
    auto seen = read_plate(plate_result, json, utc_offset, plate_key);
    seen.id = json["id"].text();
    auto const full = static_cast<std::size_t>(std::max<std::int64_t>(json["fullImgSize"].integer_or(0), 0));
    auto const clip = static_cast<std::size_t>(std::max<std::int64_t>(json["clipImgSize"].integer_or(0), 0));
    if (full > packet.rest.size() || clip > packet.rest.size() - full)
        return fail(Errc::rejected, "a result is shorter than its pictures");
    seen.picture = packet.rest.substr(0, full);
    seen.cutting = packet.rest.substr(full, clip);
    return seen;
}

}  // namespace lotbridge::vzenith
