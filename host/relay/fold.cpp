#include "relay/fold.hpp"

#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/supplementary_bill.hpp>
#include <lotbridge/vo/vehicle_correction.hpp>
#include <lotbridge/vo/vehicle_exit.hpp>

#include <algorithm>

namespace lotbridge::relay {
namespace {

// A correction may leave out what it does not change (E7: the default and absence are the same).
template <class Message>
void apply(vo::VehicleCorrection const& correction, Message& message) {
    if (!correction.car_num.empty()) message.car_num = correction.car_num;
    if (!correction.car_color.empty()) message.car_color = correction.car_color;
    if (correction.in_identity != vo::VehicleType::unknown) message.in_identity = correction.in_identity;
}

vo::SupplementaryBill bill_of(vo::VehicleEntry const& entry, vo::VehicleExit const& exit) {
    vo::SupplementaryBill bill;
    bill.record_code = entry.record_code;
    bill.car_num = exit.car_num.empty() ? entry.car_num : exit.car_num;
    bill.in_cross = entry.in_cross.empty() ? exit.in_cross : entry.in_cross;
    bill.out_cross = exit.out_cross;
    bill.in_time = entry.in_time;
    bill.out_time = exit.out_time;
    bill.car_type = exit.in_identity != vo::VehicleType::unknown ? exit.in_identity : entry.in_identity;
    bill.pay_money = exit.pay_money;
    bill.charge_money = exit.charge_money;
    bill.agio_money = exit.agio_money;
    return bill;
}

bool is_of_the_stay(store::Letter const& letter) {
    return letter.topic == "vehicle_entry" || letter.topic == "vehicle_correction" || letter.topic == "vehicle_exit";
}

bool waits(store::Letter const& letter) { return letter.state <= store::State::held; }

// Pictures come after the stay, wherever they stand.
std::vector<store::Letter> waiting_of(std::vector<store::Letter> letters) {
    std::erase_if(letters, [](auto const& letter) { return !waits(letter) || !is_of_the_stay(letter); });
    return letters;
}

store::Letter const* find(std::vector<store::Letter> const& waiting, std::string_view topic) {
    auto const found = std::ranges::find(waiting, topic, &store::Letter::topic);
    return found == waiting.end() ? nullptr : &*found;
}

template <class Message>
Result<> apply_corrections(std::vector<store::Letter> const& letters, Message& message) {
    for (auto const& letter : letters) {
        if (letter.topic != "vehicle_correction") continue;
        LOTBRIDGE_TRY(auto const correction, schema::decode<vo::VehicleCorrection>(letter.body));
        apply(correction, message);
    }
    return {};
}

// The head becomes the message that carries all that waits of the stay.
Fold absorb(store::Seq head, std::vector<store::Letter> const& waiting, std::string topic, std::string body) {
    Fold result{.topic = std::move(topic), .body = std::move(body), .absorbed = {}};
    for (auto const& letter : waiting)
        if (letter.seq != head) result.absorbed.push_back(letter.seq);
    return result;
}

}  // namespace

bool is_accepted(std::vector<store::Letter> const& history) {
    return std::ranges::any_of(history, [](store::Letter const& letter) {
        return letter.state == store::State::delivered &&
               (letter.topic == "vehicle_entry" || letter.topic == "vehicle_exit" ||
                letter.topic == "supplementary_bill");
    });
}

bool stay_waits(std::vector<store::Letter> const& history) {
    return std::ranges::any_of(
        history, [](store::Letter const& letter) { return waits(letter) && letter.topic != "image_upload"; });
}

Result<std::optional<Fold>> fold(store::Seq head, std::vector<store::Letter> const& history, std::string const& park_id,
                                 std::string const& park_code) {
    auto const waiting = waiting_of(history);
    if (waiting.size() < 2) return std::nullopt;
    auto const* entry_letter = find(waiting, "vehicle_entry");
    if (!entry_letter) return std::nullopt;
    LOTBRIDGE_TRY(auto entry, schema::decode<vo::VehicleEntry>(entry_letter->body));

    if (auto const* exit_letter = find(waiting, "vehicle_exit")) {
        LOTBRIDGE_TRY(auto exit, schema::decode<vo::VehicleExit>(exit_letter->body));
        // Also those that the entry has absorbed already: the exit's own row need not know them (5.1.4.2).
        LOTBRIDGE_CHECK(apply_corrections(history, exit));
        auto bill = bill_of(entry, exit);
        bill.park_id = park_id;
        bill.park_code = park_code;
        return absorb(head, waiting, "supplementary_bill", schema::encode(bill));
    }
    // The cloud may already have an entry whose answer was lost: it must see the same entry again, then the correction.
    if (entry_letter->uncertain || !find(waiting, "vehicle_correction")) return std::nullopt;
    LOTBRIDGE_CHECK(apply_corrections(waiting, entry));
    return absorb(head, waiting, "vehicle_entry", schema::encode(entry));
}

Result<std::string> corrected_exit(store::Letter const& exit, std::vector<store::Letter> history) {
    LOTBRIDGE_TRY(auto message, schema::decode<vo::VehicleExit>(exit.body));
    auto const later = [&](store::Letter const& letter) { return letter.seq >= exit.seq; };
    std::erase_if(history, later);
    LOTBRIDGE_CHECK(apply_corrections(history, message));
    return schema::encode(message);
}

Result<vo::VehicleEntry> corrected_entry(store::Letter const& entry, std::vector<store::Letter> const& history) {
    LOTBRIDGE_TRY(auto message, schema::decode<vo::VehicleEntry>(entry.body));
    LOTBRIDGE_CHECK(apply_corrections(history, message));
    return message;
}

}  // namespace lotbridge::relay
