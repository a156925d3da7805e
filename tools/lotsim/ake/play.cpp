#include "lotsim/ake/play.hpp"

#include "lotsim/picture_data.hpp"
#include "lotsim/tariff.hpp"
#include "lotsim/wrong_clock.hpp"

#include <lotbridge/adapter/quote.hpp>
#include <lotbridge/adapter/reading.hpp>

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <thread>

namespace lotbridge::lotsim::ake {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr double picture_share = 0.2, never_share = 0.1, late_share = 0.4;  // of passages; of pictures
constexpr double lost_share = 0.05;                                         // of pushes that nobody ever makes
constexpr double bare_share = 0.1;                                          // of pushes without what may be missing
constexpr double deduction_share = 0.07;                                    // of cars that leave
constexpr int spaces = 600, free_minutes = 15;

struct Gate {
    int id;
    std::string_view code, name;
    bool in;
};
constexpr std::array<Gate, 4> gates{{{57, "IN1", "东门入口", true},
                                     {58, "IN2", "西门入口", true},
                                     {59, "OUT1", "东门出口", false},
                                     {60, "OUT2", "西门出口", false}}};

enum class Inside { yes, no };

struct Stay {
    std::string record, as_read, plate;  // plate: the final one
    Car car;
    Moment entered;  // of the play's calendar, by which it is charged
    LocalTime in, out, corrected;
    Gate const *entry = nullptr, *exit = nullptr;
    std::string driver, entry_picture, exit_picture;  // urls
    Money paid, due, received, waived;
    int leave_type = 1;
};

std::string image_list(std::string const& url) { return url.empty() ? "[]" : R"([{"carImage":")" + url + R"("}])"; }

class Play {
public:
    Play(PlayPlan const& plan, Ledger& ledger)
        : plan_(plan),
          pace_(plan.pace),
          script_(plan.script, pace_.begin()),
          faults_(plan.script.seed + 1),
          ledger_(ledger) {}

    Result<> run(net::Network& network, std::function<bool()> const& stopped) {
        auto const handle = [this](std::string const& cmd, JsonValue const& body) {
            std::lock_guard const lock(mutex_);
            return take(cmd, body);
        };
        LOTBRIDGE_TRY(platform_, Platform::open(network, plan_.platform, handle));
        LOTBRIDGE_CHECK(ledger_.write("open", {}));
        at_ = pace_.begin();
        while (plan_.events == 0 || events_ < plan_.events) {
            auto const act = script_.next();
            if (!wait(stopped, [&] { return steady_clock::now() >= pace_.due(act.at); })) return trouble_;
            LOTBRIDGE_CHECK(play(act));
        }
        if (!wait(stopped, [&] { return platform_->waiting() == 0 && platform_->did_all_misdeeds(); })) return trouble_;
        LOTBRIDGE_CHECK(tell_misdeeds());
        LOTBRIDGE_CHECK(ledger_.write("played", {}));
        if (plan_.stay_open) wait(stopped, [] { return false; });
        return trouble_;
    }

private:
    bool wait(std::function<bool()> const& stopped, std::function<bool()> const& enough) {
        for (;;) {
            platform_->tend();
            if (plan_.heartbeat > 0s && steady_clock::now() >= next_beat_) {
                next_beat_ = steady_clock::now() + plan_.heartbeat;
                platform_->push("reportParkHeartbeat", R"({"parkTime":")" + compact(now()) + R"("})");
            }
            if (stopped() || !carry_out_orders()) return false;
            if (enough()) return true;
            std::this_thread::sleep_for(5ms);
        }
    }

    Result<> tell_misdeeds() {
        auto all = platform_->misdeeds();
        all.merge(misdeeds_);
        std::vector<Member> members;
        for (auto const& [fault, times] : all) members.emplace_back(fault, times);
        return ledger_.write("faults", members);
    }
    bool odds(double share, std::string const& fault) {
        auto const now = faults_.odds(share);
        misdeeds_[fault] += now ? 1 : 0;
        return now;
    }

