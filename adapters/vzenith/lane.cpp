#include "lane.hpp"

#include <lotbridge/crypto/bytes.hpp>

#include <set>

namespace lotbridge::vzenith {
namespace {

tl::unexpected<Error> wrong(std::string const& code, std::string const& words) {
    return fail(Errc::rejected, "lane " + code + ": " + words);
}

Result<int> small(Settings const& settings, std::string_view name, int otherwise, int least, int most) {
    LOTBRIDGE_TRY(auto const value, settings.integer_or(name, otherwise));
    if (value != otherwise && (value < least || value > most))
        return fail(Errc::rejected, std::string(name) + ": " + std::to_string(value) + " is not between " +
                                        std::to_string(least) + " and " + std::to_string(most));
    return static_cast<int>(value);
}

Result<Screen> read_screen(Settings const& settings) {
    Screen screen;
    LOTBRIDGE_TRY(screen.channel, small(settings, "channel", 0, 0, 1));
    LOTBRIDGE_TRY(auto const before, settings.text_or("before", ""));
    LOTBRIDGE_TRY(auto const after, settings.text_or("after", ""));
    LOTBRIDGE_TRY(screen.before, crypto::from_hex(before));
    LOTBRIDGE_TRY(screen.after, crypto::from_hex(after));
    LOTBRIDGE_TRY(screen.entry, settings.text_or("entry", ""));
    LOTBRIDGE_TRY(screen.exit, settings.text_or("exit", ""));
    return screen;
}

Result<> read_gate(Settings const& settings, Lane& lane) {
    LOTBRIDGE_TRY(lane.output, small(settings, "output", 0, 0, 3));
    LOTBRIDGE_TRY(lane.close_output, small(settings, "close_output", -1, 0, 3));
    LOTBRIDGE_TRY(lane.opened_input, small(settings, "opened_input", -1, 0, 3));
    LOTBRIDGE_TRY(auto const pulse, small(settings, "pulse_ms", 500, 100, 5000));
    lane.pulse = std::chrono::milliseconds(pulse);
    return {};
}

Result<Lane> read_lane(Settings const& settings) {
    Lane lane;
    LOTBRIDGE_TRY(lane.code, settings.text("code"));
    LOTBRIDGE_TRY(lane.name, settings.text_or("name", lane.code));
    LOTBRIDGE_TRY(lane.serialno, settings.text("serialno"));
    LOTBRIDGE_TRY(auto const way, settings.text("way"));
    lane.way = way == "entry" ? Way::in : Way::out;
    LOTBRIDGE_TRY(lane.host, settings.text_or("host", ""));
    LOTBRIDGE_TRY(auto const port, small(settings, "port", 8131, 1, 65535));
    lane.port = static_cast<std::uint16_t>(port);
    LOTBRIDGE_TRY(auto const opens_for, settings.text_or("opens_for", "nobody"));
    lane.opens = opens_for == "everybody";
    LOTBRIDGE_TRY(lane.voice, settings.text_or("voice", ""));
    LOTBRIDGE_TRY(lane.plate_key, settings.text_or("plate_key", ""));
    if (settings.has("gate")) {
        LOTBRIDGE_TRY(auto const gate, settings.object("gate"));
        LOTBRIDGE_CHECK(read_gate(gate, lane));
    }
    if (settings.has("screen")) {
        LOTBRIDGE_TRY(auto const object, settings.object("screen"));
        auto screen = read_screen(object);
        if (!screen) return wrong(lane.code, "screen: " + screen.error().message);
        lane.screen = std::move(*screen);
    }
    if (lane.code.empty() || lane.serialno.empty()) return wrong(lane.code, "code and serialno may not be empty");
    if (!lane.plate_key.empty() && lane.plate_key.size() != 16) return wrong(lane.code, "plate_key takes 16 bytes");
    return lane;
}

}  // namespace

Result<std::vector<Lane>> read_lanes(Settings const& settings) {
    LOTBRIDGE_TRY(auto const list, settings.objects("lanes"));
    std::vector<Lane> lanes;
    std::set<std::string> codes, serials;
    for (auto const& item : list) {
        LOTBRIDGE_TRY(auto lane, read_lane(item));
        if (!codes.insert(lane.code).second) return wrong(lane.code, "this code is there twice");
        if (!serials.insert(lane.serialno).second)
            return wrong(lane.code, "camera " + lane.serialno + " is another lane's already");
        lanes.push_back(std::move(lane));
    }
    return lanes;
}

}  // namespace lotbridge::vzenith
