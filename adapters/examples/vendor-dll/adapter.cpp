#include "adapter.hpp"

#include <lotbridge/adapter/picture.hpp>
#include <lotbridge/adapter/reading.hpp>
#include <lotbridge/text/encoding.hpp>

#include <algorithm>
#include <cstddef>

namespace lotbridge::vendor_dll {
namespace {

// Of an array that need not end in a zero.
template <std::size_t Size>
std::string text_of(char const (&array)[Size]) {
    return {array, std::find(array, array + Size, '\0')};
}

Passage copy_of(PK_PASSAGE const& from) {
    Passage passage{
        text_of(from.number), text_of(from.stay), text_of(from.plate), text_of(from.time), text_of(from.entry_time), {},
        from.direction,       from.fee_fen};
    if (from.picture && from.picture_size > 0)
        passage.picture.assign(reinterpret_cast<char const*>(from.picture),
                               static_cast<std::size_t>(from.picture_size));
    return passage;
}

Result<LocalTime> time_of(std::string const& text, std::string const& what) {
    auto const time = LocalTime::parse(text);
    if (!time || time->empty()) return fail(Errc::rejected, what + ": \"" + text + "\" is no time");
    return *time;
}

}  // namespace

Adapter::Adapter() {
    on<vo::GateControl>([this](vo::GateControl const& control) { return move_gate(control); });
}

Result<> Adapter::open(Settings const& settings, net::Network&) {
    LOTBRIDGE_TRY(auto const library, settings.text("library"));
    LOTBRIDGE_TRY(auto const address, settings.text("address"));
    LOTBRIDGE_TRY(auto const port, settings.integer_or("port", 8131));
    LOTBRIDGE_TRY(lane_, settings.text("lane"));
    place_ = address + ":" + std::to_string(port);
    LOTBRIDGE_TRY(vendor_, Vendor::load(library));
    if (auto const error = vendor_->open(address.c_str(), static_cast<int>(port), &device_))
        return fail(vendor_->error("opening the device at " + place_, error));
    if (auto const error = vendor_->set_passage_callback(device_, &Adapter::on_passage, this))
        return fail(vendor_->error("listening to the device at " + place_, error));
    return {};
}

void Adapter::close() {
    if (device_) vendor_->close(device_);
    device_ = nullptr;
}

// On a thread of the DLL. Nothing may be thrown through the vendor's frames. What there is no room for is not
// acknowledged, and comes again.
void PK_CALL Adapter::on_passage(PK_DEVICE, PK_PASSAGE const* passage, void* user) {
    if (!passage || passage->size < static_cast<int>(sizeof(PK_PASSAGE))) return;
    try {
        static_cast<Adapter*>(user)->heard(copy_of(*passage));
    } catch (std::exception const&) {
        return;
    }
}

Result<> Adapter::take(std::vector<Passage> passages) {
    if (passages.empty()) return {};
    auto next = draft();
    for (auto const& passage : passages) {
        if (next.known.see("passages", passage.number) == Memory::Seen::again) continue;
        // What cannot be read now cannot be read later: it is named, and not asked for again.
        if (auto const told = tell(passage, next); !told)
            host().log(LogLevel::error, "passage " + passage.number + " is left out: " + told.error().message);
    }
    LOTBRIDGE_CHECK(keep(std::move(next)));
    for (auto const& passage : passages) {
        if (auto const error = vendor_->acknowledge(device_, passage.number.c_str()))
            warn_once(vendor_->error("acknowledging passages of " + place_, error).message);
    }
    return {};
}

Result<> Adapter::tell(Passage const& passage, Draft& next) {
    LOTBRIDGE_TRY(auto const plate, to_utf8(passage.plate, Encoding::gbk));
    LOTBRIDGE_TRY(auto const time, time_of(passage.time, "its time"));
    bool const entry = passage.direction == PK_ENTRY;
    if (entry) {
        next.batch.add(
            vo::VehicleEntry{.record_code = passage.stay, .car_num = plate, .in_cross = lane_, .in_time = time},
            passage.number);
    } else {
        LOTBRIDGE_TRY(auto const entered, time_of(passage.entry_time, "the time of its entry"));
        next.batch.add(vo::VehicleExit{.record_code = passage.stay,
                                       .car_num = plate,
                                       .out_cross = lane_,
                                       .in_time = entered,
                                       .out_time = time,
                                       .park_minutes = minutes_between(entered, time),
                                       .pay_money = Money::from_fen(passage.fee_fen),
                                       .charge_money = Money::from_fen(passage.fee_fen)},
                       passage.number);
    }
    auto const media = media_type(passage.picture);
    if (media.empty()) return {};
    LOTBRIDGE_TRY(auto picture, host().put_image(media, passage.picture));
    next.batch.add_image({.record_code = passage.stay,
                          .image_code = passage.number,
                          .image_type = entry ? vo::ImageType::entry_large : vo::ImageType::exit_large},
                         std::move(picture), passage.number + " picture");
    return {};
}

Result<vo::GateControlReply> Adapter::move_gate(vo::GateControl const& control) {
    if (control.bar_code != lane_)
        return fail(Errc::rejected, "there is no gate \"" + control.bar_code + "\", this device has " + lane_);
    if (!control.is_open) return fail(Errc::unsupported, "the device cannot be told to close its gate");
    if (auto const error = vendor_->open_gate(device_)) return fail(vendor_->error("opening the gate " + lane_, error));
    return vo::GateControlReply{.bar_code = control.bar_code, .status = 1};
}

}  // namespace lotbridge::vendor_dll