    Result<> play(Act const& act) {
        std::unique_lock lock(mutex_);
        at_ = act.at;
        switch (act.what) {
            case What::entry:
            case What::second_entry:
                return enter(act);
            case What::exit:
                return leave(act, lock);
            case What::correction:
                return correct(act);
            case What::hand_open:
                return open_by_hand(gates[2 + act.lane]);
            case What::tidy_up:
                return tell_states();
            case What::late_commit:
                return {};
        }
        return {};
    }

    // ---- what happens at the lot

    Result<> enter(Act const& act) {
        if (auto const known = inside_.find(act.car); known != inside_.end())
            LOTBRIDGE_CHECK(come_again(known->second));
        Stay stay;
        stay.record = fmt::format("2401{:020}", 10'000'000 + ++records_);
        stay.as_read = stay.plate = act.plate ? *act.plate : "未识别" + compact(now());
        stay.car = script_.town().car(act.car);
        stay.entered = at_;
        stay.in = now();
        stay.entry = &gates[act.lane];
        auto const late = picture(stay.record + "-in", stay.entry_picture);
        inside_[act.car] = stay;
        stays_[stay.record] = stay;
        ++events_;
        tell("reportCarIn", stay, Inside::yes);
        return ledger_.write("entry",
                             {{"order", stay.record}, {"plate", act.plate}, {"in", stay.in}, {"picture", late}});
    }

    // The product ends the old stay when a car comes in that has not left (97).
    Result<> come_again(Stay stay) {
        stay.out = now();
        stay.leave_type = 97;
        stays_[stay.record] = stay;
        tell("reportCarOut", stay, Inside::no);
        return ledger_.write("tidy_up", {{"order", stay.record}, {"out", stay.out}});
    }

    Result<> leave(Act const& act, std::unique_lock<std::mutex>& lock) {
        auto const known = inside_.find(act.car);
        if (known == inside_.end()) return leave_without_entry(act);
        auto stay = known->second;
        inside_.erase(known);
        if (act.plate && stay.corrected.empty() && stay.driver.empty()) stay.plate = *act.plate;
        return leave(std::move(stay), gates[2 + act.lane], act.waived, faults_.odds(deduction_share), lock);
    }

    Result<> leave(Stay stay, Gate const& gate, bool waived, bool ask, std::unique_lock<std::mutex>& lock) {
        stay.exit = &gate;
        stay.due = std::max(price(stay), stay.paid);
        if (ask && stay.due > stay.paid) {
            // The platform asks while it goes on taking calls.
            lock.unlock();
            auto const bill = deduct(stay);
            lock.lock();
            if (!bill.empty()) {
                LOTBRIDGE_CHECK(ledger_.write(
                    "deducted", {{"order", stay.record}, {"bill", bill}, {"paid", stay.due - stay.paid}}));
                stay.paid = stay.due;
            }
        }
        stay.waived = waived ? stay.due - stay.paid : Money();
        stay.received = stay.due - stay.waived;
        stay.out = now();
        auto const late = picture(stay.record + "-out", stay.exit_picture);
        stays_[stay.record] = stay;
        ++events_;
        tell("reportCarOut", stay, Inside::no);
        return note_exit(stay, late);
    }

    Result<> leave_without_entry(Act const& act) {
        Stay stay;
        stay.record = fmt::format("2401{:020}", 10'000'000 + ++records_);
        stay.plate = act.plate ? *act.plate : "未识别" + compact(now());
        stay.out = now();
        stay.exit = &gates[2 + act.lane];
        stay.leave_type = 13;
        stays_[stay.record] = stay;
        ++events_;
        tell("reportCarOut", stay, Inside::no);
        return note_exit(stay, false);
    }

    Result<> note_exit(Stay const& stay, bool pictured) {
        return ledger_.write("exit", {{"order", stay.record},
                                      {"plate", name_of(stay)},
                                      {"in", stay.in},
                                      {"out", stay.out},
                                      {"due", stay.due},
                                      {"received", stay.received},
                                      {"waived", stay.waived},
                                      {"picture", pictured}});
    }

