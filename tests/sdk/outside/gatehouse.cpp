// Adapter for a gatehouse program that appends one line per passage to a text file, and opens the gate whose number it
// finds in a command file.
#include <lotbridge/adapter.hpp>
#include <lotbridge/adapter/poller.hpp>

#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>

namespace gatehouse {

namespace vo = lotbridge::vo;
using lotbridge::Errc;
using lotbridge::Result;

// "number;time;plate;lane", numbered from 1 upwards.
struct Passage {
    std::string number, time, plate, lane;
};

Passage read_line(std::string const& line) {
    Passage passage;
    std::istringstream in(line);
    for (auto* piece : {&passage.number, &passage.time, &passage.plate, &passage.lane}) std::getline(in, *piece, ';');
    return passage;
}

std::optional<std::int64_t> number_of(std::string const& text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

class Adapter final : public lotbridge::Adapter {
public:
    static constexpr auto offers = lotbridge::native<vo::VehicleEntry, vo::GateControl>;
    static constexpr char settings_schema[] = R"({
        "type": "object", "additionalProperties": false, "required": ["passages", "commands"],
        "properties": {
            "passages": {"type": "string", "title": "File of passages", "x-title-zh": "过车文件"},
            "commands": {"type": "string", "title": "File of commands", "x-title-zh": "指令文件"}
        }})";

    Adapter() {
        on<vo::GateControl>([this](vo::GateControl const& control) { return move_gate(control); });
    }

    Result<> start(lotbridge::Settings const& settings) override {
        LOTBRIDGE_TRY(passages_, settings.text("passages"));
        LOTBRIDGE_TRY(commands_, settings.text("commands"));
        if (!std::ifstream(passages_))
            return lotbridge::fail(Errc::retry, "opening " + passages_ + ": it is not there");
        poller_.emplace();
        poller_->add("passages", {.scale = lotbridge::Scale::number, .overlap = 20},
                     [this](auto const& after, std::size_t limit) { return read(after, limit); });
        return {};
    }

    Result<lotbridge::Batch> poll(std::string_view cursor) override {
        LOTBRIDGE_TRY(auto harvest, poller_->poll(cursor));
        lotbridge::Batch batch;
        for (auto const& [stream, row] : harvest.rows) {
            auto const time = lotbridge::LocalTime::parse(row.payload.time);
            batch.add(vo::VehicleEntry{.record_code = "GH-" + row.key,
                                       .car_num = row.payload.plate,
                                       .in_cross = row.payload.lane,
                                       .in_time = time.value_or(lotbridge::LocalTime()),
                                       .in_identity = vo::VehicleType::temporary},
                      row.key);
        }
        if (harvest.cursor != cursor) batch.resume_at(harvest.cursor);
        batch.ask_again(harvest.more);
        return batch;
    }

    void stop() override { poller_.reset(); }

private:
    using Poller = lotbridge::Poller<Passage>;

    // Lines are appended in order; one that is not written to its end yet is left for the next time.
    Result<std::vector<Poller::Row>> read(lotbridge::Position const& after, std::size_t limit) const {
        std::vector<Poller::Row> rows;
        std::ifstream file(passages_);
        auto const from = number_of(after.value).value_or(0);
        for (std::string line; rows.size() < limit && std::getline(file, line) && !file.eof();) {
            auto passage = read_line(line);
            auto const number = number_of(passage.number);
            if (!number || *number < from || (*number == from && !after.key.empty())) continue;
            rows.push_back({passage.number, passage.number, lotbridge::content_hash(line), std::move(passage)});
        }
        return rows;
    }

    Result<vo::GateControlReply> move_gate(vo::GateControl const& control) const {
        std::ofstream file(commands_, std::ios::app);
        file << (control.is_open ? "open " : "close ") << control.bar_code << std::endl;
        if (!file) return lotbridge::fail(Errc::retry, "writing to " + commands_ + ": it could not be written");
        return vo::GateControlReply{.bar_code = control.bar_code, .status = 1};
    }

    std::string passages_, commands_;
    std::optional<Poller> poller_;
};

}  // namespace gatehouse

LOTBRIDGE_ADAPTER(gatehouse::Adapter, "com.example.gatehouse", "1.0.0", "门岗", "Gatehouse");
