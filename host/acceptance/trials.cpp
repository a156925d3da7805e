#include "acceptance/trials.hpp"

#include "acceptance/words.hpp"
#include "base/personal.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::acceptance {

namespace {

using namespace std::chrono_literals;

// A plate that no car has: the test characters of the trade and no real office.
constexpr std::string_view test_plate = "测A0T3S7";

// What a person does so that it happens.
struct Howto {
    std::string_view id;
    Text words;
};
Text const* how_to(std::string_view id) {
    static std::array<Howto, 26> const all{{
        {"vehicle_entry", {"Let a car in.", "请让一辆车入场。"}},
        {"vehicle_correction",
         {"Correct the plate of a car that is inside, in the lot's software.", "请在车场软件中校正一辆在场车的车牌。"}},
        {"vehicle_exit", {"Let a car out.", "请让一辆车出场。"}},
        {"image_upload", {"Let a car in past a camera.", "请让一辆车在相机抓拍下入场。"}},
        {"total_spaces", {"Change the number of all spaces in the lot's software.", "请在车场软件中修改总车位数。"}},
        {"free_spaces", {"Let a car in or out.", "请让一辆车入场或出场。"}},
        {"fee_query",
         {"On the platform, ask for the fee of a car that is inside.", "请在云平台查询一辆在场车的停车费用。"}},
        {"prepayment", {"On the platform, pay for a car that is inside.", "请在云平台为一辆在场车缴费。"}},
        {"cashier_settlement", {"Let a cashier settle the account in the booth.", "请收费员在岗亭结账。"}},
        {"daily_reconciliation",
         {"Let the quiet hour of the reconciliation pass, or start it by hand.", "请等待对账时间，或手动发起对账。"}},
        {"free_minutes", {"Change the free minutes in the lot's software.", "请在车场软件中修改免费分钟数。"}},
        {"unlicensed_entry",
         {"Scan in without a plate; the gate of that lane opens.", "请以无牌车扫码入场（该车道道闸会打开）。"}},
        {"unlicensed_exit",
         {"Scan out without a plate; the gate of that lane opens.", "请以无牌车扫码出场（该车道道闸会打开）。"}},
        {"monthly_card", {"Issue or renew a monthly card.", "请办理或续费一张月卡。"}},
        {"monthly_card_product",
         {"Change a monthly card product in the lot's software.", "请在车场软件中修改一个月卡产品。"}},
        {"gate_control",
         {"On the platform, open the gate that somebody watches.", "请在云平台远程打开有人看守的道闸。"}},
        {"gate_status", {"On the platform, query a gate.", "请在云平台查询一个闸机的状态。"}},
        {"manual_gate_opening", {"Open a gate by hand in the booth.", "请在岗亭手动开闸一次。"}},
        {"equipment_status", {"Disconnect a device for a moment.", "请短暂断开一台设备。"}},
        {"station_status", {"Restart a lane's computer.", "请重启一台通道电脑。"}},
        {"channel_info", {"Change a lane's name in the lot's software.", "请在车场软件中修改一个通道信息。"}},
        {"blacklist", {"On the platform, put a plate on the blacklist.", "请在云平台添加一个黑名单车牌。"}},
        {"member_query", {"On the platform, add a member.", "请在云平台添加一个会员。"}},
        {"auto_deduct", {"Let a car with automatic payment drive to the exit.", "请让一辆开通无感支付的车驶到出口。"}},
        {"supplementary_bill",
         {"Pull the network cable, let a car in and out, plug it in again.",
          "请拔掉网线，让一辆车入场并出场，再接回网线。"}},
        {"heartbeat", {"Wait for the next heartbeat.", "请等待下一次心跳。"}},
    }};
    auto const found = std::ranges::find(all, id, &Howto::id);
    return found == all.end() ? nullptr : &found->words;
}

// A reply of the lot, or what became of an operator's order.
bool succeeded(json::Value const& told) {
    auto const code = json::text(told, "resultCode");
    return code == "0000" || code == "0" || json::text(told, "state") == "done";
}

// The reply of the lot to a request of the reference cloud.
void judge_reply(Item& item, json::Value const& reply) {
    item.messages.push_back({0, json::text(reply, "oprNum"), {}, wall_now(), {}});
    auto const words = base::without_personal(json::text(reply, "resultMessge"));
    auto const took = std::chrono::milliseconds(json::number(reply, "milliseconds"));
    for (auto const& violation : json::items(reply, "violations"))
        item.judge(Grade::fail, say("the reply breaks {}: {}", "应答违反 {}：{}", json::text(violation, "clause"),
                                    base::without_personal(json::text(violation, "words"))));
    if (succeeded(reply))
        item.judge(Grade::pass,
                   say("asked by the reference cloud, answered in {}", "参考云平台下发，{}内应答", duration(took)));
    else
        item.judge(Grade::fail, say("answered with a failure: {}", "应答失败：{}", words));
}

void judge_order(Item& item, json::Value const& order, Text const& what) {
    auto const state = json::text(order, "state");
    auto const words = base::without_personal(json::text(order, "words"));
    if (succeeded(order))
        item.judge(Grade::pass, say("{}: carried out", "{}：已执行", what));
    else
        item.judge(Grade::fail, say("{}: {} {}", "{}：{} {}", what, state, words));
}

}  // namespace

