#include "lotsim/ake/lot.hpp"

#include "lotsim/pace.hpp"
#include "lotsim/tariff.hpp"
#include "lotsim/wrong_clock.hpp"

#include <lotbridge/adapter/quote.hpp>
#include <lotbridge/adapter/reading.hpp>
#include <lotbridge/text/json.hpp>

#include <fmt/format.h>
#include <algorithm>
#include <utility>

namespace lotbridge::lotsim::ake {
namespace {

std::string image_list(std::string const& url) { return url.empty() ? "[]" : R"([{"carImage":")" + url + R"("}])"; }

void put_side(JsonWriter& json, std::string const& side, Gate const& gate, Form form) {
    json.member(side + "ChannelName", gate.name);
    if (!form.pushed || !form.full) return;
    json.member(side + "ChannelId", gate.id).member(side + "ChannelCustomCode", gate.code);
}

}  // namespace

std::string Lot::new_record() { return fmt::format("2401{:020}", 10'000'000 + ++records); }

Stay* Lot::find(std::string const& record) {
    auto const found = std::ranges::find(inside, record, [](auto const& one) { return one.second.record; });
    return found == inside.end() ? nullptr : &found->second;
}

Money Lot::price(Stay const& stay) const {
    if (stay.car.kind != CarKind::temporary && !stay.car.expired) return {};
    return price_of(std::chrono::floor<std::chrono::minutes>(at - stay.entered));
}

LocalTime Lot::now() const { return LocalTime(real_now().at() + wrong_clock(events)); }

LocalTime real_now() {
    return LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()), lot_offset);
}

std::optional<std::string> name_of(Stay const& stay) {
    if (!stay.driver.empty()) return stay.driver;
    return stay.plate.starts_with("未识别") ? std::nullopt : std::optional(stay.plate);
}

std::string text_of(Stay const& stay, Form form) {
    JsonWriter json;
    json.object().member("parkingCode", stay.record).member("carLicenseNumber", stay.plate);
    json.member("isCorrect", stay.corrected.empty() ? 0 : 1).member("recordType", 1);
    if (!stay.corrected.empty()) json.member("lastCorrectTime", compact(stay.corrected));
    if (stay.entry) {
        json.member("enterCarLicenseNumber", stay.as_read).member("enterTime", compact(stay.in));
        json.member("enterVipType", stay.car.kind == CarKind::temporary ? 1 : 2).member("enterType", "1");
        put_side(json, "enter", *stay.entry, form);
        if (form.full) json.member("enterCarLicenseColor", 1).member("inOperatorName", "System");
    }
    if (!stay.driver.empty()) json.object("extendInfo").member("selfInUserUniqCode", stay.driver).end();
    if (form.left) {
        json.member("leaveTime", compact(stay.out)).member("leaveType", stay.leave_type);
        json.member("totalAmount", stay.due.text()).member("discountAmount", stay.waived.text());
        json.member("actualReceivable", stay.received.text());
        if (stay.exit) put_side(json, "leave", *stay.exit, form);
        if (form.full) json.member("tollCollectorName", "收费员2");
    }
    auto text = json.end().text();
    text = schema::joined(std::move(text), R"({"enterImageArray":)" + image_list(stay.entry_picture) + "}");
    return form.left ? schema::joined(std::move(text), R"({"leaveImageArray":)" + image_list(stay.exit_picture) + "}")
                     : text;
}

}  // namespace lotbridge::lotsim::ake
