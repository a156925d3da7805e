#include "lotsim/ake/reports.hpp"

#include "lotsim/picture_data.hpp"
#include "lotsim/wrong_clock.hpp"

#include <lotbridge/adapter/reading.hpp>

#include <fmt/format.h>

namespace lotbridge::lotsim::ake {
namespace {

using namespace std::chrono_literals;

constexpr double picture_share = 0.2, never_share = 0.1, late_share = 0.4;  // of passages; of pictures
constexpr double lost_share = 0.05;                                         // of pushes that nobody ever makes
constexpr double bare_share = 0.1;                                          // of pushes without what may be missing
constexpr double deduction_share = 0.07;                                    // of cars that leave

}  // namespace

Reports::Reports(Platform& platform, Lot& lot, Ledger& ledger, Town& town, std::uint64_t seed)
    : platform_(platform), lot_(lot), ledger_(ledger), town_(town), faults_(seed) {}

void Reports::entry(Stay const& stay) { tell("reportCarIn", stay, false); }
void Reports::exit(Stay const& stay) { tell("reportCarOut", stay, true); }

// Some are never pushed, and stand in the list alone; those whose clock is wrong nobody would find there.
void Reports::tell(std::string const& cmd, Stay const& stay, bool left) {
    bool const right_clock = wrong_clock(lot_.events) == 0h && wrong_clock(lot_.events - 1) == 0h;
    if (right_clock && odds(lost_share, "lost_pushes")) return;
    platform_.push(cmd, text_of(stay, {.left = left, .full = !odds(bare_share, "bare_pushes")}));
}

void Reports::correction(Stay const& stay) {
    JsonWriter json;
    json.object().member("parkingCode", stay.record).member("newCarCode", stay.plate);
    json.member("inDate", compact(stay.in)).member("modifyBy", "收费员1");
    json.member("modifyDate", compact(stay.corrected)).end();
    if (!odds(lost_share, "lost_pushes")) platform_.push("reportModifyCar", json.text());
}

Result<> Reports::open_by_hand(Gate const& gate) {
    JsonWriter json;
    json.object().member("parkingCode", fmt::format("A{}", ++lot_.records)).member("recordType", 2);
    json.member("outerChannelCode", gate.code).member("leaveCarCode", "").member("openGateType", 1);
    json.member("operator", "收费员1").member("operateTime", lot_.now().text()).end();
    platform_.push("reportAbnormalCar", json.text());
    return ledger_.write("hand_open", {{"at", lot_.now()}});
}

Result<> Reports::tell_states() {
    auto const used = static_cast<int>(lot_.inside.size());
    JsonWriter json;
    json.object().member("totalPermitCount", spaces).member("totalRemainCount", std::to_string(spaces - used)).end();
    platform_.push("reportParkRemainCarport", json.text());
    switch (turn_++ % 8) {
        case 1:
            return issue_card();
        case 3:
            platform_.push(
                "reportEquipmentStatus",
                fmt::format(R"({{"reportTime":"{}","statusList":[{{"equipList":[{{"equipSeq":{},"equipType":2,)"
                            R"("statusDesc":"{}"}},{{"equipSeq":1,"equipType":1,"statusDesc":"1"}}]}}]}})",
                            compact(lot_.now()), turn_ % 3, 1 + turn_ / 8 % 2));
            return ledger_.write("device", {});
        case 5:
            platform_.push(
                "reportShift",
                fmt::format(R"({{"reportTime":"{0}","shiftList":[{{"shiftFromName":"收费员{1}","loginInTime":"{0}",)"
                            R"("loginOutTime":"{0}","shiftMoney":120.5,"shiftDiscountMoney":"3"}}]}})",
                            compact(lot_.now()), turn_));
            return ledger_.write("shift", {});
        case 7:
            platform_.push("reportParkMonthTicketConfig",
                           fmt::format(R"({{"id":{},"ticketName":"月卡","price":300,"ticketStatus":1}})", turn_));
            return ledger_.write("product", {});
        default:
            return {};
    }
}

Result<> Reports::issue_card() {
    auto const& plate = *town_.car(static_cast<std::size_t>(turn_) % town_.regulars()).plate;
    auto const end = LocalTime(lot_.now().at() + std::chrono::days(30));
    JsonWriter json;
    json.object().member("vipTicketRecordSeq", ++lot_.records).member("carLicenseNumber", plate);
    json.member("vipTime", compact(lot_.now()) + "-" + compact(end) + ";").member("favorPrice", "300.00");
    json.member("ticketRecordType", 0).member("operator", "收费员1").member("operateTime", compact(lot_.now())).end();
    platform_.push("reportMonthCar", json.text());
    return ledger_.write("card", {{"plate", plate}});
}

bool Reports::picture(std::string const& name, std::string& url) {
    if (!faults_.odds(picture_share)) return false;
    url = platform_.picture_url(name + ".jpg");
    if (odds(never_share, "missing_pictures")) return false;
    auto const late = odds(late_share, "late_pictures") ? 2s : 0s;
    platform_.put_picture(name + ".jpg",
                          std::string(reinterpret_cast<char const*>(small_jpeg), sizeof small_jpeg) + name, late);
    return true;
}

std::string Reports::deduct(Stay const& stay) {
    JsonWriter json;
    json.object().member("parkingCode", stay.record).member("carNo", stay.plate).member("enterTime", compact(stay.in));
    json.member("parkingFee", stay.due.text()).member("shouldPayValue", (stay.due - stay.paid).text());
    json.member("channelCode", stay.exit->code).end();
    auto const reply = platform_.push_once("reducePrestore", json.text(), "");
    auto const answer = JsonValue::parse(reply);
    return answer ? (*answer)["data"]["thirdBillCode"].text() : std::string();
}

bool Reports::asks_first() { return faults_.odds(deduction_share); }

Result<> Reports::tell_misdeeds() {
    auto all = platform_.misdeeds();
    all.merge(misdeeds_);
    std::vector<Member> members;
    for (auto const& [fault, times] : all) members.emplace_back(fault, times);
    return ledger_.write("faults", members);
}

bool Reports::odds(double share, std::string const& fault) {
    auto const now = faults_.odds(share);
    misdeeds_[fault] += now ? 1 : 0;
    return now;
}

}  // namespace lotbridge::lotsim::ake