Trials::Try Trials::by_cloud(std::string_view id) {
    static std::array<std::pair<std::string_view, Try>, 8> const all{{{"fee_query", &Trials::fee_query},
                                                                      {"prepayment", &Trials::prepayment},
                                                                      {"vehicle_correction", &Trials::correction},
                                                                      {"blacklist", &Trials::blacklist},
                                                                      {"monthly_card", &Trials::monthly_card},
                                                                      {"member_query", &Trials::member},
                                                                      {"gate_status", &Trials::gate_status},
                                                                      {"gate_control", &Trials::gate_control}}};
    auto const found = std::ranges::find(all, id, &std::pair<std::string_view, Try>::first);
    return found == all.end() ? nullptr : found->second;
}

Item Trials::attempt(Item const& item) {
    Item tried{.id = item.id, .clause = item.clause, .title = item.title};
    auto const own = cloud_ ? by_cloud(item.id) : nullptr;
    auto const done = own ? (this->*own)(tried) : by_person(tried);
    if (!done) {
        auto const words = base::without_personal(done.error().message);
        tried.judge(Grade::not_tested, say("could not be tried: {}", "无法测试：{}", words));
    }
    return tried;
}

// ---- through the reference cloud

// Cars leave: of the latest entries the first for which it works, or the last answer.
Result<rapidjson::Document> Trials::on_someone_inside(
    std::function<Result<rapidjson::Document>(json::Value const&)> ask) {
    LOTBRIDGE_TRY(auto const records, cloud_->get("/records?latest=300&" + cloud_->lot_query()));
    Result<rapidjson::Document> answer = fail(Errc::retry, "no car is inside");
    int asked = 0;
    for (auto const& record : json::items(records)) {
        if (json::number(record, "entry") == 0 || json::number(record, "exit") != 0 ||
            json::number(record, "bill") != 0)
            continue;
        answer = ask(record);
        if (++asked == 5 || (answer && succeeded(*answer))) break;
    }
    return answer;
}

Result<> Trials::fee_query(Item& item) {
    LOTBRIDGE_TRY(auto const reply, on_someone_inside([this](json::Value const& record) {
                      return cloud_->ask("fee_query", json::object({{"recordCode", json::text(record, "recordCode")}}));
                  }));
    judge_reply(item, reply);
    return {};
}

