#include "said.hpp"

#include <lotbridge/vo/all.hpp>

#include <algorithm>
#include <array>

namespace lotbridge::ake {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_url = 1000;  // they are kept until they were fetched
constexpr std::array<std::string_view, 6> colors{"", "蓝", "黄", "白", "黑", "绿"};

std::string color_of(JsonValue const& code) {
    auto const number = code.integer_or(0);
    return number >= 0 && number < std::ssize(colors) ? std::string(colors[static_cast<std::size_t>(number)]) : "";
}

// 4 is on the blacklist, 5 a visitor; what no document has stays unknown.
vo::VehicleType type_of(JsonValue const& vip_type) {
    switch (vip_type.integer_or(0)) {
        case 1:
        case 4:
        case 5:
            return vo::VehicleType::temporary;
        case 2:
        case 3:
            return vo::VehicleType::monthly;
        default:
            return vo::VehicleType::unknown;
    }
}

// A stay that was ended because the car came in again (97), or because somebody counted and did not find it (98):
// nobody saw it leave.
Origin origin_of(JsonValue const& leave_type) {
    auto const type = leave_type.integer_or(0);
    return type == 97 || type == 98 ? Origin::inferred : Origin::seen;
}

std::string plate_of(std::string const& text) {
    return text.empty() || text.starts_with("未识别") ? std::string(no_plate) : text;
}

std::string channel_of(Reading const& row, std::string const& side, Context const& context) {
    auto const code = row.text(side + "ChannelCustomCode");
    if (!code.empty()) return code;
    auto const id = row.text(side + "ChannelId"), name = row.text(side + "ChannelName");
    for (auto const& channel : context.channels)
        if ((!id.empty() && channel.id == id) || (id.empty() && !name.empty() && channel.name == name))
            return channel.code;
    return id.empty() ? name : id;
}

void add_pictures(Passage& passage, JsonValue const& list, bool leave) {
    struct Kind {
        char const *member, *name;
        vo::ImageType entry, exit;
    };
    constexpr std::array<Kind, 2> kinds{
        {{"carImage", "car", vo::ImageType::entry_large, vo::ImageType::exit_large},
         {"plateImage", "plate", vo::ImageType::entry_small, vo::ImageType::exit_small}}};
    auto const side = passage.record + (leave ? "-out-" : "-in-");
    std::size_t number = 0;
    for (auto const& image : list.items()) {
        ++number;
        for (auto const& kind : kinds) {
            auto url = image[kind.member].text();
            if (url.empty() || url.size() > longest_url) continue;
            passage.pictures.push_back({{.record_code = passage.record,
                                         .image_code = side + kind.name + std::to_string(number),
                                         .image_type = leave ? kind.exit : kind.entry,
                                         .image_base64 = {},
                                         .image_path = {}},
                                        std::move(url)});
        }
    }
}

std::string name_of(Passage const& passage, std::string const& plate, Context const& context) {
    auto named = context.name_of ? context.name_of(passage.record, passage.driver) : std::string();
    return named.empty() ? plate_of(plate) : named;
}

// With the plate as it was read first; what was mended later is a correction.
std::optional<Batch::Message> read_entry(JsonValue const& json, Passage const& passage, Context const& context) {
    Reading row(json);
    if (row.text("enterTime").empty()) return {};
    auto const as_read = row.text("enterCarLicenseNumber");
    bool const corrected = row["isCorrect"].integer_or(0) == 1 && !as_read.empty();
    vo::VehicleEntry entry;
    entry.record_code = passage.record;
    entry.car_num = name_of(passage, corrected ? as_read : row.text("carLicenseNumber"), context);
    entry.in_cross = channel_of(row, "enter", context);
    entry.in_time = row.time("enterTime", "inTime");
    entry.in_identity = type_of(row["enterVipType"]);
    entry.car_color = color_of(row["enterCarLicenseColor"]);
    entry.out_operator_name = row.text("inOperatorName");
    return row.message(entry, passage.record, passage.record);
}

Correction make_correction(Reading const& row, vo::VehicleCorrection correction, LocalTime at) {
    auto const key = correction.record_code + "-" + compact(at);
    return {correction.car_num, at, row.message(correction, key, correction.record_code)};
}

std::optional<Correction> read_correction_of(JsonValue const& json, Passage const& passage, Context const& context) {
    Reading row(json);
    if (row["isCorrect"].integer_or(0) != 1 || row.text("lastCorrectTime").empty()) return {};
    vo::VehicleCorrection correction;
    correction.record_code = passage.record;
    correction.car_num = passage.plate;
    correction.in_cross = channel_of(row, "enter", context);
    correction.in_time = row.time("enterTime", "inTime");
    correction.in_identity = type_of(row["enterVipType"]);
    correction.car_color = color_of(row["enterCarLicenseColor"]);
    correction.out_operator_name = row.text("lastCorrectName");
    auto const at = row.time("lastCorrectTime", "lastCorrectTime");
    return make_correction(row, std::move(correction), at);
}

std::optional<Batch::Message> read_exit(JsonValue const& json, Passage const& passage, Context const& context) {
    Reading row(json);
    if (row.text("leaveTime").empty()) return {};
    vo::VehicleExit exit;
    exit.record_code = passage.record;
    exit.car_num = passage.plate;
    exit.in_cross = channel_of(row, "enter", context);
    exit.out_cross = channel_of(row, "leave", context);
    exit.in_time = row.time("enterTime", "inTime");
    exit.out_time = row.time("leaveTime", "outTime");
    exit.in_identity = type_of(row["enterVipType"]);
    exit.out_identity = type_of(row["leaveVipType"] ? row["leaveVipType"] : row["enterVipType"]);
    if (!exit.in_time.empty() && !exit.out_time.empty()) {
        auto const stay = std::chrono::floor<std::chrono::minutes>(exit.out_time.at() - exit.in_time.at());
        exit.park_minutes = std::max<std::int64_t>(stay.count(), 0);
    }
    exit.car_color = color_of(row["leaveCarLicenseColor"] ? row["leaveCarLicenseColor"] : row["enterCarLicenseColor"]);
    exit.pay_money = row.money(row["totalAmount"] ? "totalAmount" : "amountReceivable", "payMoney");
    exit.agio_money = row.money("discountAmount", "agioMoney");
    exit.charge_money = row.money("actualReceivable", "chargeMoney");
    exit.charge_type = charge_type(row["leaveType"]);
    exit.out_operator_name = row.text("tollCollectorName");
    return row.message(exit, passage.record, passage.record, origin_of(row["leaveType"]));
}

void take_modification(JsonValue const& json, Said& said, Context const& context) {
    Reading row(json);
    said.record = row.text("parkingCode");
    if (said.record.empty()) {
        said.trouble = "a correction names no parking record";
        return;
    }
    vo::VehicleCorrection correction;
    correction.record_code = said.record;
    auto const named = context.name_of ? context.name_of(said.record, "") : std::string();
    correction.car_num = named.empty() ? plate_of(row.text("newCarCode")) : named;
    correction.in_time = row.time("inDate", "inTime");
    correction.out_operator_name = row.text("modifyBy");
    auto const at = row.time("modifyDate", "modifyDate");
    said.correction = make_correction(row, std::move(correction), at);
}

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

// What is taken and not told: a car that waits, what comes in another message too, and what the standard does not ask.
bool is_without_news(std::string_view cmd) {
    static constexpr std::string_view known[] = {
        "reportPreCarIn",     "reportPreCarOut",  "reportParkingFee", "reportParkBill", "reportBlacklist",
        "reportDailyParkFee", "reportCarPicture", "reportCarport",    "reportCarOwner", "reportCar"};
    return std::ranges::find(known, cmd) != std::end(known);
}

}  // namespace

