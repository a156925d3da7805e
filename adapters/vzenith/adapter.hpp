// VZenith (臻识) cameras, one for each lane, as a lot of their own or beside another adapter that has the stays.
#pragma once

#include "camera.hpp"
#include "http_cameras.hpp"
#include "settings_schema.hpp"

#include <lotbridge/adapter/chore.hpp>
#include <lotbridge/adapter/pushed.hpp>
#include <lotbridge/adapter/stays.hpp>

#include <memory>
#include <vector>

namespace lotbridge::vzenith {

inline constexpr char no_plate[] = "无牌车";

// What is in the cursor.
struct Known {
    // It travels with each event: no more than a camera sends again. A replay of old ones is known by its times.
    static constexpr std::size_t heard_keys = 64, kept_answers = 50;
    Memory memory{heard_keys, kept_answers};
    Stays stays;

    static Result<Known> read(std::string_view cursor, StayRules const& rules = {});
    std::string text() const;
    bool operator==(Known const&) const = default;
};

class Adapter final : public PushedAdapter<Event, Known> {
public:
    static constexpr auto offers =
        native<vo::VehicleEntry, vo::VehicleExit, vo::ImageUpload, vo::GateControl, vo::GateStatus, vo::EquipmentStatus,
               vo::UnlicensedEntry, vo::UnlicensedExit> +
        derived<vo::ManualGateOpening, vo::ChannelInfo, vo::MonthlyCard, vo::Blacklist>;
    static constexpr char const* settings_schema = settings_schema_text;

    Adapter();

    Offers capabilities() const override;
    Result<> check(Settings const& settings, Findings& findings) override;

protected:
    Result<> open(Settings const& settings, net::Network& network) override;
    void close() override;
    Result<> take(std::vector<Event> events) override;
    Result<Known> recall(std::string_view cursor) override { return Known::read(cursor, rules_); }

private:
    struct Told {  // something that a camera told, and what it shall hear when it is on disk
        std::function<void(Verdict const&)> answer;
        Verdict verdict;
    };
    struct Intake {  // what events become, before the host has it
        Draft next;
        std::vector<Told> told;
        std::vector<Clock::time_point> moved;
    };

    Result<> open_pushes(Settings const& listen, net::Network& network, std::vector<HttpCamera*> cameras);
    Result<> tell(std::vector<Event> const& events);

    void tell_channels(Intake& intake) const;
    Result<> take_seen(std::size_t number, Seen const& seen, Intake& intake);
    Result<> take_passage(Lane const& lane, Recognition const& seen, Intake& intake);
    void take_edge(std::size_t number, Edge const& edge, Intake& intake);
    void take_link(std::size_t number, Link const& link, Intake& intake) const;
    void take_records(std::size_t number, Records const& records, Intake& intake) const;
    void report(std::vector<StayReport> const& reports, Batch& batch) const;
    Verdict welcome(Lane const& lane, Recognition const& seen) const;
    void notice(Lane const& lane, Recognition const& seen);

    Result<std::size_t> lane_at(std::string_view code) const;
    Result<vo::GateControlReply> move_gate(vo::GateControl const& control, std::chrono::milliseconds left);
    Result<> open_gate(std::size_t number, std::chrono::milliseconds left);
    Result<vo::GateStatusReply> gate_status(vo::GateStatus const& query, std::chrono::milliseconds left);
    Result<> let_through(Passage passage, Command const& command);
    Result<> change_lists(ListOrder const& order, std::chrono::milliseconds left);

    LocalTime now() const { return LocalTime::now(utc_offset_); }

    std::chrono::minutes utc_offset_{480};
    StayRules rules_;
    bool unlicensed_free_ = false;  // cars without a plate pass like any other
    Chore settling_{std::chrono::seconds(1)};
    std::vector<Clock::time_point> moved_;          // of each lane: when we or the camera last opened it
    std::vector<Event> events_;                     // heard, and not stored yet
    std::vector<std::unique_ptr<Camera>> cameras_;  // of each lane
    std::unique_ptr<HttpCameras> pushes_;           // goes first
};

// The code of a parking record that begins with this passage.
std::string record_of(Lane const& lane, LocalTime time, std::string_view id);

}  // namespace lotbridge::vzenith
