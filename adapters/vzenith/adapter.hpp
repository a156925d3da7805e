// VZenith (臻识) cameras, one for each lane, as a lot of their own or beside another adapter that has the stays.
#pragma once

#include "camera.hpp"
#include "http_cameras.hpp"
#include "settings_schema.hpp"

#include <lotbridge/adapter.hpp>
#include <lotbridge/adapter/memory.hpp>
#include <lotbridge/adapter/stays.hpp>
#include <lotbridge/net/inbox.hpp>
#include <lotbridge/net/network.hpp>

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace lotbridge::vzenith {

inline constexpr char no_plate[] = "无牌车";

class Adapter final : public lotbridge::Adapter {
public:
    static constexpr auto offers =
        native<vo::VehicleEntry, vo::VehicleExit, vo::ImageUpload, vo::GateControl, vo::GateStatus, vo::EquipmentStatus,
               vo::UnlicensedEntry, vo::UnlicensedExit> +
        derived<vo::ManualGateOpening, vo::ChannelInfo, vo::MonthlyCard, vo::Blacklist>;
    static constexpr char const* settings_schema = settings_schema_text;

    Adapter();
    ~Adapter() override { stop(); }

    Result<> start(Settings const& settings) override;
    Result<Batch> poll(std::string_view cursor) override;
    std::chrono::milliseconds look_every() const override;
    Result<Batch> look() override;
    void stop() override;
    Offers capabilities() const override;
    Result<> check(Settings const& settings, Findings& findings) override;

private:
    struct Told {  // something that a camera told, and what it shall hear when it is on disk
        std::function<void(Verdict const&)> answer;
        Verdict verdict;
    };
    struct Intake {  // what events become, before the host has it
        Batch batch;
        Memory memory;
        Stays stays;
        std::vector<Told> told;
        std::vector<Clock::time_point> moved;
    };

    Result<> open_cameras(Settings const& settings);
    Result<> open_pushes(Settings const& listen, std::vector<HttpCamera*> cameras);
    Result<> attend();
    Result<> take(std::vector<Event> const& events);
    Result<> keep(Intake& intake);

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

    LocalTime now() const;

    std::chrono::minutes utc_offset_{480};
    StayRules rules_;
    bool unlicensed_free_ = false;  // cars without a plate pass like any other
    // They travel with each event: no more than a camera sends again. A replay of old ones is known by its times.
    static constexpr std::size_t heard_keys = 64, kept_answers = 50;
    Memory memory_{heard_keys, kept_answers};
    Stays stays_;
    std::optional<std::string> cursor_;  // that memory_ and stays_ are made of, once one was given
    Clock::time_point next_settling_{};
    std::vector<Clock::time_point> moved_;  // of each lane: when we or the camera last opened it
    std::set<std::string> warned_;
    net::Inbox<Event> inbox_{500};
    std::vector<Event> events_;  // taken out of it, and not stored yet
    std::optional<net::Network> network_;
    std::vector<std::unique_ptr<Camera>> cameras_;  // of each lane
    std::unique_ptr<HttpCameras> pushes_;           // goes first
};

// The code of a parking record that begins with this passage.
std::string record_of(Lane const& lane, LocalTime time, std::string_view id);

}  // namespace lotbridge::vzenith
