#include "passage.hpp"

#include <lotbridge/vo/vehicle_correction.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>
#include <lotbridge/vo/vehicle_exit.hpp>

#include <array>

namespace lotbridge::ake {
namespace {

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
    exit.park_minutes = minutes_between(exit.in_time, exit.out_time);
    exit.car_color = color_of(row["leaveCarLicenseColor"] ? row["leaveCarLicenseColor"] : row["enterCarLicenseColor"]);
    exit.pay_money = row.money(row["totalAmount"] ? "totalAmount" : "amountReceivable", "payMoney");
    exit.agio_money = row.money("discountAmount", "agioMoney");
    exit.charge_money = row.money("actualReceivable", "chargeMoney");
    exit.charge_type = charge_type(row["leaveType"]);
    exit.out_operator_name = row.text("tollCollectorName");
    return row.message(exit, passage.record, passage.record, origin_of(row["leaveType"]));
}

}  // namespace

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

std::optional<Modification> read_modification(JsonValue const& json, Context const& context) {
    Reading row(json);
    vo::VehicleCorrection correction;
    correction.record_code = row.text("parkingCode");
    if (correction.record_code.empty()) return {};
    auto const named = context.name_of ? context.name_of(correction.record_code, "") : std::string();
    correction.car_num = named.empty() ? plate_of(row.text("newCarCode")) : named;
    correction.in_time = row.time("inDate", "inTime");
    correction.out_operator_name = row.text("modifyBy");
    auto const at = row.time("modifyDate", "modifyDate");
    auto const record = correction.record_code;
    return Modification{record, make_correction(row, std::move(correction), at)};
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

}  // namespace lotbridge::ake
