#include "reports.hpp"

#include <lotbridge/vo/all.hpp>

#include <algorithm>
#include <array>

namespace lotbridge::ake {
namespace {

struct DeviceKind {
    std::string_view name;
    vo::EquipmentType type;
};
constexpr std::array<DeviceKind, 8> devices{{{"主控板", vo::EquipmentType::gate},
                                             {"通道", vo::EquipmentType::none},
                                             {"摄像枪", vo::EquipmentType::all_in_one},
                                             {"显示屏", vo::EquipmentType::led},
                                             {"环境枪", vo::EquipmentType::all_in_one},
                                             {"语音版", vo::EquipmentType::none},
                                             {"转换板", vo::EquipmentType::none},
                                             {"卡票机", vo::EquipmentType::ticket_box}}};
constexpr std::int64_t a_channel = 1, a_ticket_machine = 7;

// Not in use (0) and switched off (3) are no state of a line.
std::optional<bool> online(std::int64_t type, std::int64_t status) {
    if (type == a_ticket_machine) return true;  // it tells its faults, so it is there
    if (status == 1) return false;
    if (status == 2 || status == 4) return true;
    return {};
}

}  // namespace

// A gate that was opened past the system: by a remote key, or somebody slipped through behind another car.
void take_opening(JsonValue const& json, Said& said) {
    Reading row(json);
    bool const out = row["recordType"].integer_or(0) == 2;
    vo::ManualGateOpening opening;
    opening.out_cross = row.text(out ? "outerChannelCode" : "enterChannelCode");
    opening.in_out_door = out ? "出场" : "入场";
    auto const plate = row.text(out ? "leaveCarCode" : "enterCarCode");
    opening.car_num = plate.starts_with("未识别") ? "" : plate;
    opening.operate_time = row.time(row.text("operateTime").empty() ? "inDate" : "operateTime", "operateTime");
    opening.open_type = row["openGateType"].integer_or(0) == 1 ? vo::GateOpening::remote_key : vo::GateOpening::none;
    opening.operator_name = row.text("operator");
    auto const key = said.lock_key.empty() ? row.text("parkingCode") : said.lock_key;
    said.facts.push_back({row.message(opening, key, ""), "", ""});
}

void take_devices(JsonValue const& json, Said& said) {
    Reading report(json);
    auto const time = report.time("reportTime", "createTime");
    for (auto const& lot : json["statusList"].items()) {
        for (auto const& device : lot["equipList"].items()) {
            auto const type = device["equipType"].integer_or(-1), status = device["statusDesc"].integer_or(-1);
            auto const up = online(type, status);
            if (type == a_channel || type < 0 || type >= std::ssize(devices) || !up) continue;
            auto const& kind = devices[static_cast<std::size_t>(type)];
            vo::EquipmentStatus told;
            told.equipment_code = std::to_string(type) + "-" + device["equipSeq"].text();
            told.equipment_name = std::string(kind.name) + device["equipSeq"].text();
            told.link_status = *up ? vo::LinkStatus::online : vo::LinkStatus::offline;
            told.equipment_type = kind.type;
            told.create_time = time;
            told.operation_type = vo::OperationType::detail;
            auto const state = std::string(*up ? "up" : "down");
            said.facts.push_back({report.message(told, told.equipment_code + "-" + compact(time) + "-" + state, ""),
                                  "device " + told.equipment_code, state});
        }
    }
}

// "20240101000000-20241231235959;20250301000000-20250331235959;": a record for each range.
void take_card(JsonValue const& json, Said& said) {
    Reading row(json);
    auto const sequence = row.text("vipTicketRecordSeq");
    auto const ranges = row.text("vipTime");
    std::size_t number = 0;
    for (std::size_t from = 0; from < ranges.size();) {
        auto const end = std::min(ranges.find(';', from), ranges.size());
        auto const range = ranges.substr(from, end - from);
        from = end + 1;
        auto const dash = std::min(range.find('-'), range.size());
        if (range.empty()) continue;
        auto const begin_time = read_time(range.substr(0, dash));
        auto const end_time = dash == range.size() ? std::nullopt : read_time(range.substr(dash + 1));
        if (!begin_time || !end_time || sequence.empty()) {
            said.trouble = "a monthly card's vipTime is no range of times, or it has no vipTicketRecordSeq";
            return;
        }
        vo::MonthlyCard card;
        card.ms_record_id = ++number == 1 ? sequence : sequence + "-" + std::to_string(number);
        card.car_num = row.text("carLicenseNumber");
        // By time, with a stored value; by the number of stays is nothing that the standard has.
        card.in_identity =
            row["settlementType"].integer_or(0) == 1 ? vo::VehicleType::stored_value : vo::VehicleType::monthly;
        if (number == 1) card.amount = row.money("favorPrice", "amount");
        card.begin_time = *begin_time;
        card.end_time = *end_time;
        card.operator_name = row.text("operator");
        card.operator_time = row.time("operateTime", "operatorTime");
        card.status = row["ticketRecordType"].integer_or(0) == 2 ? vo::CardStatus::disabled : vo::CardStatus::enabled;
        said.facts.push_back({row.message(card, card.ms_record_id, ""), "", ""});
    }
}

void take_product(JsonValue const& json, Said& said) {
    Reading row(json);
    vo::MonthlyCardProduct product;
    product.product_id = row.text("id");
    product.product_name = row.text("ticketName");
    product.price = row.money("price", "price");
    product.status = row["ticketStatus"].integer_or(0) == 1;
    auto message = row.message(product, said.lock_key.empty() ? product.product_id : said.lock_key, "");
    auto value = message.body;
    said.facts.push_back({std::move(message), "product " + product.product_id, std::move(value)});
}

void take_shifts(JsonValue const& json, Said& said) {
    auto const reported = read_time(json["reportTime"].text());
    for (auto const& one : json["shiftList"].items()) {
        Reading row(one);
        vo::CashierSettlement shift;
        shift.user_id = shift.user_name = row.text("shiftFromName");
        shift.start_date = row.time("loginInTime", "startDate");
        shift.end_date = row.time("loginOutTime", "endDate");
        shift.money_sum = row.money("shiftMoney", "moneySum");
        shift.coupon_sum = row.money("shiftDiscountMoney", "couponSum");
        shift.upload_date = reported.value_or(LocalTime());
        said.facts.push_back({row.message(shift, shift.user_id + "-" + compact(shift.start_date), ""), "", ""});
    }
}

void take_deduction(JsonValue const& json, Said& said) {
    auto const due = read_yuan(json["parkingFee"].text()), to_pay = read_yuan(json["shouldPayValue"].text());
    said.deduction.emplace();
    auto& question = said.deduction->question;
    question.record_code = json["parkingCode"].text();
    question.in_time = read_time(json["enterTime"].text()).value_or(LocalTime());
    question.car_num = json["carNo"].text();
    if (question.record_code.empty() || question.car_num.empty() || !due || !to_pay)
        said.deduction->trouble = "parkingCode, carNo, parkingFee or shouldPayValue cannot be read";
    question.pay_money = due.value_or(Money());
    question.charge_money = to_pay.value_or(Money());
}

std::vector<Fact> read_spaces(JsonValue const& data) {
    Reading reading(data);
    std::vector<Fact> facts;
    auto const tell = [&](auto const& message, std::int64_t value, char const* about) {
        facts.push_back({reading.message(message, "", ""), about, std::to_string(value)});
    };
    if (auto const total = data["totalPermitCount"].integer())
        tell(vo::TotalSpaces{.total_num = *total}, *total, "spaces");
    if (auto const left = data["totalRemainCount"].integer()) {
        auto const free = std::max<std::int64_t>(*left, 0);
        tell(vo::FreeSpaces{.empty_num = free}, free, "free spaces");
    }
    if (auto const minutes = data["freeTime"].integer())
        tell(vo::FreeMinutes{.free_minutes = *minutes}, *minutes, "free minutes");
    return facts;
}

}  // namespace lotbridge::ake
