// What the adapter makes of events: the standard's messages.
#include "adapter.hpp"

#include <lotbridge/adapter/poller.hpp>
#include <lotbridge/adapter/reading.hpp>

#include <algorithm>

namespace lotbridge::vzenith {
namespace {

using namespace std::chrono_literals;

constexpr auto ours_for = 15s;  // a gate that opens so long after an order opens because of it

vo::DoorType door_of(Way way) { return way == Way::in ? vo::DoorType::outer_entrance : vo::DoorType::outer_exit; }

// What travels with a passage until its stay is known: the pictures, which the host has on disk already, and the color.
struct Note {
    std::string picture, cutting, color;

    std::string text() const { return picture + ' ' + cutting + ' ' + color; }
    static Note read(std::string const& text) {
        auto const first = std::min(text.find(' '), text.size());
        auto const second = std::min(text.find(' ', first + 1), text.size());
        if (second == text.size()) return {};
        return {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
    }
};

Result<Note> note_of(Host const& host, Recognition const& seen) {
    Note note{.color = seen.color};
    if (!seen.picture.empty()) {
        LOTBRIDGE_TRY(note.picture, host.put_image("image/jpeg", seen.picture));
    }
    if (!seen.cutting.empty()) {
        LOTBRIDGE_TRY(note.cutting, host.put_image("image/jpeg", seen.cutting));
    }
    return note;
}

vo::VehicleEntry entry_of(Stay const& stay, std::string color) {
    return {.record_code = stay.record,
            .car_num = stay.plate,
            .in_cross = stay.in_lane,
            .in_time = stay.in_time,
            .in_identity = vo::VehicleType::temporary,
            .car_color = std::move(color)};
}

vo::VehicleExit exit_of(Stay const& stay, std::string color) {
    return {.record_code = stay.record,
            .car_num = stay.plate,
            .in_cross = stay.in_lane,
            .out_cross = stay.out_lane,
            .in_time = stay.in_time,
            .out_time = stay.out_time,
            .in_identity = vo::VehicleType::temporary,
            .out_identity = vo::VehicleType::temporary,
            .park_minutes = minutes_between(stay.in_time, stay.out_time),
            .car_color = std::move(color)};
}

}  // namespace

std::string record_of(Lane const& lane, LocalTime time, std::string_view id) {
    return lane.code + "-" + compact(time) + "-" + std::string(id);
}

void Adapter::tell_channels(Intake& intake) const {
    for (auto const& camera : cameras_) {
        auto const& lane = camera->lane();
        auto const content = content_hash(lane.name, static_cast<std::uint64_t>(lane.way));
        auto const known = intake.next.known.memory.see("channels", lane.code, content);
        if (known == Memory::Seen::again) continue;
        intake.next.batch.add(
            vo::ChannelInfo{.work_station_name = {},
                            .channel_name = lane.name,
                            .channel_id = lane.code,
                            .door_type = door_of(lane.way),
                            .is_exit = lane.way == Way::out,
                            .action_type = known == Memory::Seen::fresh ? vo::ActionType::add : vo::ActionType::change},
            lane.code + "-" + compact(now()));
    }
}

Result<> Adapter::take_passage(Lane const& lane, Recognition const& seen, Intake& intake) {
    if (seen.time.empty()) return {};
    bool const known = !seen.plate.empty();
    // Without a plate it waits for the cloud's request, unless such cars pass like any other.
    if (!known && !unlicensed_free_ && !seen.unreadable) return {};
    LOTBRIDGE_TRY(auto const note, note_of(host(), seen));
    auto const record = record_of(lane, seen.time, seen.id);
    if (known) {
        Passage const passage{lane.way, seen.plate, lane.code, seen.time, record, note.text(), seen.replayed};
        report(intake.next.known.stays.tell(passage, now()), intake.next.batch);
        return {};
    }
    // Which of those without a plate goes out, no camera can tell: each passage stands for itself.
    StayReport alone{.way = lane.way, .stay = {.record = record}, .note = note.text(), .replayed = seen.replayed};
    if (!seen.unreadable) alone.stay.plate = no_plate;
    (lane.way == Way::in ? alone.stay.in_lane : alone.stay.out_lane) = lane.code;
    (lane.way == Way::in ? alone.stay.in_time : alone.stay.out_time) = seen.time;
    report({std::move(alone)}, intake.next.batch);
    return {};
}

void Adapter::report(std::vector<StayReport> const& reports, Batch& batch) const {
    for (auto const& [way, stay, text, replayed, unseen] : reports) {
        auto const origin = unseen ? Origin::inferred : replayed ? Origin::replay : Origin::seen;
        auto const note = Note::read(text);
        bool const in = way == Way::in;
        if (in)
            batch.add(entry_of(stay, note.color), stay.record, origin);
        else
            batch.add(exit_of(stay, note.color), stay.record, origin);
        auto const add_image = [&](std::string const& key, vo::ImageType type, char const* suffix) {
            if (key.empty()) return;
            auto const code = stay.record + suffix;
            batch.add_image({.record_code = stay.record, .image_code = code, .image_type = type}, key, code, origin);
        };
        add_image(note.picture, in ? vo::ImageType::entry_large : vo::ImageType::exit_large, in ? "-in" : "-out");
        add_image(note.cutting, in ? vo::ImageType::entry_small : vo::ImageType::exit_small,
                  in ? "-in-plate" : "-out-plate");
    }
}

// A gate that opens without an order of ours or the camera's own list was opened by hand.
void Adapter::take_edge(std::size_t number, Edge const& edge, Intake& intake) {
    auto const& lane = cameras_[number]->lane();
    if (edge.input != lane.opened_input || !edge.high || Clock::now() - intake.moved[number] < ours_for) return;
    intake.moved[number] = Clock::now();  // contacts bounce
    auto const time = LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(edge.at), utc_offset_);
    intake.next.batch.add(vo::ManualGateOpening{.out_cross = lane.code,
                                                .in_out_door = lane.way == Way::in ? "入场" : "出场",
                                                .car_num = {},
                                                .operate_time = time,
                                                .open_type = vo::GateOpening::remote_key},
                          lane.code + "-" + compact(time));
}

void Adapter::take_link(std::size_t number, Link const& link, Intake& intake) const {
    auto const& lane = cameras_[number]->lane();
    if (intake.next.known.memory.see("links", lane.serialno, link.up ? 1 : 0) == Memory::Seen::again) return;
    if (!link.up) host().log(LogLevel::warning, what_of(lane) + " is away: " + link.why);
    auto const time = now();
    intake.next.batch.add(vo::EquipmentStatus{.equipment_code = lane.serialno,
                                              .equipment_name = lane.name,
                                              .link_status = link.up ? vo::LinkStatus::online : vo::LinkStatus::offline,
                                              .equipment_type = vo::EquipmentType::all_in_one,
                                              .door_name = lane.code,
                                              .door_type = door_of(lane.way),
                                              .create_time = time,
                                              .operation_type = vo::OperationType::detail},
                          lane.serialno + "-" + compact(time) + (link.up ? "-up" : "-down"));
}

}  // namespace lotbridge::vzenith
