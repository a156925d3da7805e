#include "lotsim/ake/calls.hpp"

#include <lotbridge/adapter/reading.hpp>

#include <fmt/format.h>
#include <algorithm>
#include <utility>

namespace lotbridge::lotsim::ake {
namespace {

using namespace std::chrono_literals;

std::string channels() {
    JsonWriter json;
    json.object().list("recordList");
    for (auto const& gate : gates)
        json.object()
            .member("id", gate.id)
            .member("customCode", gate.code)
            .member("entranceName", gate.name)
            .member("entranceType", gate.in ? 1 : 2)
            .end();
    return json.end().end().text();
}

}  // namespace

Calls::Calls(Lot& lot, Ledger& ledger, std::chrono::seconds quote, Mend mend)
    : lot_(lot), ledger_(ledger), quote_(quote), mend_(std::move(mend)) {}

Platform::Reply Calls::take(std::string const& cmd, JsonValue const& body) {
    if (cmd == "getChannelInfo") return {.data = channels()};
    if (cmd == "getParkRemainCarportAndFreeTime")
        return {.data =
                    fmt::format(R"({{"recordList":[{{"totalPermitCount":{},"totalRemainCount":"{}","freeTime":{}}}]}})",
                                spaces, spaces - static_cast<int>(lot_.inside.size()), free_minutes)};
    if (cmd == "getCarInList" || cmd == "getCarOutList") return list(cmd == "getCarOutList", body);
    if (cmd == "getParkFee") return quote(body);
    if (cmd == "payParkFee") return take_payment(body);
    if (cmd == "paybackBatch") return take_debt(body["paybackList"].items());
    if (cmd == "opGate") return move_gate(body);
    if (cmd == "scanChannelCodeInOut") return scan(body);
    if (cmd == "correctCarNo") return take_correction(body);
    if (cmd == "addBlackListCar" || cmd == "removeBlackListCar")
        return note("blacklist", {{"plate", cmd == "addBlackListCar" ? body["carCode"].text() : body["carNo"].text()},
                                  {"add", cmd == "addBlackListCar"}});
    if (cmd == "lotsim") lot_.orders.push_back(body["words"].text());
    return cmd == "lotsim" ? Platform::Reply() : Platform::Reply{.status = 9, .message = "接口不存在"};
}

Platform::Reply Calls::list(bool left, JsonValue const& body) const {
    auto const from = read_time(body[left ? "leaveStartTime" : "startTime"].text());
    auto const to = read_time(body[left ? "leaveEndTime" : "endTime"].text());
    auto const size = body["pageSize"].integer_or(0), page = body["pageNum"].integer_or(0);
    if (!from || !to || to->at() - from->at() >= 24h || size < 1 || size > (left ? 100 : 1000) || page < 1)
        return {.status = 2, .result = 909, .message = "请求参数错误"};
    std::string rows;
    std::int64_t total = 0, count = 0;
    for (auto const& [record, stay] : lot_.stays) {
        auto const time = left ? stay.out : stay.in;
        if (time.empty() || time < *from || time > *to) continue;
        if (++total <= (page - 1) * size || total > page * size) continue;
        rows += (count++ > 0 ? "," : "") + text_of(stay, {.left = left, .pushed = false});
    }
    return {.data = fmt::format(R"({{"currCount":{},"total":{},"recordInList":[{}]}})", count, total, rows)};
}

Platform::Reply Calls::quote(JsonValue const& body) {
    auto const* stay = lot_.find(body["parkingCode"].text());
    if (!stay) return {.status = 2, .result = 905, .message = "未找到在场车辆"};
    auto const due = std::max(lot_.price(*stay), stay->paid);
    JsonWriter json;
    json.object().member("parkingCode", stay->record).member("carCode", stay->plate).member("parkingFee", due.text());
    json.member("paidValue", stay->paid.text()).member("shouldPayValue", (due - stay->paid).text());
    json.member("discountedValue", 0).member("currDisValue", 0).member("parkingTime", 8);
    json.member("enterDate", compact(stay->in)).member("chargeDate", compact(real_now())).end();
    return {.data = json.text()};
}

// One billCode counts once.
Platform::Reply Calls::take_payment(JsonValue const& body) {
    auto const number = body["billCode"].text();
    if (payments_.contains(number)) return {.status = 2, .result = 907, .message = "账单已同步"};
    auto* stay = lot_.find(body["parkingCode"].text());
    if (!stay) return {.status = 2, .result = 905, .message = "未找到在场车辆"};
    auto const charged = read_time(body["chargeDate"].text());
    if (!charged || charged->empty() || !body["otherAtrr"].is_object())
        return {.status = 2, .result = 909, .message = "请求参数错误"};
    if (real_now().at() - charged->at() > quote_) return {.status = 2, .result = 912, .message = "查费已超时"};
    return book(number, stay->record, body["actPayCharge"], &stay->paid);
}

Platform::Reply Calls::take_debt(std::vector<JsonValue> const& list) {
    for (auto const& debt : list) {
        auto const number = debt["thirdBillCode"].text();
        if (payments_.contains(number)) return {.status = 2, .result = 907, .message = "账单已同步"};
        return book(number, debt["parkingCode"].text(), debt["paybackValue"], nullptr);
    }
    return {.status = 7, .message = "请求参数不完整"};
}

Platform::Reply Calls::book(std::string const& number, std::string const& record, JsonValue const& amount,
                            Money* paid) {
    auto const sum = read_yuan(amount.text()).value_or(Money());
    payments_.insert(number);
    if (paid) *paid += sum;
    return note("payment", {{"number", number}, {"order", record}, {"paid", sum}});
}

Platform::Reply Calls::move_gate(JsonValue const& body) {
    auto const code = body["channelCode"].text();
    if (std::ranges::find(gates, code, &Gate::code) == gates.end())
        return {.status = 2, .result = 908, .message = "找不到设备"};
    return note("gate", {{"gate", code}});
}

Platform::Reply Calls::scan(JsonValue const& body) {
    auto const gate = std::ranges::find(gates, body["channelSeq"].integer_or(0), &Gate::id);
    auto const driver = body["userUniqCode"].text();
    if (gate == gates.end() || driver.empty()) return {.status = 2, .result = 909, .message = "请求参数错误"};
    lot_.orders.push_back((gate->in ? "in " : "out ") + std::to_string(gate->id) + " " + driver);
    return {.data = R"({"code":"0","msg":""})"};
}

Platform::Reply Calls::take_correction(JsonValue const& body) {
    auto* stay = lot_.find(body["parkingCode"].text());
    if (!stay) return {.status = 2, .result = 905, .message = "未找到在场车辆"};
    if (auto const plate = body["newCarNo"].text(); lot_.trouble && plate != stay->plate)
        lot_.trouble = mend_(*stay, plate);
    return {};
}

Platform::Reply Calls::note(std::string_view what, std::vector<Member> const& members) {
    if (lot_.trouble) lot_.trouble = ledger_.write(what, members);
    return {};
}

}  // namespace lotbridge::lotsim::ake
