#include "lotsim/uploadcarin/play.hpp"

#include "lotsim/picture_data.hpp"
#include "lotsim/tariff.hpp"
#include "lotsim/wrong_clock.hpp"

#include <lotbridge/crypto/bytes.hpp>

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <thread>

namespace lotbridge::lotsim::uploadcarin {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr double picture_share = 0.2;
constexpr int spaces = 600;
constexpr auto slow_answer = 5s;  // longer than anybody waits

struct Gate {
    std::string_view id, name;
    bool in;
};
constexpr std::array<Gate, 4> gates{
    {{"1", "东门入口", true}, {"2", "西门入口", true}, {"3", "东门出口", false}, {"4", "西门出口", false}}};

struct Stay {
    std::string order;
    std::optional<std::string> plate;  // as the camera read it, or as the cloud named it
    LocalTime in;
    Gate const* gate = nullptr;
    Money paid;
};

std::string picture_of(std::string const& order) {
    return std::string(reinterpret_cast<char const*>(small_jpeg), sizeof small_jpeg) + order;
}

Money price(LocalTime in, LocalTime out) {
    return price_of(std::chrono::floor<std::chrono::minutes>(out.at() - in.at()));
}

class Play {
public:
    Play(PlayPlan const& plan, Ledger& ledger)
        : plan_(plan),
          pace_(plan.pace),
          script_(plan.script, pace_.begin()),
          faults_(plan.script.seed + 1),
          ledger_(ledger) {}

    Result<> run(net::Network& network, std::function<bool()> const& stopped) {
        LOTBRIDGE_TRY(lot_, Lot::open(network, plan_.lot, [this](JsonValue const& json) { return answer(json); }));
        LOTBRIDGE_CHECK(play_all(stopped));
        // Whoever stops it compares what the ledger has: that is told first, if somebody listens.
        auto const until = steady_clock::now() + 2s;
        wait([&] { return steady_clock::now() > until; }, [&] { return lot_->waiting() == 0; });
        return trouble_;
    }

private:
    Result<> play_all(std::function<bool()> const& stopped) {
        at_ = pace_.begin();
        tell_gates();
        while (plan_.events == 0 || events_ < plan_.events) {
            auto const act = script_.next();
            if (!wait(stopped, [&] { return steady_clock::now() >= pace_.due(act.at); })) return trouble_;
            at_ = act.at;
            LOTBRIDGE_CHECK(play(act));
        }
        if (!wait(stopped, [&] { return lot_->waiting() == 0; })) return trouble_;
        LOTBRIDGE_CHECK(ledger_.write("played", {}));
        if (plan_.stay_open) wait(stopped, [] { return false; });
        return trouble_;
    }

    bool wait(std::function<bool()> const& stopped, std::function<bool()> const& enough) {
        for (;;) {
            lot_->tend(real_now());
            if (stopped() || !trouble_) return false;
            if (enough()) return true;
            std::this_thread::sleep_for(20ms);
        }
    }
    static LocalTime real_now() {
        return LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
                                   lot_offset);
    }

    Result<> play(Act const& act) {
        switch (act.what) {
            case What::entry:
            case What::second_entry:
                return enter(act);
            case What::exit:
                return leave(act);
            case What::hand_open:
                return open_by_hand(gates[2 + act.lane]);
            case What::tidy_up:
                tell_spaces();
                return turn_++ % 6 == 3 ? issue_card() : Result<>();
            case What::correction:
                // Not told; the exit has the right plate.
            case What::late_commit:
                return {};
        }
        return {};
    }

    Result<> enter(Act const& act) {
        Stay stay{fmt::format("{:08}", 10'000'000 + ++orders_), act.plate, now(), &gates[act.lane], {}};
        auto const type = card_type(script_.town().car(act.car));
        inside_[act.car] = stay;
        return tell_entry(stay, type);
    }

