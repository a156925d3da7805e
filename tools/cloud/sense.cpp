#include "sense.hpp"

#include <array>
#include <cstdlib>
#include <set>

namespace lotbridge::refcloud {
namespace {

// The second time never lies before the first. Empty ones are not compared.
struct Span {
    std::string_view interface, begin, end;
};
constexpr std::array spans{
    Span{"vehicle_exit", "inTime", "outTime"},          Span{"supplementary_bill", "inTime", "outTime"},
    Span{"unlicensed_exit", "inTime", "outTime"},       Span{"auto_deduct", "inTime", "outTime"},
    Span{"cashier_settlement", "startDate", "endDate"}, Span{"cashier_settlement", "endDate", "uploadDate"},
    Span{"monthly_card", "beginTime", "endTime"},       Span{"monthly_card_product", "beginTime", "endTime"}};

class Sense {
public:
    Sense(schema::Interface const& interface, json::Value const& vo) : interface_(interface), vo_(vo) {}

    Findings judge() {
        no_amount_below_zero(*interface_.request, vo_, "");
        for (auto const& span : spans)
            if (span.interface == interface_.id) in_order(span.begin, span.end);
        auto const id = interface_.id;
        if (id == "vehicle_exit" || id == "unlicensed_exit") stay();
        if (id == "supplementary_bill") bill();
        if (id == "cashier_settlement") settlement();
        if (id == "daily_reconciliation") reconciliation();
        if (id == "manual_gate_opening") opening();
        if (id == "monthly_card" && json::integer(vo_, "inIdentity") != 0)
            find(Level::should, "inIdentity: for the time being only 0, monthly, is uploaded");
        return std::move(out_);
    }

private:
    void find(Level level, std::string words, std::string_view clause = "") {
        out_.push_back({level, std::string(clause.empty() ? interface_.clause : clause), std::move(words)});
    }

    void no_amount_below_zero(schema::Shape const& shape, json::Value const& object, std::string const& path) {
        for (auto const& field : shape.fields) {
            auto const* value = json::find(object, field.wire);
            if (!value) continue;
            auto const where = path + "/" + std::string(field.wire);
            if (value->IsNumber() && value->GetDouble() < 0) find(Level::shall, where + " is below zero");
            if (!field.item || !value->IsArray()) continue;
            std::size_t number = 0;
            for (auto const& item : value->GetArray())
                no_amount_below_zero(*field.item, item, where + "/" + std::to_string(number++));
        }
    }

    void in_order(std::string_view begin, std::string_view end) {
        auto const from = local_time(vo_, begin), to = local_time(vo_, end);
        if (!from.empty() && !to.empty() && to < from)
            find(Level::shall, std::string(end) + " lies before " + std::string(begin));
    }

    void stay() {
        auto const from = local_time(vo_, "inTime"), to = local_time(vo_, "outTime");
        auto const told = json::integer(vo_, "parkMinutes");
        if (told != 0 && !from.empty() && !to.empty()) {
            auto const minutes = std::chrono::duration_cast<std::chrono::minutes>(to.at() - from.at()).count();
            if (std::abs(minutes - told) > 1) find(Level::should, "parkMinutes is not the time from inTime to outTime");
        }
        discount_within_price();
        if (json::text(vo_, "chargeType") == "正常收费" &&
            money(vo_, "chargeMoney") + money(vo_, "agioMoney") < money(vo_, "payMoney"))
            find(Level::should,
                 "chargeType says charged as usual, yet chargeMoney and agioMoney are less than payMoney");
    }

    void discount_within_price() {
        if (money(vo_, "agioMoney") > money(vo_, "payMoney")) find(Level::should, "agioMoney is more than payMoney");
    }

    // C.3.4: the totals are those of the list, whose bills each have a number.
    void bill() {
        discount_within_price();
        auto const* list = json::find(vo_, "paymentRecordList");
        if (!list || !list->IsArray() || list->Empty()) return;
        constexpr std::int64_t paid_status = 1;
        Money paid;
        std::set<std::string> numbers;
        for (auto const& item : list->GetArray()) {
            bool const is_paid = json::integer(item, "payStatus") == paid_status;
            if (is_paid) paid += money(item, "actualReceivable");
            if (is_paid && local_time(item, "payTime").empty())
                find(Level::should, "a payment of paymentRecordList that was made has no payTime");
            auto const number = json::text(item, "billNumber");
            if (!number.empty() && !numbers.insert(number).second)
                find(Level::shall, "two payments of paymentRecordList have one billNumber");
        }
        if (paid != money(vo_, "chargeMoney"))
            find(Level::shall, "chargeMoney is not the sum of the payments that were made");
    }

    void settlement() {
        if (json::integer(vo_, "moneyNum") == 0 && money(vo_, "moneySum") > Money())
            find(Level::should, "moneySum without a moneyNum");
        if (json::integer(vo_, "couponNum") == 0 && money(vo_, "couponSum") > Money())
            find(Level::should, "couponSum without a couponNum");
    }

    // 5.2.5: the accounts of a whole day, so the day must be over.
    void reconciliation() {
        auto const day = LocalDate::parse(json::text(vo_, "dateTime"));
        auto const checked = local_time(vo_, "checkTime");
        if (day && !day->empty() && !checked.empty() && checked.at() < day->day() + std::chrono::days(1))
            find(Level::should, "checkTime lies before the end of the day that is reconciled", "5.2.5");
    }

    void opening() {
        auto const way = json::text(vo_, "inOutDoor");
        if (!way.empty() && way != "入场" && way != "出场") find(Level::shall, "inOutDoor is neither 入场 nor 出场");
    }

    schema::Interface const& interface_;
    json::Value const& vo_;
    Findings out_;
};

}  // namespace

Money money(json::Value const& object, std::string_view name) {
    return Money::parse(json::text(object, name)).value_or(Money());
}

LocalTime local_time(json::Value const& object, std::string_view name) {
    return LocalTime::parse(json::text(object, name)).value_or(LocalTime());
}

Findings judge_sense(schema::Interface const& interface, json::Value const& vo) { return Sense(interface, vo).judge(); }

}  // namespace lotbridge::refcloud
