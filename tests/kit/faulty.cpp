// An adapter that keeps the contract, and one clause less when its settings say which: {"fault": "loses"}.
#include <lotbridge/adapter.hpp>
#include <lotbridge/vo/gate_control.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

using namespace lotbridge;

constexpr std::int64_t passages = 5;
constexpr auto plate = "粤B12345";

class Faulty : public Adapter {
public:
    static constexpr auto offers = native<vo::VehicleEntry, vo::GateControl>;
    static constexpr char settings_schema[] = R"({
      "type": "object", "additionalProperties": false,
      "properties": {
        "fault": {"type": "string", "title": "What it does wrong", "x-title-zh": "故障"},
        "commands": {"type": "string", "title": "File of commands", "x-title-zh": "指令文件"},
        "token": {"type": "string", "x-secret": true, "title": "A secret", "x-title-zh": "密钥"}
      }})";

    Faulty() {
        on<vo::GateControl>([this](vo::GateControl const& control, Command const& command) {
            return move_gate(control, std::string(command.opr_num));
        });
    }

    Result<> start(Settings const& settings) override {
        LOTBRIDGE_TRY(fault_, settings.text_or("fault", ""));
        LOTBRIDGE_TRY(commands_, settings.text_or("commands", ""));
        LOTBRIDGE_TRY(auto const token, settings.text_or("token", ""));
        if (is("does not start")) return fail(Errc::retry, "the lot is away");
        if (is("tells its token")) host().log(LogLevel::info, "logging in with " + token);
        if (is("prints plates")) std::printf("%s is coming\n", plate);
        told_ = 0;
        position_ = -1;
        return {};
    }

    Result<Batch> poll(std::string_view cursor) override {
        LOTBRIDGE_TRY(auto number, number_of(cursor));
        if (is("loses") && told_ == 0 && number > 0) ++number;
        if (is("ignores a refusal") && position_ > number) number = position_;
        Batch batch;
        if (number >= passages) return batch;
        auto const record = "record-" + std::to_string(number + 1);
        vo::VehicleEntry entry{.record_code = record,
                               .car_num = plate,
                               .in_cross = "N1",
                               .in_time = *LocalTime::parse("2026-11-26 08:00:0" + std::to_string(number)),
                               .in_identity = vo::VehicleType::temporary};
        if (is("leaves out the time")) entry.in_time = LocalTime();
        batch.add(entry, is("doubles") ? std::to_string(++told_) : record);
        ++told_;
        batch.resume_at(std::to_string(number + 1));
        batch.ask_again(number + 1 < passages);
        if (!is("ignores a refusal")) return batch;
        position_ = number + 1;
        if (!host().submit(batch)) host().log(LogLevel::warning, "the host did not take it");
        Batch nothing;
        nothing.ask_again(position_ < passages);
        return nothing;
    }

    void stop() override {
        if (is("hangs at its stop")) std::this_thread::sleep_for(std::chrono::hours(1));
    }

    Result<std::string> command(Command const& command) override {
        if (is("crashes at giant texts") && command.body.size() > 100'000) std::raise(SIGSEGV);
        if (is("carries out anything") && command.name == "no_such_command") return "{}";
        return Adapter::command(command);
    }

private:
    bool is(std::string_view fault) const { return fault_ == fault; }

    Result<std::int64_t> number_of(std::string_view cursor) const {
        if (cursor.empty()) return 0;
        if (is("throws at a foreign cursor")) return std::stoll(std::string(cursor));
        char const* const digits = "0123456789";
        if (cursor.size() > 6 || cursor.find_first_not_of(digits) != cursor.npos)
            return is("believes a foreign cursor")
                       ? Result<std::int64_t>(passages)
                       : fail(Errc::rejected, "the stored cursor is not one of this adapter");
        return std::stoll(std::string(cursor));
    }

    Result<vo::GateControlReply> move_gate(vo::GateControl const& control, std::string const& request) const {
        if (control.bar_code.size() > 20) return fail(Errc::rejected, "there is no such gate");
        if (is("moves a gate twice") || !was_done(request)) std::ofstream(commands_, std::ios::app) << request << '\n';
        return vo::GateControlReply{.bar_code = control.bar_code, .status = 1};
    }
    bool was_done(std::string const& request) const {
        std::ifstream file(commands_);
        for (std::string line; std::getline(file, line);)
            if (line == request) return true;
        return false;
    }

    std::string fault_, commands_;
    std::int64_t told_ = 0, position_ = -1;
};

}  // namespace

LOTBRIDGE_ADAPTER(Faulty, "test.contract", "1.0.0", "契约", "Contract");
