// Lots of the "uploadcarin" interface: their software dials us and tells, over one connection, what happens; over the
// same connection it takes the cloud's requests.
#pragma once

#include "line.hpp"
#include "said.hpp"
#include "settings_schema.hpp"

#include <lotbridge/adapter.hpp>
#include <lotbridge/adapter/memory.hpp>
#include <lotbridge/net/inbox.hpp>
#include <lotbridge/net/network.hpp>

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace lotbridge::uploadcarin {

class Adapter final : public lotbridge::Adapter {
public:
    static constexpr auto offers = native<vo::VehicleEntry, vo::VehicleExit, vo::ImageUpload, vo::TotalSpaces,
                                          vo::FreeSpaces, vo::ManualGateOpening, vo::ChannelInfo, vo::MonthlyCard,
                                          vo::FeeQuery, vo::Prepayment, vo::GateControl, vo::UnlicensedEntry>;
    static constexpr char const* settings_schema = settings_schema_text;

    Adapter();
    ~Adapter() override { stop(); }

    Result<> start(Settings const& settings) override;
    Result<Batch> poll(std::string_view cursor) override;
    std::chrono::milliseconds look_every() const override;
    Result<Batch> look() override;
    void stop() override;
    Result<> check(Settings const& settings, Findings& findings) override;

private:
    struct Heard {
        net::Connection connection;
        Said said;
    };
    struct Price {  // names of its members
        std::string due, discount, to_pay;
    };

    Result<> attend();
    Result<> keep(std::vector<Heard> const& heard);
    Result<> add(Said const& said, Batch& batch, Memory& memory) const;
    Result<> remember(Memory memory, Batch batch = {});

    Result<FeeAnswer> price(std::string const& record, std::chrono::milliseconds limit);
    Result<vo::PrepaymentReply> pay(vo::Prepayment const& payment, Command const& command);
    Result<vo::GateControlReply> move_gate(vo::GateControl const& control, std::chrono::milliseconds left);
    Result<vo::UnlicensedEntryReply> let_in(vo::UnlicensedEntry const& request, std::chrono::milliseconds left);

    LocalTime now() const;

    static constexpr std::size_t kept_states = 200, kept_answers = 100;
    std::chrono::minutes utc_offset_{480};
    Price names_;
    Memory memory_{kept_states, kept_answers};
    std::optional<std::string> cursor_;  // that memory_ is made of, once one was given
    std::set<std::string> warned_;
    net::Inbox<Heard> inbox_{100};
    std::optional<net::Network> network_;
    std::unique_ptr<Line> line_;  // goes first
};

}  // namespace lotbridge::uploadcarin
