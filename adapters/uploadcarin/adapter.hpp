// Lots of the "uploadcarin" interface: their software dials us and tells, over one connection, what happens; over the
// same connection it takes the cloud's requests.
#pragma once

#include "line.hpp"
#include "said.hpp"
#include "settings_schema.hpp"

#include <lotbridge/adapter/pushed.hpp>

#include <memory>
#include <vector>

namespace lotbridge::uploadcarin {

struct Heard {
    net::Connection connection;
    Said said;
};

class Adapter final : public PushedAdapter<Heard> {
public:
    static constexpr auto offers = native<vo::VehicleEntry, vo::VehicleExit, vo::ImageUpload, vo::TotalSpaces,
                                          vo::FreeSpaces, vo::ManualGateOpening, vo::ChannelInfo, vo::MonthlyCard,
                                          vo::FeeQuery, vo::Prepayment, vo::GateControl, vo::UnlicensedEntry>;
    static constexpr char const* settings_schema = settings_schema_text;

    Adapter();

    Result<> check(Settings const& settings, Findings& findings) override;

protected:
    Result<> open(Settings const& settings, net::Network& network) override;
    void close() override { line_.reset(); }
    Result<> take(std::vector<Heard> messages) override;

private:
    struct Price {  // names of its members
        std::string due, discount, to_pay;
    };

    Result<> tell(std::vector<Heard> const& messages);
    Result<> add(Said const& said, Draft& next) const;

    Result<FeeAnswer> price(std::string const& record, std::chrono::milliseconds limit);
    Result<vo::PrepaymentReply> pay(vo::Prepayment const& payment, Command const& command);
    Result<vo::GateControlReply> move_gate(vo::GateControl const& control, std::chrono::milliseconds left);
    Result<vo::UnlicensedEntryReply> let_in(vo::UnlicensedEntry const& request, std::chrono::milliseconds left);

    LocalTime now() const { return LocalTime::now(utc_offset_); }

    std::chrono::minutes utc_offset_{480};
    Price names_;
    std::unique_ptr<Line> line_;  // goes first
};

}  // namespace lotbridge::uploadcarin
