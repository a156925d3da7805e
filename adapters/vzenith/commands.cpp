// What the cloud asks for.
#include "adapter.hpp"

#include <algorithm>

namespace lotbridge::vzenith {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds moves_within{4000};  // a barrier's arm, after its order was taken
constexpr auto check_limit = 3s;

}  // namespace

Adapter::Adapter() : PushedAdapter({.waiting = 500, .at_once = 100}) {
    using std::chrono::milliseconds;
    on<vo::GateControl>([this](vo::GateControl const& control, milliseconds left) { return move_gate(control, left); });
    on<vo::GateStatus>([this](vo::GateStatus const& query, milliseconds left) { return gate_status(query, left); });
    on<vo::UnlicensedEntry>([this](vo::UnlicensedEntry const& request, Command const& command) {
        return let_through({Way::in, request.plateno, request.in_cross, {}, request.record_code, {}}, command).map([] {
            return vo::UnlicensedEntryReply();
        });
    });
    on<vo::UnlicensedExit>([this](vo::UnlicensedExit const& request, Command const& command) {
        return let_through({Way::out, request.plateno, request.out_cross, {}, request.record_code, {}}, command)
            .map([] { return vo::UnlicensedExitReply(); });
    });
    on<vo::MonthlyCard>([this](vo::MonthlyCard const& card, milliseconds left) {
        ListOrder const order{.remove = card.status != vo::CardStatus::enabled,
                              .plate = card.car_num,
                              .alarm = false,
                              .from = card.begin_time,
                              .until = card.end_time};
        return change_lists(order, left).map([] { return vo::MonthlyCardReply(); });
    });
    on<vo::Blacklist>([this](vo::Blacklist const& entry, milliseconds left) {
        ListOrder const order{.remove = entry.type == vo::ListChange::remove,
                              .plate = entry.car_num,
                              .alarm = true,
                              .from = now(),
                              .until = LocalTime(now().at() + std::chrono::years(10))};
        return change_lists(order, left).map([] { return vo::BlacklistReply(); });
    });
}

Result<std::size_t> Adapter::lane_at(std::string_view code) const {
    auto const found = std::ranges::find(cameras_, code, [](auto const& camera) { return camera->lane().code; });
    if (found != cameras_.end()) return static_cast<std::size_t>(found - cameras_.begin());
    return fail(Errc::rejected, "no lane has the code " + std::string(code));
}

Result<vo::GateControlReply> Adapter::move_gate(vo::GateControl const& control, std::chrono::milliseconds left) {
    LOTBRIDGE_TRY(auto const number, lane_at(control.bar_code));
    auto& camera = *cameras_[number];
    auto const& lane = camera.lane();
    if (control.is_open) {
        LOTBRIDGE_CHECK(open_gate(number, left));
    } else if (lane.close_output < 0) {
        return fail(Errc::unsupported, "gate " + lane.code + ": no output that closes it is wired");
    } else {
        LOTBRIDGE_CHECK(camera.carry_out(PulseOrder{lane.close_output, lane.pulse}, left));
    }
    return vo::GateControlReply{.bar_code = control.bar_code, .status = 1};
}

// Moved is what the limit switch says. Without one, the camera's word that it has pulsed its relay is all there is; a
// camera that only fetches orders gives not even that.
Result<> Adapter::open_gate(std::size_t number, std::chrono::milliseconds left) {
    auto& camera = *cameras_[number];
    auto const& lane = camera.lane();
    bool const switched = lane.opened_input >= 0;
    if (!switched && !lane.by_tcp())
        return fail(Errc::unsupported, "gate " + lane.code +
                                           ": by push alone, and without a limit switch, nobody can "
                                           "tell whether it moves");
    auto const began = Clock::now();
    moved_[number] = began;
    LOTBRIDGE_CHECK(camera.carry_out(PulseOrder{lane.output, lane.pulse}, left));
    if (!switched || camera.limit_switch().open().value_or(false)) return {};
    if (camera.limit_switch().wait_until_open(began, std::min(began + left, Clock::now() + moves_within))) return {};
    return fail(Errc::rejected, "gate " + lane.code + ": the camera took the order, and the barrier did not open");
}

