#include "relay/fold.hpp"

#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/supplementary_bill.hpp>
#include <lotbridge/vo/vehicle_correction.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>
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

Result<Fold> fold_to_bill(std::vector<store::Letter> const& waiting, std::size_t exit_at, std::string const& park_id,
                          std::string const& park_code) {
    LOTBRIDGE_TRY(auto const entry, schema::decode<vo::VehicleEntry>(waiting.front().body));
    LOTBRIDGE_TRY(auto exit, schema::decode<vo::VehicleExit>(waiting[exit_at].body));
    Fold result{.topic = "supplementary_bill", .body = {}, .absorbed = {}};
    for (std::size_t i = 1; i < waiting.size(); ++i) {
        if (waiting[i].topic == "vehicle_correction") {
            LOTBRIDGE_TRY(auto const correction, schema::decode<vo::VehicleCorrection>(waiting[i].body));
            apply(correction, exit);
            result.absorbed.push_back(waiting[i].seq);
        }
    }
    result.absorbed.push_back(waiting[exit_at].seq);
    auto bill = bill_of(entry, exit);
    bill.park_id = park_id;
    bill.park_code = park_code;
    result.body = schema::encode(bill);
    return result;
}

Result<std::optional<Fold>> fold_corrections(std::vector<store::Letter> const& waiting) {
    LOTBRIDGE_TRY(auto entry, schema::decode<vo::VehicleEntry>(waiting.front().body));
    Fold result{.topic = "vehicle_entry", .body = {}, .absorbed = {}};
    for (auto const& letter : waiting) {
        if (letter.topic != "vehicle_correction") continue;
        LOTBRIDGE_TRY(auto const correction, schema::decode<vo::VehicleCorrection>(letter.body));
        apply(correction, entry);
        result.absorbed.push_back(letter.seq);
    }
    if (result.absorbed.empty()) return std::nullopt;
    result.body = schema::encode(entry);
    return result;
}

}  // namespace

Result<std::optional<Fold>> fold(std::vector<store::Letter> const& waiting, std::string const& park_id,
                                 std::string const& park_code) {
    if (waiting.size() < 2 || waiting.front().topic != "vehicle_entry") return std::nullopt;
    auto const exit = std::ranges::find(waiting, "vehicle_exit", &store::Letter::topic);
    if (exit != waiting.end())
        return fold_to_bill(waiting, static_cast<std::size_t>(exit - waiting.begin()), park_id, park_code);
    // The cloud may already have an entry whose answer was lost: it must see the same entry again, then the correction.
    if (waiting.front().uncertain) return std::nullopt;
    return fold_corrections(waiting);
}

Result<std::string> corrected_exit(store::Letter const& exit, std::vector<store::Letter> const& history) {
    LOTBRIDGE_TRY(auto message, schema::decode<vo::VehicleExit>(exit.body));
    for (auto const& letter : history) {
        if (letter.seq >= exit.seq || letter.topic != "vehicle_correction") continue;
        LOTBRIDGE_TRY(auto const correction, schema::decode<vo::VehicleCorrection>(letter.body));
        apply(correction, message);
    }
    return schema::encode(message);
}

}  // namespace lotbridge::relay
