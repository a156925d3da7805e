#include "said.hpp"

#include "reports.hpp"

#include <algorithm>
#include <utility>

namespace lotbridge::ake {
namespace {

// What is taken and not told: a car that waits, what comes in another message too, and what the standard does not ask.
bool is_without_news(std::string_view cmd) {
    static constexpr std::string_view known[] = {
        "reportPreCarIn",     "reportPreCarOut",  "reportParkingFee", "reportParkBill", "reportBlacklist",
        "reportDailyParkFee", "reportCarPicture", "reportCarport",    "reportCarOwner", "reportCar"};
    return std::ranges::find(known, cmd) != std::end(known);
}

void take_modification(JsonValue const& json, Said& said, Context const& context) {
    auto modification = read_modification(json, context);
    if (!modification) {
        said.trouble = "a correction names no parking record";
        return;
    }
    said.record = std::move(modification->record);
    said.correction = std::move(modification->correction);
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