Result<vo::GateStatusReply> Adapter::gate_status(vo::GateStatus const& query, std::chrono::milliseconds left) {
    LOTBRIDGE_TRY(auto const number, lane_at(query.bar_code));
    auto& camera = *cameras_[number];
    auto const input = camera.lane().opened_input;
    if (input < 0) return fail(Errc::unsupported, "gate " + query.bar_code + ": no limit switch is wired");
    LOTBRIDGE_TRY(auto const open, camera.input(input, left));
    return vo::GateStatusReply{.bar_code = query.bar_code, .bar_status = open ? 1 : 0};
}

// A driver without a plate has scanned a code: the gate opens, and the temporary plate goes in or out.
Result<> Adapter::let_through(Passage passage, Command const& command) {
    LOTBRIDGE_TRY(auto const number, lane_at(passage.lane));
    auto const& lane = cameras_[number]->lane();
    if (lane.way != passage.way)
        return fail(Errc::rejected, "lane " + lane.code + " leads " + (lane.way == Way::in ? "in" : "out"));
    if (!command.opr_num.empty() && known().memory.answered(command.opr_num)) return {};
    LOTBRIDGE_CHECK(open_gate(number, command.time_left));
    passage.time = now();
    if (passage.record.empty()) passage.record = record_of(lane, passage.time, "code");
    auto next = draft();
    report(next.known.stays.tell(std::move(passage), now()), next.batch);
    if (!command.opr_num.empty()) next.known.memory.keep_answer(command.opr_num, "done");
    return keep(std::move(next));
}

// To every entrance, for the time when cameras are on their own.
Result<> Adapter::change_lists(ListOrder const& order, std::chrono::milliseconds left) {
    if (order.plate.find_first_not_of(' ') == std::string::npos)
        return fail(Errc::rejected, "a list is changed for one plate; none was named");
    auto const until = Clock::now() + left;
    for (auto const& camera : cameras_) {
        if (camera->lane().way != Way::in) continue;
        auto const rest = std::chrono::floor<std::chrono::milliseconds>(until - Clock::now());
        LOTBRIDGE_CHECK(camera->carry_out(order, std::max(rest, std::chrono::milliseconds(0))));
    }
    return {};
}

// Connects as it would, and reports nothing.
Result<> Adapter::check(Settings const& settings, Findings& findings) {
    LOTBRIDGE_CHECK(start(settings));
    std::vector<std::string> away(cameras_.size(), "it did not answer within 3 s");
    std::size_t missing = 0;
    for (auto const& camera : cameras_) missing += camera->lane().by_tcp();
    for (auto const until = Clock::now() + check_limit; missing > 0 && Clock::now() < until;) {
        for (auto const& camera : cameras_)
            if (camera->lane().by_tcp()) camera->tend(std::nullopt);
        inbox().wait(50ms);
        for (auto const& event : inbox().take(1000)) {
            auto const* link = std::get_if<Link>(&event.what);
            if (!link || !cameras_[event.lane]->lane().by_tcp()) continue;
            missing -= link->up && !away[event.lane].empty();
            away[event.lane] = link->up ? "" : link->why;
        }
    }
    for (std::size_t i = 0; i < cameras_.size(); ++i) {
        auto const& lane = cameras_[i]->lane();
        auto const subject = "lane " + lane.code;
        if (!lane.by_tcp())
            findings.note(subject, "waits for pushes of camera " + lane.serialno);
        else if (away[i].empty())
            findings.ok(subject, "camera " + lane.serialno + " answers at " + lane.host);
        else
            findings.failed(subject, "camera " + lane.serialno + " at " + lane.host + ": " + away[i]);
    }
    stop();
    return {};
}

}  // namespace lotbridge::vzenith