    Result<> correct(Act const& act) {
        auto const known = inside_.find(act.car);
        if (known == inside_.end() || !act.plate || known->second.plate == *act.plate) return {};
        return mend(known->second, *act.plate);
    }
    Result<> mend(Stay& stay, std::string const& plate) {
        stay.plate = plate;
        stay.corrected = real_now();
        stays_[stay.record] = stay;
        JsonWriter json;
        json.object().member("parkingCode", stay.record).member("newCarCode", plate).member("inDate", compact(stay.in));
        json.member("modifyBy", "收费员1").member("modifyDate", compact(stay.corrected)).end();
        if (!odds(lost_share, "lost_pushes")) platform_->push("reportModifyCar", json.text());
        return ledger_.write("correction", {{"order", stay.record}, {"plate", plate}});
    }

    Result<> open_by_hand(Gate const& gate) {
        JsonWriter json;
        json.object().member("parkingCode", fmt::format("A{}", ++records_)).member("recordType", 2);
        json.member("outerChannelCode", gate.code).member("leaveCarCode", "").member("openGateType", 1);
        json.member("operator", "收费员1").member("operateTime", now().text()).end();
        platform_->push("reportAbnormalCar", json.text());
        return ledger_.write("hand_open", {{"at", now()}});
    }

    // Spaces, a card, a device, a shift, a product: each in its turn.
    Result<> tell_states() {
        auto const used = static_cast<int>(inside_.size());
        JsonWriter json;
        json.object()
            .member("totalPermitCount", spaces)
            .member("totalRemainCount", std::to_string(spaces - used))
            .end();
        platform_->push("reportParkRemainCarport", json.text());
        switch (turn_++ % 8) {
            case 1:
                return issue_card();
            case 3:
                platform_->push(
                    "reportEquipmentStatus",
                    fmt::format(R"({{"reportTime":"{}","statusList":[{{"equipList":[{{"equipSeq":{},"equipType":2,)"
                                R"("statusDesc":"{}"}},{{"equipSeq":1,"equipType":1,"statusDesc":"1"}}]}}]}})",
                                compact(now()), turn_ % 3, 1 + turn_ / 8 % 2));
                return ledger_.write("device", {});
            case 5:
                platform_->push(
                    "reportShift",
                    fmt::format(
                        R"({{"reportTime":"{0}","shiftList":[{{"shiftFromName":"收费员{1}","loginInTime":"{0}",)"
                        R"("loginOutTime":"{0}","shiftMoney":120.5,"shiftDiscountMoney":"3"}}]}})",
                        compact(now()), turn_));
                return ledger_.write("shift", {});
            case 7:
                platform_->push("reportParkMonthTicketConfig",
                                fmt::format(R"({{"id":{},"ticketName":"月卡","price":300,"ticketStatus":1}})", turn_));
                return ledger_.write("product", {});
            default:
                return {};
        }
    }

    Result<> issue_card() {
        auto const& plate = *script_.town().car(static_cast<std::size_t>(turn_) % script_.town().regulars()).plate;
        auto const end = LocalTime(now().at() + std::chrono::days(30));
        JsonWriter json;
        json.object().member("vipTicketRecordSeq", ++records_).member("carLicenseNumber", plate);
        json.member("vipTime", compact(now()) + "-" + compact(end) + ";").member("favorPrice", "300.00");
        json.member("ticketRecordType", 0).member("operator", "收费员1").member("operateTime", compact(now())).end();
        platform_->push("reportMonthCar", json.text());
        return ledger_.write("card", {{"plate", plate}});
    }

    // True: a picture that will be there, at once or later.
    bool picture(std::string const& name, std::string& url) {
        if (!faults_.odds(picture_share)) return false;
        url = platform_->picture_url(name + ".jpg");
        if (odds(never_share, "missing_pictures")) return false;
        auto const late = odds(late_share, "late_pictures") ? 2s : 0s;
        platform_->put_picture(name + ".jpg",
                               std::string(reinterpret_cast<char const*>(small_jpeg), sizeof small_jpeg) + name, late);
        return true;
    }

    // The bill of the cloud; empty: charge as usual.
    std::string deduct(Stay const& stay) {
        JsonWriter json;
        json.object()
            .member("parkingCode", stay.record)
            .member("carNo", stay.plate)
            .member("enterTime", compact(stay.in));
        json.member("parkingFee", stay.due.text()).member("shouldPayValue", (stay.due - stay.paid).text());
        json.member("channelCode", stay.exit->code).end();
        auto const reply = platform_->push_once("reducePrestore", json.text(), "");
        auto const answer = JsonValue::parse(reply);
        return answer ? (*answer)["data"]["thirdBillCode"].text() : std::string();
    }

