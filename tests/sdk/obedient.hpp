// An adapter that does what a test tells it to, by its settings.
#pragma once

#include <lotbridge/testing/fake_host.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::test {

class Obedient final : public Adapter {
public:
    static constexpr auto offers =
        native<vo::VehicleEntry, vo::GateControl, vo::GateStatus, vo::FeeQuery> + derived<vo::FreeSpaces>;
    static constexpr char settings_schema[] = R"({"type":"object"})";
    static inline LocalTime const morning = *LocalTime::parse("2024-05-01 08:00:00");

    Obedient() {
        on<vo::GateControl>([this](vo::GateControl const& control, std::chrono::milliseconds time_left) {
            return move_gate(control, time_left);
        });
        on<vo::GateStatus>([this](vo::GateStatus const& asked, Command const& command) -> Result<vo::GateStatusReply> {
            host().log(LogLevel::info, "asked by " + std::string(command.opr_num));
            return vo::GateStatusReply{.bar_code = asked.bar_code};
        });
    }

    Result<> start(Settings const& settings) override {
        LOTBRIDGE_TRY(mode_, settings.text("mode"));
        if (mode_ == "start throws") throw std::runtime_error("driver not installed");
        if (mode_ == "start throws an int") throw 7;
        return {};
    }

    Result<Batch> poll(std::string_view cursor) override {
        if (mode_ == "poll throws") throw std::runtime_error("table has gone");
        Batch batch;
        if (cursor == "done" || mode_ == "idle") return batch;
        batch.add(vo::VehicleEntry{.record_code = "R-1", .car_num = "A12345", .in_time = morning}, "row 1");
        if (mode_ == "breaks the schema") batch.add(vo::VehicleEntry{.car_num = "A12345"}, "row 2", Origin::inferred);
        if (mode_ == "with a picture") LOTBRIDGE_CHECK(add_picture(batch));
        if (mode_ != "keeps its cursor") batch.resume_at("done");
        if (mode_ == "reads a part") batch.leave_out("table gates has no column lane");
        batch.ask_again();
        return batch;
    }

    Result<Batch> list_day(LocalDate day) override {
        if (mode_ == "keeps no books") return Adapter::list_day(day);
        if (mode_ == "books throw") throw std::runtime_error("the books are locked");
        Batch batch;
        batch.add(vo::DailyReconciliation{.date_time = day, .pay_num = 1});
        batch.add(vo::VehicleExit{.record_code = "R-1", .out_time = morning}, "row 1", Origin::inferred);
        return batch;
    }
    Result<Batch> reread(LocalDate, std::vector<std::string> const& records) override {
        Batch batch;
        for (auto const& record : records)
            batch.add(vo::VehicleExit{.record_code = record, .out_time = morning}, "row of " + record);
        return batch;
    }

    void stop() override {
        if (mode_ == "stop throws") throw std::runtime_error("cannot close");
    }

private:
    Result<> add_picture(Batch& batch) {
        LOTBRIDGE_TRY(auto key, host().put_image("image/jpeg", "bytes"));
        batch.add_image({.record_code = "R-1", .image_code = "1", .image_type = vo::ImageType::entry_large}, key,
                        "row 1 picture");
        return {};
    }

    Result<vo::GateControlReply> move_gate(vo::GateControl const& control, std::chrono::milliseconds time_left) {
        host().log(LogLevel::info, "gate " + control.bar_code);
        if (control.bar_code == "broken") throw std::runtime_error("no answer from the controller");
        if (control.bar_code == "seen moving") LOTBRIDGE_CHECK(host().submit(opened_by_hand()));
        if (control.bar_code == "elsewhere") return fail(Errc::retry, "the controller is away");
        return vo::GateControlReply{.bar_code = control.bar_code, .status = time_left.count()};
    }

    static Batch opened_by_hand() {
        Batch batch;
        batch.add(vo::ManualGateOpening{.operate_time = morning, .open_type = vo::GateOpening::booth}, "opening 1");
        return batch;
    }

    std::string mode_;
};

}  // namespace lotbridge::test