    Result<> tell_entry(Stay const& stay, int type) {
        JsonWriter json;
        json.object()
            .member("service", "uploadcarin")
            .member("parkid", plan_.lot.parkid)
            .member("order_id", stay.order);
        json.member("car_number", name_of(stay)).member("in_time", stay.in.text()).member("car_type", 0);
        json.member("card_type", type).member("gateinid", std::stoi(std::string(stay.gate->id)));
        json.member("gateinname", stay.gate->name).member("operatorin", "收费员1");
        json.member("remark", "a } and a { and \\ and \" in words").end();
        lot_->tell("uploadcarin", stay.order, json.text());
        ++events_;
        auto const pictured = tell_picture(stay.order, 1);
        return ledger_.write("entry",
                             {{"order", stay.order}, {"plate", stay.plate}, {"in", stay.in}, {"picture", pictured}});
    }

    Result<> leave(Act const& act) {
        auto const known = inside_.find(act.car);
        if (known == inside_.end()) return {};
        auto stay = known->second;
        inside_.erase(known);
        stay.plate = act.plate;
        auto const out = now();
        auto const& gate = gates[2 + act.lane];
        auto const type = card_type(script_.town().car(act.car));
        auto const due = type == 0 ? std::max(price(stay.in, out), stay.paid) : Money();
        auto const waived = act.waived ? due - stay.paid : Money();
        JsonWriter json;
        json.object()
            .member("service", "uploadcarout")
            .member("parkid", plan_.lot.parkid)
            .member("order_id", stay.order);
        json.member("car_number", name_of(stay)).member("in_time", stay.in.text()).member("out_time", out.text());
        json.member("car_type", 0).member("card_type", type).member("gateinid", stay.gate->id);
        json.member("gateinname", stay.gate->name).member("gateoutid", gate.id).member("gateoutname", gate.name);
        json.member("operatorout", "收费员2")
            .member("paycharge", due.text())
            .member("realcharge", (due - waived).text());
        json.member("breaks_amount", waived.text()).member("discount_amount", "0.00").member("discount_no", "");
        json.member("pay_type", "现金").member("payed", 1).member("remark", "").end();
        lot_->tell("uploadcarout", stay.order, json.text());
        ++events_;
        auto const pictured = tell_picture(stay.order, 3);
        return ledger_.write("exit", {{"order", stay.order},
                                      {"plate", stay.plate},
                                      {"in", stay.in},
                                      {"out", out},
                                      {"due", due},
                                      {"received", due - waived},
                                      {"waived", waived},
                                      {"picture", pictured}});
    }

    // Behind its record.
    bool tell_picture(std::string const& order, int source) {
        if (!faults_.odds(picture_share)) return false;
        JsonWriter json;
        json.object().member("service", "uploadfile").member("recordid", order).member("pic_type", 0);
        json.member("pic_source", source)
            .member("picture", crypto::to_base64(picture_of(order + std::to_string(source))));
        lot_->tell("uploadfile", order, json.end().text());
        return true;
    }

    void tell_gates() {
        for (auto const& gate : gates) {
            JsonWriter json;
            json.object().member("service", "uploadgate").member("parkid", plan_.lot.parkid).member("gateid", gate.id);
            json.member("gatename", gate.name).member("iostate", gate.in ? 1 : 0).member("ispass", 0).end();
            lot_->tell("uploadgate", "", json.text());
        }
    }

    void tell_spaces() {
        auto const used = static_cast<int>(inside_.size());
        JsonWriter json;
        json.object().member("service", "parkingspace").member("parkid", plan_.lot.parkid).member("spacetotal", spaces);
        json.member("spaceLeft", spaces - used).member("spaceused", used).member("time", now().text()).end();
        lot_->tell("parkingspace", "", json.text());
    }

    Result<> open_by_hand(Gate const& gate) {
        auto const id = fmt::format("s{}", ++orders_);
        JsonWriter json;
        json.object().member("service", "uploadopenstrobe").member("recordid", id).member("opentime", now().text());
        json.member("gateid", gate.id).member("gatename", gate.name).member("operator", "收费员1").end();
        lot_->tell("uploadopenstrobe", id, json.text());
        return ledger_.write("hand_open", {{"at", now()}});
    }