// The smallest amount that there is: the way is the same.
Result<> Trials::prepayment(Item& item) {
    if (!person_.agrees({"0.01 yuan will be paid for a car that is inside, in the lot's books. Go on?",
                         "将为一辆在场车缴费 0.01 元并写入车场系统。继续？"})) {
        item.judge(Grade::not_tested, {"nobody agreed to a payment", "未获同意"});
        return {};
    }
    auto const order = "acceptance-" + std::to_string(wall_now().time_since_epoch().count());
    int tried = 0;
    LOTBRIDGE_TRY(auto const reply, on_someone_inside([&](json::Value const& record) {
                      auto payment = json::object({{"orderCode", order + '-' + std::to_string(++tried)},
                                                   {"recordCode", json::text(record, "recordCode")},
                                                   {"carNum", json::text(record, "carNum")}});
                      payment.replace(payment.size() - 1, 1, R"(,"orderMoney":0.01,"realPayMoney":0.01})");
                      return cloud_->ask("prepayment", std::move(payment));
                  }));
    judge_reply(item, reply);
    if (item.grade != Grade::pass) return {};
    person_.step({"waiting until the lot's system has the payment", "等待缴费写入车场系统"});
    auto const owed = [&] {
        auto const payments = site_.reader().payments({.lot = site_.lot().name, .limit = 1000});
        return !payments || std::ranges::any_of(*payments, [&](auto const& one) { return one.key.starts_with(order); });
    };
    if (auto const took = Site::wait(options_.patience, [&] { return !owed(); }))
        item.evidence.push_back(say("in the lot's system after {}", "{}后写入车场系统", duration(*took)));
    else
        item.judge(Grade::fail, {"the lot's system did not take the payment", "缴费未能写入车场系统"});
    return {};
}

// To the plate that it has already: nothing changes, and the way is the same.
Result<> Trials::correction(Item& item) {
    LOTBRIDGE_TRY(auto const order, on_someone_inside([this](json::Value const& record) {
                      return cloud_->call("POST", "/corrections?" + cloud_->lot_query(),
                                          json::object({{"recordCode", json::text(record, "recordCode")}}));
                  }));
    judge_order(item, order, {"correction of a car to the plate that it has", "将车牌校正为原车牌"});
    return {};
}

// What is put on a list for a trial is taken off again.
Result<> Trials::order_and_undo(Item& item, std::string const& list, std::string body, std::string_view name) {
    auto const query = '?' + cloud_->lot_query();
    LOTBRIDGE_TRY(auto const added, cloud_->call("POST", '/' + list + query, std::move(body)));
    judge_order(item, added, {"test entry added", "添加测试条目"});
    LOTBRIDGE_TRY(auto const removed, cloud_->call("DELETE", '/' + list + '/' + percent_encoded(name) + query));
    judge_order(item, removed, {"and taken off again", "并已移除"});
    return {};
}

Result<> Trials::blacklist(Item& item) {
    return order_and_undo(item, "blacklist", json::object({{"carNum", test_plate}, {"refResource", "acceptance 验收"}}),
                          test_plate);
}

Result<> Trials::monthly_card(Item& item) {
    auto const today = date_text(wall_now(), site_.lot().utc_offset);
    auto const card = "acceptance-" + std::to_string(wall_now().time_since_epoch().count());
    return order_and_undo(item, "cards",
                          json::object({{"msRecordId", card},
                                        {"carNum", test_plate},
                                        {"beginTime", today + " 00:00:00"},
                                        {"endTime", today + " 23:59:59"},
                                        {"operatorName", "acceptance 验收"}}),
                          card);
}

Result<> Trials::member(Item& item) {
    return order_and_undo(item, "members", json::object({{"carNum", test_plate}}), test_plate);
}

Result<> Trials::gate_status(Item& item) {
    if (options_.gate.empty()) {
        item.judge(Grade::not_tested, {"no gate was named (--gate)", "未指定道闸（--gate）"});
        return {};
    }
    LOTBRIDGE_TRY(auto const reply, cloud_->ask("gate_status", json::object({{"barCode", options_.gate}})));
    judge_reply(item, reply);
    return {};
}

// ---- the gate

