// Lots of the AKE platform (艾科智泊): the platform pushes what happens to us, and is called for the rest.
#pragma once

#include "gateway.hpp"
#include "pictures.hpp"
#include "said.hpp"
#include "settings_schema.hpp"

#include <lotbridge/adapter/chore.hpp>
#include <lotbridge/adapter/pushed.hpp>
#include <lotbridge/net/http_listener.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::ake {

// A push of the platform.
struct Heard {
    JsonValue json;
    std::string address;  // below the path
    net::Answer answer;
    std::chrono::steady_clock::time_point at;
};

// What is in the cursor.
struct Known {
    static constexpr std::size_t kept_keys = 400, kept_answers = 200;
    Memory memory{kept_keys, kept_answers};
    PendingPictures pictures;

    static Result<Known> read(std::string_view cursor);
    std::string text() const;
    bool operator==(Known const&) const = default;
};

class Adapter final : public PushedAdapter<Heard, Known> {
public:
    static constexpr auto offers =
        native<vo::VehicleEntry, vo::VehicleCorrection, vo::VehicleExit, vo::ImageUpload, vo::TotalSpaces,
               vo::FreeSpaces, vo::FeeQuery, vo::Prepayment, vo::CashierSettlement, vo::FreeMinutes,
               vo::UnlicensedEntry, vo::UnlicensedExit, vo::MonthlyCard, vo::MonthlyCardProduct, vo::GateControl,
               vo::ManualGateOpening, vo::EquipmentStatus, vo::ChannelInfo, vo::Blacklist, vo::AutoDeduct> +
        derived<vo::DailyReconciliation, vo::StationStatus>;
    static constexpr char const* settings_schema = settings_schema_text;

    Adapter();

    Result<Batch> poll(std::string_view cursor) override;
    Result<Batch> look() override;
    Offers capabilities() const override;
    Result<> check(Settings const& settings, Findings& findings) override;
    Result<Batch> list_day(LocalDate day) override;
    Result<Batch> reread(LocalDate day, std::vector<std::string> const& records) override;

protected:
    Result<> open(Settings const& settings, net::Network& network) override;
    void close() override;
    Result<Known> recall(std::string_view cursor) override;
    Result<> take(std::vector<Heard> pushes) override;

private:
    using Clock = std::chrono::steady_clock;
    using milliseconds = std::chrono::milliseconds;

    // A look through the platform's list of entries or exits.
    struct Sweep {
        bool leave = false;
        std::int64_t from = 0, to = 0;  // of the slice, in seconds of the lot's clocks
        int page = 0;                   // 0: none is under way
    };
    using Rows = std::function<Result<>(std::vector<JsonValue> const&)>;

    Result<> open_gateway(Settings const& settings, net::Network& network);
    Result<> listen(Settings const& settings, net::Network& network);
    void hear(net::HttpRequest const& request, net::Answer const& answer);
    Result<Batch> deduct();
    Result<> keep(Draft next);
    Context context(Memory const& memory) const;

    bool is_of_another_lot(Said const& said);
    void add(Said const& said, Draft& next);
    void add(Passage const& passage, Draft& next);
    void add(std::string const& record, Correction const& correction, Draft& next) const;
    void add(Fact const& fact, Draft& next) const;
    void tell_life(bool up, Draft& next) const;

    bool attempt(Chore& chore, std::function<Result<bool>()> const& work);
    Result<bool> read_directory();
    Result<bool> read_free_spaces();
    Result<bool> sweep(Sweep& sweep);
    void begin(Sweep& sweep) const;
    Result<> look_for_life();
    Result<bool> fetch_picture();
    Result<std::string> fetch(PictureAt const& picture);
    std::string page_of(bool leave, LocalTime from, LocalTime to, int page) const;
    Result<> read_exits(LocalDate day, Rows const& take);

    Result<FeeAnswer> fee(std::string const& record, milliseconds limit);
    Result<vo::PrepaymentReply> pay(vo::Prepayment const& payment, Command const& command);
    Result<> pay_back(vo::Prepayment const& payment, milliseconds limit);
    Result<> once(std::string_view what, Command const& command, std::function<Result<>(Memory&)> const& act);
    Result<vo::VehicleCorrectionReply> correct(vo::VehicleCorrection const& correction, Command const& command);
    Result<vo::GateControlReply> move_gate(vo::GateControl const& control, Command const& command);
    Result<> scan(std::string const& channel, std::string const& driver, milliseconds left);
    Result<vo::UnlicensedEntryReply> let_in(vo::UnlicensedEntry const& request, Command const& command);
    Result<vo::UnlicensedExitReply> let_out(vo::UnlicensedExit const& request, Command const& command);
    Result<vo::BlacklistReply> change_blacklist(vo::Blacklist const& change, milliseconds left);

    JsonWriter request() const;  // an open object with the lot's code
    LocalTime now() const { return gateway_->now(); }
    std::int64_t seconds_now() const { return now().at().time_since_epoch().count(); }

    static constexpr std::chrono::seconds read_limit{5};  // of a read that nobody waits for
    static constexpr std::size_t entries_a_page = 500, exits_a_page = 100;

    std::string park_, path_, operator_, blacklist_type_;
    bool wants_pictures_ = true;
    std::chrono::seconds overlap_{}, silence_{};
    std::int64_t since_ = 0;

    std::vector<Channel> channels_;
    Chore directory_, spaces_, entries_, exits_;
    Sweep in_{.leave = false}, out_{.leave = true};
    std::optional<Clock::time_point> last_beat_;
    std::int64_t last_beat_seconds_ = 0;
    std::optional<Error> refused_;   // by the host, while something was being read
    std::vector<Heard> deductions_;  // that wait to be asked
    std::optional<Gateway> gateway_;
    std::optional<net::HttpListener> listener_;  // goes first
};

}  // namespace lotbridge::ake