    Result<> issue_card() {
        auto const& plate = *script_.town().car(turn_ % script_.town().regulars()).plate;
        JsonWriter json;
        json.object().member("service", "uploadwhitelist").member("car_number", plate).member("card_type", 1);
        json.member("card_id", std::int64_t{100'000'000'000'000} + ++orders_).member("startdate", now().text());
        json.member("validdate", LocalTime(now().at() + std::chrono::days(30)).text()).member("cardmoney", "300.00");
        json.member("create_time", now().text()).member("operator", "收费员1").member("operate_type", 1).end();
        lot_->tell("uploadwhitelist", "", json.text());
        return ledger_.write("card", {{"plate", plate}});
    }

    // ---- what the cloud asks

    using Members = std::function<void(JsonWriter&)>;

    std::optional<Members> answer(JsonValue const& json) {
        auto const service = json["service"].text();
        if (service == "query_price") return quote(json);
        if (service == "payment_result") return take_payment(json);
        if (service == "setopenstrobe") return note("gate", {{"gate", json["gateid"].text()}});
        if (service == "nolicence_in_park") return let_in(json);
        return {};
    }

    std::optional<Members> quote(JsonValue const& json) {
        auto const order = json["order_id"].text();
        if (++quotes_ % 4 == 0) std::this_thread::sleep_for(slow_answer);
        auto const stay = std::ranges::find(inside_, order, [](auto const& one) { return one.second.order; });
        auto const due = stay == inside_.end() ? Money() : price(stay->second.in, now());
        auto const paid = stay == inside_.end() ? Money() : stay->second.paid;
        return [=](JsonWriter& members) {
            members.member("order_id", order).member("parking_serial", "serial-" + order);
            members.member("paycharge", due.text()).member("discount_amount", "0");
            members.member("realcharge", (std::max(due, paid) - paid).text());
        };
    }

    // One trade_no counts once.
    std::optional<Members> take_payment(JsonValue const& json) {
        auto const order = json["order_id"].text(), number = json["trade_no"].text();
        auto const stay = std::ranges::find(inside_, order, [](auto const& one) { return one.second.order; });
        auto const paid = Money::parse(json["realcharge"].text()).value_or(Money());
        bool const known = json["parking_serial"].text() == "serial-" + order;
        if (stay == inside_.end() || !known) return {};
        if (payments_.insert(number).second) {
            stay->second.paid += paid;
            trouble_ = ledger_.write("payment", {{"number", number}, {"order", order}, {"paid", paid}});
        }
        return [=](JsonWriter& members) { members.member("order_id", order); };
    }

    std::optional<Members> let_in(JsonValue const& json) {
        Stay const stay{fmt::format("{:08}", 10'000'000 + ++orders_),
                        json["car_number"].text(),
                        now(),
                        &gates[json["gateid"].text() == "2"],
                        {}};
        trouble_ = tell_entry(stay, 0);
        return note("let_in", {{"order", stay.order}});
    }

    Members note(std::string_view what, std::vector<Member> const& members) {
        if (trouble_) trouble_ = ledger_.write(what, members);
        return [](JsonWriter&) {};
    }

    LocalTime now() const { return to_seconds(pace_.shown(at_) + wrong_clock(events_)); }
    static std::string name_of(Stay const& stay) { return stay.plate ? *stay.plate : "无" + stay.order; }
    static int card_type(Car const& car) {
        if (car.kind == CarKind::monthly) return car.expired ? 8 : 1;
        return car.kind == CarKind::stored_value ? 2 : 0;
    }

    PlayPlan const& plan_;
    Pace pace_;
    Script script_;
    Chance faults_;
    Ledger& ledger_;
    Result<> trouble_;
    Moment at_{};
    std::size_t events_ = 0, turn_ = 0;
    int orders_ = 0, quotes_ = 0;
    std::map<CarId, Stay> inside_;
    std::set<std::string> payments_;
    std::unique_ptr<Lot> lot_;
};

}  // namespace

Result<> play(PlayPlan const& plan, std::function<bool()> const& stopped) {
    LOTBRIDGE_TRY(auto network, net::Network::start());
    LOTBRIDGE_TRY(auto ledger, Ledger::open(plan.ledger));
    Play day(plan, ledger);
    return day.run(network, stopped);
}

}  // namespace lotbridge::lotsim::uploadcarin