    // ---- how it is told

    // Some are never pushed, and stand in the list alone; those whose clock is wrong nobody would find there.
    void tell(std::string const& cmd, Stay const& stay, Inside inside) {
        bool const right_clock = wrong_clock(events_) == 0h && wrong_clock(events_ - 1) == 0h;
        if (right_clock && odds(lost_share, "lost_pushes")) return;
        platform_->push(cmd, text_of(stay, inside == Inside::no, !odds(bare_share, "bare_pushes"), true));
    }

    static void put_side(JsonWriter& json, std::string const& side, Gate const& gate, bool full, bool pushed) {
        json.member(side + "ChannelName", gate.name);
        // The lists have no more than the name.
        if (!pushed || !full) return;
        json.member(side + "ChannelId", gate.id).member(side + "ChannelCustomCode", gate.code);
    }

    static std::string text_of(Stay const& stay, bool left, bool full, bool pushed) {
        JsonWriter json;
        json.object().member("parkingCode", stay.record).member("carLicenseNumber", stay.plate);
        json.member("isCorrect", stay.corrected.empty() ? 0 : 1).member("recordType", 1);
        if (!stay.corrected.empty()) json.member("lastCorrectTime", compact(stay.corrected));
        if (stay.entry) {
            json.member("enterCarLicenseNumber", stay.as_read).member("enterTime", compact(stay.in));
            json.member("enterVipType", stay.car.kind == CarKind::temporary ? 1 : 2).member("enterType", "1");
            put_side(json, "enter", *stay.entry, full, pushed);
            if (full) json.member("enterCarLicenseColor", 1).member("inOperatorName", "System");
        }
        if (!stay.driver.empty()) json.object("extendInfo").member("selfInUserUniqCode", stay.driver).end();
        if (left) {
            json.member("leaveTime", compact(stay.out)).member("leaveType", stay.leave_type);
            json.member("totalAmount", stay.due.text()).member("discountAmount", stay.waived.text());
            json.member("actualReceivable", stay.received.text());
            if (stay.exit) put_side(json, "leave", *stay.exit, full, pushed);
            if (full) json.member("tollCollectorName", "收费员2");
        }
        auto text = json.end().text();
        text = schema::joined(std::move(text), R"({"enterImageArray":)" + image_list(stay.entry_picture) + "}");
        return left ? schema::joined(std::move(text), R"({"leaveImageArray":)" + image_list(stay.exit_picture) + "}")
                    : text;
    }

    // ---- what it is called for

    Platform::Reply take(std::string const& cmd, JsonValue const& body) {
        if (cmd == "getChannelInfo") return {.data = channels()};
        if (cmd == "getParkRemainCarportAndFreeTime")
            return {.data = fmt::format(
                        R"({{"recordList":[{{"totalPermitCount":{},"totalRemainCount":"{}","freeTime":{}}}]}})", spaces,
                        spaces - static_cast<int>(inside_.size()), free_minutes)};
        if (cmd == "getCarInList" || cmd == "getCarOutList") return list(cmd == "getCarOutList", body);
        if (cmd == "getParkFee") return quote(body);
        if (cmd == "payParkFee") return take_payment(body);
        if (cmd == "paybackBatch") return take_debt(body["paybackList"].items());
        if (cmd == "opGate") return move_gate(body);
        if (cmd == "scanChannelCodeInOut") return scan(body);
        if (cmd == "correctCarNo") return take_correction(body);
        if (cmd == "addBlackListCar" || cmd == "removeBlackListCar")
            return note("blacklist",
                        {{"plate", cmd == "addBlackListCar" ? body["carCode"].text() : body["carNo"].text()},
                         {"add", cmd == "addBlackListCar"}});
        if (cmd == "lotsim") orders_.push_back(body["words"].text());
        return cmd == "lotsim" ? Platform::Reply() : Platform::Reply{.status = 9, .message = "接口不存在"};
    }

