#include "relay/day_book.hpp"

#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/schema/body.hpp>
#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/daily_reconciliation.hpp>

namespace lotbridge::relay {
namespace {

Money money(schema::Body const& body, std::string_view wire) { return Money::parse(body.text(wire)).value_or(Money()); }

}  // namespace

void Accounts::add(Charge const& charge) {
    ++stays;
    paid += charge.due > Money();
    sum.due += charge.due;
    sum.received += charge.received;
    sum.waived += charge.waived;
}

std::optional<Departure> departure_of(std::string_view topic, std::string_view text) {
    if (topic != "vehicle_exit" && topic != "supplementary_bill") return std::nullopt;
    auto const body = schema::Body::read(*schema::find_interface(topic)->request, text);
    auto const left = body ? LocalTime::parse(body->text("outTime")) : std::nullopt;
    if (!left || left->empty()) return std::nullopt;
    return Departure{LocalDate(std::chrono::floor<std::chrono::days>(left->at())),
                     {money(*body, "payMoney"), money(*body, "chargeMoney"), money(*body, "agioMoney")}};
}

DayBook::Row const* DayBook::exit_of(std::string const& record) const {
    auto const found = exits_.find(record);
    return found == exits_.end() ? nullptr : &found->second;
}

void DayBook::add(plugin::Message const& message) {
    if (message.name == "daily_reconciliation") return add_totals(message);
    auto made = make_letter(message, settings_, {});
    if (auto const* quarantined = std::get_if<store::NewQuarantine>(&made))
        return broken_.push_back({found_by(message.key, message.body), message.name, quarantined->problems});
    auto& letter = std::get<store::NewLetter>(made);
    if (message.origin == LB_ORIGIN_INFERRED) return static_cast<void>(inferred_.insert(letter.record));
    if (letter.topic == "vehicle_entry") return static_cast<void>(entries_.insert(letter.record));
    auto const departure = departure_of(letter.topic, letter.body);
    if (departure && departure->day == day_)
        exits_.insert_or_assign(letter.record, Row{letter.topic, std::move(letter.body), departure->charge});
}

void DayBook::add_totals(plugin::Message const& message) {
    auto const totals = schema::decode<vo::DailyReconciliation>(message.body);
    if (!totals) return broken_.push_back({"", message.name, totals.error().message});
    if (!stated_) stated_.emplace();
    stated_->paid += totals->pay_num;
    stated_->sum.due += totals->pay_money_sum;
    stated_->sum.received += totals->charge_money_sum;
    stated_->sum.waived += totals->agio_money_sum;
}

}  // namespace lotbridge::relay