std::vector<Channel> read_channels(JsonValue const& data) {
    std::vector<Channel> channels;
    for (auto const& row : data["recordList"].items()) {
        Channel channel{row["id"].text(), row["customCode"].text(), row["entranceName"].text(),
                        row["entranceType"].integer_or(0) == 1};
        if (channel.code.empty()) channel.code = channel.id;
        if (!channel.code.empty()) channels.push_back(std::move(channel));
    }
    return channels;
}

std::vector<JsonValue> read_rows(JsonValue const& data) {
    for (auto const* list : {"recordInList", "recordOutList", "recordList"})
        if (auto rows = data[list].items(); !rows.empty()) return rows;
    return {};
}

std::optional<Passage> read_passage(JsonValue const& row, bool leave, Context const& context) {
    constexpr std::int64_t not_a_vehicle = 4, false_trigger = 5;
    auto const type = row["recordType"].integer_or(1);
    Passage passage;
    passage.record = row["parkingCode"].text();
    if (passage.record.empty() || type == not_a_vehicle || type == false_trigger) return {};
    passage.driver = row["extendInfo"]["selfInUserUniqCode"].text();
    passage.plate = name_of(passage, row["carLicenseNumber"].text(), context);
    passage.entry = read_entry(row, passage, context);
    passage.correction = read_correction_of(row, passage, context);
    add_pictures(passage, row["enterImageArray"], false);
    if (leave) {
        passage.exit = read_exit(row, passage, context);
        add_pictures(passage, row["leaveImageArray"], true);
    }
    return passage;
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

std::string charge_type(JsonValue const& pass_type) {
    struct Words {
        std::int64_t first, last;
        char const* words;
    };
    static constexpr std::array<Words, 8> table{{{0, 2, "正常收费"},
                                                 {3, 3, "异常放行"},
                                                 {4, 10, "正常收费"},
                                                 {11, 11, "欠费放行"},
                                                 {12, 20, "正常收费"},
                                                 {96, 96, "强制开闸"},
                                                 {97, 97, "重复进场离场"},
                                                 {98, 98, "盘点离场"}}};
    auto const code = pass_type.integer_or(0);
    for (auto const& row : table)
        if (code >= row.first && code <= row.last) return row.words;
    return "未知(" + std::to_string(code) + ")";
}

Said read_said(JsonValue const& json, std::string_view address, Context const& context) {
    Said said;
    said.cmd = json["cmd"].text();
    if (said.cmd.empty()) said.cmd = address;
    said.lock_key = json["lockKey"].text();
    said.park = json["parkCode"].text();
    auto const& cmd = said.cmd;
    if (cmd == "reportCarIn" || cmd == "reportCarOut")
        said.passage = read_passage(json, cmd == "reportCarOut", context);
    else if (cmd == "reportModifyCar")
        take_modification(json, said, context);
    else if (cmd == "reportParkRemainCarport")
        said.facts = read_spaces(json);
    else if (cmd == "reportAbnormalCar")
        take_opening(json, said);
    else if (cmd == "reportEquipmentStatus")
        take_devices(json, said);
    else if (cmd == "reportMonthCar")
        take_card(json, said);
    else if (cmd == "reportParkMonthTicketConfig")
        take_product(json, said);
    else if (cmd == "reportShift")
        take_shifts(json, said);
    else if (cmd == "reducePrestore")
        take_deduction(json, said);
    else if (cmd == "reportChannelChange")
        said.other_channels = true;
    else if (cmd == "reportParkHeartbeat")
        said.beat = true;
    else
        said.known = is_without_news(cmd);
    return said;
}

}  // namespace lotbridge::ake