    static std::string channels() {
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

    Platform::Reply list(bool left, JsonValue const& body) const {
        auto const from = read_time(body[left ? "leaveStartTime" : "startTime"].text());
        auto const to = read_time(body[left ? "leaveEndTime" : "endTime"].text());
        auto const size = body["pageSize"].integer_or(0), page = body["pageNum"].integer_or(0);
        if (!from || !to || to->at() - from->at() >= 24h || size < 1 || size > (left ? 100 : 1000) || page < 1)
            return {.status = 2, .result = 909, .message = "请求参数错误"};
        std::string rows;
        std::int64_t total = 0, count = 0;
        for (auto const& [record, stay] : stays_) {
            auto const time = left ? stay.out : stay.in;
            if (time.empty() || time < *from || time > *to) continue;
            if (++total <= (page - 1) * size || total > page * size) continue;
            rows += (count++ > 0 ? "," : "") + text_of(stay, left, true, false);
        }
        return {.data = fmt::format(R"({{"currCount":{},"total":{},"recordInList":[{}]}})", count, total, rows)};
    }

    Stay* find(std::string const& record) {
        auto const found = std::ranges::find(inside_, record, [](auto const& one) { return one.second.record; });
        return found == inside_.end() ? nullptr : &found->second;
    }
    Money price(Stay const& stay) const {
        if (stay.car.kind != CarKind::temporary && !stay.car.expired) return {};
        return price_of(std::chrono::floor<std::chrono::minutes>(at_ - stay.entered));
    }

    Platform::Reply quote(JsonValue const& body) {
        auto const* stay = find(body["parkingCode"].text());
        if (!stay) return {.status = 2, .result = 905, .message = "未找到在场车辆"};
        auto const due = std::max(price(*stay), stay->paid);
        JsonWriter json;
        json.object()
            .member("parkingCode", stay->record)
            .member("carCode", stay->plate)
            .member("parkingFee", due.text());
        json.member("paidValue", stay->paid.text()).member("shouldPayValue", (due - stay->paid).text());
        json.member("discountedValue", 0).member("currDisValue", 0).member("parkingTime", 8);
        json.member("enterDate", compact(stay->in)).member("chargeDate", compact(real_now())).end();
        return {.data = json.text()};
    }

    // One billCode counts once.
    Platform::Reply take_payment(JsonValue const& body) {
        auto const number = body["billCode"].text();
        if (payments_.contains(number)) return {.status = 2, .result = 907, .message = "账单已同步"};
        auto* stay = find(body["parkingCode"].text());
        if (!stay) return {.status = 2, .result = 905, .message = "未找到在场车辆"};
        auto const charged = read_time(body["chargeDate"].text());
        if (!charged || charged->empty() || !body["otherAtrr"].is_object())
            return {.status = 2, .result = 909, .message = "请求参数错误"};
        if (real_now().at() - charged->at() > plan_.quote) return {.status = 2, .result = 912, .message = "查费已超时"};
        return book(number, stay->record, body["actPayCharge"], &stay->paid);
    }
    Platform::Reply take_debt(std::vector<JsonValue> const& list) {
        for (auto const& debt : list) {
            auto const number = debt["thirdBillCode"].text();
            if (payments_.contains(number)) return {.status = 2, .result = 907, .message = "账单已同步"};
            return book(number, debt["parkingCode"].text(), debt["paybackValue"], nullptr);
        }
        return {.status = 7, .message = "请求参数不完整"};
    }
    Platform::Reply book(std::string const& number, std::string const& record, JsonValue const& amount, Money* paid) {
        auto const sum = read_yuan(amount.text()).value_or(Money());
        payments_.insert(number);
        if (paid) *paid += sum;
        return note("payment", {{"number", number}, {"order", record}, {"paid", sum}});
    }

    Platform::Reply move_gate(JsonValue const& body) {
        auto const code = body["channelCode"].text();
        if (std::ranges::find(gates, code, &Gate::code) == gates.end())
            return {.status = 2, .result = 908, .message = "找不到设备"};
        return note("gate", {{"gate", code}});
    }

    Platform::Reply scan(JsonValue const& body) {
        auto const gate = std::ranges::find(gates, body["channelSeq"].integer_or(0), &Gate::id);
        auto const driver = body["userUniqCode"].text();
        if (gate == gates.end() || driver.empty()) return {.status = 2, .result = 909, .message = "请求参数错误"};
        orders_.push_back((gate->in ? "in " : "out ") + std::to_string(gate->id) + " " + driver);
        return {.data = R"({"code":"0","msg":""})"};
    }

    Platform::Reply take_correction(JsonValue const& body) {
        auto* stay = find(body["parkingCode"].text());
        if (!stay) return {.status = 2, .result = 905, .message = "未找到在场车辆"};
        if (auto const plate = body["newCarNo"].text(); trouble_ && plate != stay->plate) trouble_ = mend(*stay, plate);
        return {};
    }

    Platform::Reply note(std::string_view what, std::vector<Member> const& members) {
        if (trouble_) trouble_ = ledger_.write(what, members);
        return {};
    }

    // ---- what drivers and tests want: "in 57 <driver>", "out 59 <driver>", "leave/<record>"

    // False: the play cannot go on.
    bool carry_out_orders() {
        std::unique_lock lock(mutex_);
        while (!orders_.empty() && trouble_) {
            auto const order = orders_.front();
            orders_.pop_front();
            if (order.starts_with("leave/")) {
                trouble_ = drive_out(order.substr(6), lock);
                continue;
            }
            auto const space = order.find(' '), next = order.find(' ', space + 1);
            auto const id = std::stoi(order.substr(space + 1, next - space - 1));
            auto const& gate = *std::ranges::find(gates, id, &Gate::id);
            auto const driver = order.substr(next + 1);
            trouble_ = gate.in ? drive_in(gate, driver) : drive_out(driver, lock);
        }
        return trouble_.has_value();
    }

    Result<> drive_in(Gate const& gate, std::string const& driver) {
        Stay stay;
        stay.record = fmt::format("2401{:020}", 10'000'000 + ++records_);
        stay.as_read = stay.plate = "未识别" + compact(now());
        stay.driver = driver;
        stay.entered = at_;
        stay.in = real_now();
        stay.entry = &gate;
        inside_[1'000'000 + static_cast<CarId>(records_)] = stay;
        stays_[stay.record] = stay;
        platform_->push("reportCarIn", text_of(stay, false, true, true));
        return ledger_.write("entry", {{"order", stay.record}, {"plate", driver}, {"in", stay.in}, {"picture", false}});
    }

    // By parking record or by driver.
    Result<> drive_out(std::string const& who, std::unique_lock<std::mutex>& lock) {
        auto const found = std::ranges::find_if(
            inside_, [&](auto const& one) { return one.second.record == who || one.second.driver == who; });
        if (found == inside_.end()) return {};
        auto stay = found->second;
        inside_.erase(found);
        return leave(std::move(stay), gates[2], false, true, lock);
    }

    static std::optional<std::string> name_of(Stay const& stay) {
        if (!stay.driver.empty()) return stay.driver;
        return stay.plate.starts_with("未识别") ? std::nullopt : std::optional(stay.plate);
    }
    static LocalTime real_now() {
        return LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
                                   lot_offset);
    }
    LocalTime now() const { return LocalTime(real_now().at() + wrong_clock(events_)); }

    PlayPlan const& plan_;
    Pace pace_;
    Script script_;
    Chance faults_;
    Ledger& ledger_;
    std::mutex mutex_;  // of the lot, which the network thread asks too
    Result<> trouble_;
    Moment at_{};
    std::size_t events_ = 0;
    int records_ = 0, turn_ = 0;
    std::map<CarId, Stay> inside_;
    std::map<std::string, Stay> stays_;             // by record, as they are now
    std::map<std::string, std::int64_t> misdeeds_;  // beside the platform's
    std::set<std::string> payments_;
    std::deque<std::string> orders_;
    steady_clock::time_point next_beat_{};
    std::unique_ptr<Platform> platform_;  // goes first
};

}  // namespace

Result<> play(PlayPlan const& plan, std::function<bool()> const& stopped) {
    LOTBRIDGE_TRY(auto network, net::Network::start());
    LOTBRIDGE_TRY(auto ledger, Ledger::open(plan.ledger));
    Play day(plan, ledger);
    return day.run(network, stopped);
}

}  // namespace lotbridge::lotsim::ake