// Naming it allows it; where somebody sits at the keyboard, the code is typed once more, whatever else was agreed to.
bool Trials::gate_may_move(Item& item) {
    if (options_.gate.empty()) {
        item.judge(Grade::not_tested,
                   {"no gate was named that may be moved (--gate)", "未指定允许动作的道闸（--gate）"});
        return false;
    }
    auto const said = person_.answer(say("Gate {0} WILL OPEN NOW. Is nobody below it? Type {0} to move it:",
                                         "道闸 {0} 即将打开！请确认闸杆下无人无车，输入 {0} 确认：", options_.gate));
    if (said && *said == options_.gate) return true;
    item.judge(Grade::not_tested, {"nobody confirmed that the gate may move", "无人确认道闸可以动作"});
    return false;
}

// By whoever stands there: only eyes know what a gate did.
void Trials::judge_moves(Item& item) {
    auto const seen = person_.answer({"How often did the gate open? (a number; Enter: nobody looked)",
                                      "道闸打开了几次？（输入数字；直接回车表示无人看到）"});
    if (!seen || seen->empty()) {
        item.evidence.push_back({"nobody looked at the gate itself", "无人现场观察道闸"});
        return;
    }
    if (*seen == "1")
        item.evidence.push_back({"opened once, as seen on site", "现场观察：打开一次"});
    else
        item.judge(Grade::fail,
                   say("on site the gate opened {} times on one command", "现场观察：一次指令道闸打开 {} 次", *seen));
}

Result<> Trials::gate_control(Item& item) {
    if (!gate_may_move(item)) return {};
    auto const number = "acceptance-" + std::to_string(wall_now().time_since_epoch().count());
    auto body = json::object({{"barCode", options_.gate}});
    body.replace(body.size() - 1, 1, R"(,"isOpen":1})");
    LOTBRIDGE_TRY(auto const reply, cloud_->ask("gate_control", body, number));
    judge_reply(item, reply);
    // The same once more, as a cloud does that missed the answer: the first answer, and no second move (D5).
    LOTBRIDGE_TRY(auto const again, cloud_->ask("gate_control", body, number));
    if (json::text(again, "resultCode") != json::text(reply, "resultCode"))
        item.judge(Grade::fail, {"the repeated request was answered otherwise", "重复请求的应答与首次不同"});
    item.evidence.push_back({"the request was repeated under its number", "已以同一流水号重复下发"});
    judge_moves(item);
    return {};
}

// ---- by a person

Result<> Trials::by_person(Item& item) {
    auto const* words = how_to(item.id);
    if (!words) return {};
    auto const happened = [&]() -> Result<std::int64_t> {
        LOTBRIDGE_TRY(auto const facts, site_.facts({wall_now() - 24h, wall_now() + 24h}));
        std::int64_t count = 0;
        if (auto const sent = facts.sent.find(item.id); sent != facts.sent.end()) count += sent->second.delivered;
        if (auto const came = facts.requests.find(item.id); came != facts.requests.end()) count += came->second.arrived;
        if (auto const asked = facts.questions.find(item.id); asked != facts.questions.end())
            count += asked->second.answered;
        if (item.id == "heartbeat" && facts.running && facts.running->last_heartbeat) ++count;
        return count;
    };
    LOTBRIDGE_TRY(auto const before, happened());
    auto const said =
        person_.answer(say("{} {}: {} Press Enter when it is done, s to skip:", "{} {}：{}完成后按回车，输入 s 跳过：",
                           item.clause, item.title, *words));
    if (!said || *said == "s") {
        item.judge(Grade::not_tested, said ? Text{"skipped", "已跳过"}
                                           : Text{"it did not happen by itself, and nobody was there to bring it about",
                                                  "该业务未自然发生，且无人配合测试"});
        return {};
    }
    person_.step({"waiting for it to arrive", "等待数据到达"});
    auto const came = Site::wait(options_.patience, [&] { return happened().value_or(before) > before; });
    if (came && item.id == "gate_control") judge_moves(item);
    if (came)
        item.judge(Grade::pass, say("done by hand, arrived after {}", "人工操作后 {} 到达", duration(*came)));
    else
        item.judge(Grade::fail, say("done by hand, and nothing arrived within {}", "人工操作后 {}内无数据到达",
                                    duration(options_.patience)));
    return {};
}

}  // namespace lotbridge::acceptance
