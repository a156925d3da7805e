#include "said.hpp"

#include <lotbridge/adapter/picture.hpp>
#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/vo/all.hpp>

#include <algorithm>

namespace lotbridge::uploadcarin {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <schema::Message M>
Fact fact(Reading const& reader, M const& message, std::string key, std::string state = {}) {
    return {reader.message(message, std::move(key), reader.text("order_id")), std::move(state)};
}

// 8 is a monthly car that is charged like a visitor.
vo::VehicleType type_of(std::string const& card_type) {
    if (card_type == "1") return vo::VehicleType::monthly;
    if (card_type == "2") return vo::VehicleType::stored_value;
    if (card_type == "3" || card_type == "4") return vo::VehicleType::free_member;
    return vo::VehicleType::temporary;
}

std::string plate_of(std::string const& car_number) {
    return is_without_plate(car_number) ? std::string(no_plate) : car_number;
}

void take_entry(Reading& reader, Said& said) {
    said.car = reader.text("car_number");
    vo::VehicleEntry entry;
    entry.record_code = said.id;
    entry.car_num = plate_of(said.car);
    entry.in_cross = reader.text("gateinid");
    entry.in_time = reader.time("in_time", "inTime");
    entry.in_identity = type_of(reader.text("card_type"));
    entry.out_operator_name = reader.text("operatorin");
    said.facts.push_back(fact(reader, entry, said.id));
}

void take_exit(Reading& reader, Said& said) {
    vo::VehicleExit exit;
    exit.record_code = said.id;
    exit.car_num = plate_of(reader.text("car_number"));
    exit.in_cross = reader.text("gateinid");
    exit.out_cross = reader.text("gateoutid");
    exit.in_time = reader.time("in_time", "inTime");
    exit.out_time = reader.time("out_time", "outTime");
    exit.in_identity = exit.out_identity = type_of(reader.text("card_type"));
    exit.park_minutes = minutes_between(exit.in_time, exit.out_time);
    exit.pay_money = reader.money("paycharge", "payMoney");
    exit.charge_money = reader.money("realcharge", "chargeMoney");
    exit.agio_money = reader.money("breaks_amount", "agioMoney") + reader.money("discount_amount", "agioMoney");
    exit.charge_type = "正常收费";
    exit.out_operator_name = reader.text("operatorout");
    said.facts.push_back(fact(reader, exit, said.id));
}

void take_opening(Reading& reader, Said& said) {
    vo::ManualGateOpening opening;
    opening.out_cross = reader.text("gateid");
    opening.car_num = reader.text("car_number");
    opening.operate_time = reader.time("opentime", "operateTime");
    opening.open_type = vo::GateOpening::booth;
    opening.operator_name = reader.text("operator");
    said.facts.push_back(fact(reader, opening, said.id));
}

// iostate 1 leads in; ispass 2 is a gate within the lot.
void take_gate(Reading& reader, Said& said) {
    said.gate = Gate{reader.text("gateid"), reader.text("gatename")};
    bool const in = reader.text("iostate") == "1", inner = reader.text("ispass") == "2";
    vo::ChannelInfo channel;
    channel.work_station_name = reader.text("boxid");
    channel.channel_id = said.gate->id;
    channel.channel_name = said.gate->name;
    channel.door_type = inner ? (in ? vo::DoorType::inner_entrance : vo::DoorType::inner_exit)
                              : (in ? vo::DoorType::outer_entrance : vo::DoorType::outer_exit);
    channel.action_type = reader.text("operate_type") == "3" ? vo::ActionType::remove : vo::ActionType::change;
    said.facts.push_back(fact(reader, channel, "", "gate " + said.gate->id));
}

void take_spaces(JsonValue const& json, Reading& reader, Said& said) {
    auto const total = json["spacetotal"].integer(), left = json["spaceLeft"].integer();
    if (!total || !left) {
        said.trouble = "spacetotal or spaceLeft is no number";
        return;
    }
    said.facts.push_back(fact(reader, vo::TotalSpaces{.total_num = *total}, "", "spaces"));
    said.facts.push_back(
        fact(reader, vo::FreeSpaces{.empty_num = std::max<std::int64_t>(*left, 0)}, "", "free spaces"));
}

// operate_type 1 adds, 2 changes, 3 deletes.
void take_card(Reading& reader, Said& said) {
    vo::MonthlyCard card;
    auto const changed = reader.text("modify_time").empty() ? "create_time" : "modify_time";
    card.operator_time = reader.time(changed, "operatorTime");
    card.ms_record_id = reader.text("card_id") + "-" + card.operator_time.text();
    std::erase_if(card.ms_record_id, [](char c) { return c == ' ' || c == ':'; });
    card.car_num = reader.text("car_number");
    card.in_identity = type_of(reader.text("card_type"));
    card.amount = reader.money("cardmoney", "amount");
    card.begin_time = reader.time("startdate", "beginTime");
    card.end_time = reader.time("validdate", "endTime");
    card.operator_name = reader.text("operator");
    card.status = reader.text("operate_type") == "3" ? vo::CardStatus::deleted : vo::CardStatus::enabled;
    said.facts.push_back(fact(reader, card, card.ms_record_id));
}

void take_picture(Reading const& reader, Said& said) {
    constexpr vo::ImageType types[] = {vo::ImageType::entry_small, vo::ImageType::entry_large,
                                       vo::ImageType::exit_small, vo::ImageType::exit_large};
    auto const source = reader.text("pic_source");
    bool const of_a_stay = source.size() == 1 && source[0] >= '0' && source[0] <= '3';
    auto encoded = reader.text("picture");
    if (encoded.empty()) encoded = reader.text("content");  // in some versions
    std::erase_if(encoded, [](char c) { return c == '\r' || c == '\n'; });
    auto bytes = crypto::from_base64(encoded);
    std::string type(bytes ? media_type(*bytes) : "");
    if (!of_a_stay || type.empty() || bytes->size() > largest_picture) {
        // The standard knows no picture of an opening by hand.
        if (source != "4")
            said.trouble = "a picture is no JPEG, PNG, BMP or GIF of at most 8 MiB, or of no known source";
        return;
    }
    said.picture =
        Picture{{.record_code = said.id, .image_code = said.id + "-" + source, .image_type = types[source[0] - '0']},
                std::move(type),
                std::move(*bytes)};
}

}  // namespace

