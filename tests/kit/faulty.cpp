// An adapter that keeps the contract, and one clause less when its settings say which: {"fault": "loses"}.
#include <lotbridge/adapter.hpp>
#include <lotbridge/vo/daily_reconciliation.hpp>
#include <lotbridge/vo/fee_query.hpp>
#include <lotbridge/vo/gate_control.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>
#include <lotbridge/vo/vehicle_exit.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace lotbridge;

// Of the first car, the last is the exit.
constexpr std::int64_t passages = 5;
constexpr auto plate = "粤B12345", gate = "1", last_inside = "record-4";

std::string time_of(std::int64_t number) { return "2026-11-26 08:00:0" + std::to_string(number); }

class Faulty : public Adapter {
public:
    static constexpr auto offers =
        native<vo::VehicleEntry, vo::VehicleExit, vo::GateControl, vo::FeeQuery> + derived<vo::DailyReconciliation>;
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
        on<vo::FeeQuery>([this](vo::FeeQuery const& query) { return fee(query); });
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
        if (is("forgets its cursor")) number = told_;
        if (is("loses") && told_ == 0 && number > 0) ++number;
        if (is("ignores a refusal") && position_ > number) number = position_;
        Batch batch;
        if (number >= passages) return batch;
        if (number + 1 == passages)
            add_exit(batch);
        else
            add_entry(batch, number);
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

    Result<Batch> list_day(LocalDate day) override {
        Batch batch;
        if (!is("forgets an exit")) add_exit(batch, is("keeps other books") ? 900 : 500);
        batch.add(vo::DailyReconciliation{.date_time = day, .pay_num = 1}, day.text());
        return batch;
    }
    Result<Batch> reread(LocalDate, std::vector<std::string> const& records) override {
        Batch batch;
        if (std::ranges::find(records, record_of(0)) == records.end()) return batch;
        add_entry(batch, 0);
        add_exit(batch);
        return batch;
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

    std::string record_of(std::int64_t number) const {
        auto record = "record-" + std::to_string(number + 1);
        if (is("renames its records")) record += "-" + std::to_string(born_.time_since_epoch().count());
        return record;
    }
    void add_entry(Batch& batch, std::int64_t number) {
        vo::VehicleEntry entry{.record_code = record_of(number),
                               .car_num = plate,
                               .in_cross = "N1",
                               .in_time = *LocalTime::parse(time_of(number)),
                               .in_identity = vo::VehicleType::temporary};
        if (is("leaves out the time")) entry.in_time = LocalTime();
        batch.add(entry, is("doubles") ? std::to_string(++told_) : entry.record_code);
    }
    void add_exit(Batch& batch, std::int64_t fen = 500) const {
        vo::VehicleExit exit{.record_code = record_of(0), .car_num = plate};
        exit.in_time = *LocalTime::parse(time_of(0));
        exit.out_time = *LocalTime::parse(time_of(passages));
        exit.pay_money = exit.charge_money = Money::from_fen(fen);
        batch.add(exit, exit.record_code);
    }

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

    Result<vo::FeeQueryReply> fee(vo::FeeQuery const& query) const {
        if (is("claims what it cannot")) return fail(Errc::unsupported, "who knows");
        if (is("refuses every fee")) return fail(Errc::rejected, "the booth is closed");
        if (query.record_code != last_inside && !is("knows every record"))
            return fail(Errc::rejected,
                        is("speaks GBK") ? "\xC3\xBB\xD3\xD0\xD5\xE2\xC1\xBE\xB3\xB5" : "no such car is inside");
        auto const record = is("answers for another car") ? record_of(0) : query.record_code;
        return vo::FeeQueryReply{.record_code = record, .charge_money = Money::from_fen(500)};
    }
    Result<vo::GateControlReply> move_gate(vo::GateControl const& control, std::string const& request) const {
        if (control.bar_code != gate) return fail(Errc::rejected, "there is no such gate");
        if (is("moves a gate twice") || !was_done(request)) std::ofstream(commands_, std::ios::app) << request << '\n';
        return vo::GateControlReply{.bar_code = control.bar_code, .status = 1};
    }
    bool was_done(std::string const& request) const {
        std::ifstream file(commands_);
        for (std::string line; std::getline(file, line);)
            if (line == request) return true;
        return false;
    }

    std::chrono::steady_clock::time_point const born_ = std::chrono::steady_clock::now();
    std::string fault_, commands_;
    std::int64_t told_ = 0, position_ = -1;
};

}  // namespace

LOTBRIDGE_ADAPTER(Faulty, "test.contract", "1.0.0", "契约", "Contract");
