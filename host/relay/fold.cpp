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

// entry: empty where its own words are not to be had.
vo::SupplementaryBill bill_of(vo::VehicleEntry const& entry, vo::VehicleExit const& exit) {
    vo::SupplementaryBill bill;
    bill.record_code = exit.record_code;
    bill.car_num = exit.car_num.empty() ? entry.car_num : exit.car_num;
    bill.in_cross = entry.in_cross.empty() ? exit.in_cross : entry.in_cross;
    bill.out_cross = exit.out_cross;
    bill.in_time = entry.in_time.empty() ? exit.in_time : entry.in_time;
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

// What waits of the stay, in order; of one that the cloud knows nothing of, with an entry that was given up. Pictures
// come after it, wherever they stand.
std::vector<store::Letter> still_to_tell(std::vector<store::Letter> letters, bool untold) {
    std::erase_if(letters, [untold](store::Letter const& letter) {
        bool const given_up = letter.state == store::State::dead && letter.topic == "vehicle_entry";
        return !is_of_the_stay(letter) || !(waits(letter) || (untold && given_up));
    });
    return letters;
}

store::Letter const* find(std::vector<store::Letter> const& letters, std::string_view topic) {
    auto const found = std::ranges::find(letters, topic, &store::Letter::topic);
    return found == letters.end() ? nullptr : &*found;
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

// The head becomes the message that carries all that is left of the stay.
Fold absorb(store::Letter const& head, std::vector<store::Letter> const& left, std::string topic, std::string body) {
    Fold result{.topic = std::move(topic), .body = std::move(body), .absorbed = {}};
    for (auto const& letter : left)
        if (letter.seq != head.seq) result.absorbed.push_back(letter.seq);
    return result;
}

// A correction that was read after its exit comes too late for itself (5.1.3), not for an exit that was never sent.
Result<std::optional<Fold>> corrected_late(store::Letter const& head, std::vector<store::Letter> const& left,
                                           std::vector<store::Letter> const& history) {
    if (head.topic != "vehicle_exit" || head.uncertain || !find(left, "vehicle_correction")) return std::nullopt;
    LOTBRIDGE_TRY(auto exit, schema::decode<vo::VehicleExit>(head.body));
    LOTBRIDGE_CHECK(apply_corrections(history, exit));
    return absorb(head, left, "vehicle_exit", schema::encode(exit));
}

}  // namespace

bool is_accepted(std::vector<store::Letter> const& history) {
    return std::ranges::any_of(history, [](store::Letter const& letter) {
        return letter.state == store::State::delivered &&
               (letter.topic == "vehicle_entry" || letter.topic == "vehicle_exit" ||
                letter.topic == "supplementary_bill");
    });
}

bool has_left(std::vector<store::Letter> const& history) {
    return std::ranges::any_of(history, [](store::Letter const& letter) {
        return letter.state == store::State::delivered &&
               (letter.topic == "vehicle_exit" || letter.topic == "supplementary_bill");
    });
}

bool stay_waits(std::vector<store::Letter> const& history) {
    return std::ranges::any_of(
        history, [](store::Letter const& letter) { return waits(letter) && letter.topic != "image_upload"; });
}

Result<std::optional<Fold>> fold(store::Letter const& head, std::vector<store::Letter> const& history,
                                 std::string const& park_id, std::string const& park_code) {
    bool const untold = head.gap && !is_accepted(history);
    auto const left = still_to_tell(history, untold);
    auto const* entry_letter = find(left, "vehicle_entry");
    if (!entry_letter && !untold) return corrected_late(head, left, history);
    vo::VehicleEntry entry;
    if (entry_letter) {
        LOTBRIDGE_TRY(entry, schema::decode<vo::VehicleEntry>(entry_letter->body));
    }
    if (auto const* exit_letter = find(left, "vehicle_exit")) {
        LOTBRIDGE_TRY(auto exit, schema::decode<vo::VehicleExit>(exit_letter->body));
        // Also those that the entry has absorbed already: the exit's own row need not know them (5.1.4.2).
        LOTBRIDGE_CHECK(apply_corrections(history, exit));
        auto bill = bill_of(entry, exit);
        bill.park_id = park_id;
        bill.park_code = park_code;
        return absorb(head, left, "supplementary_bill", schema::encode(bill));
    }
    if (!entry_letter || !waits(*entry_letter)) return std::nullopt;
    // The cloud may already have an entry whose answer was lost: it must see the same entry again, then the correction.
    if (entry_letter->uncertain || !find(left, "vehicle_correction")) return std::nullopt;
    LOTBRIDGE_CHECK(apply_corrections(left, entry));
    return absorb(head, left, "vehicle_entry", schema::encode(entry));
}

Result<std::string> corrected_exit(store::Letter const& exit, std::vector<store::Letter> history) {
    LOTBRIDGE_TRY(auto message, schema::decode<vo::VehicleExit>(exit.body));
    // Not what was read since it was sent, but what it had absorbed before.
    auto const later = [&](store::Letter const& letter) {
        return letter.seq >= exit.seq && letter.state != store::State::folded;
    };
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