Said read_said(JsonValue const& json) {
    Said said{.service = json["service"].text()};
    bool const by_record = said.service == "uploadopenstrobe" || said.service == "uploadfile";
    said.id_member = by_record ? "recordid" : "order_id";
    said.id = json[said.id_member].text();
    Reading reader(json);
    if (said.service == "uploadcarin") take_entry(reader, said);
    if (said.service == "uploadcarout") take_exit(reader, said);
    if (said.service == "uploadopenstrobe") take_opening(reader, said);
    if (said.service == "uploadgate") take_gate(reader, said);
    if (said.service == "parkingspace") take_spaces(json, reader, said);
    if (said.service == "uploadwhitelist") take_card(reader, said);
    if (said.service == "uploadfile") take_picture(reader, said);
    return said;
}

bool is_without_plate(std::string_view car_number) {
    for (std::string_view const name : {"无", "noplate"}) {
        if (!car_number.starts_with(name)) continue;
        auto const rest = car_number.substr(name.size());
        return std::ranges::all_of(rest, is_digit);
    }
    return car_number.empty();
}

std::string answer_to(Said const& said, bool accepted) {
    JsonWriter json;
    json.object().member("service", said.service).member("result_code", accepted ? 0 : 1);
    json.member("message", accepted ? "ok" : "not stored, send it again");
    if (!said.id.empty()) json.member(said.id_member, said.id);
    return json.end().text();
}

}  // namespace lotbridge::uploadcarin
