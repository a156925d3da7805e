// Adapter for Gatehouse, a program that appends each passage to a text file and opens the gates that it finds in
// another. Begin by putting what your lot has in the place of the two files.
#include <lotbridge/adapter.hpp>
#include <lotbridge/adapter/poller.hpp>

#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>

namespace gatehouse {

namespace vo = lotbridge::vo;
using lotbridge::Errc;
using lotbridge::fail;
using lotbridge::Result;

// "number;time;plate;lane", numbered from 1 upwards.
struct Passage {
    std::string number, time, plate, lane;
};
using Poller = lotbridge::Poller<Passage>;

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

bool is_gate(std::string const& code) {
    constexpr auto allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    return !code.empty() && code.size() <= 20 && code.find_first_not_of(allowed) == std::string::npos;
}

class Adapter final : public lotbridge::Adapter {
public:
    static constexpr auto offers = lotbridge::native<vo::VehicleEntry, vo::GateControl>;
    static constexpr char settings_schema[] = R"({
        "type": "object", "additionalProperties": false, "required": ["passages", "commands"],
        "properties": {
            "passages": {"type": "string", "format": "path", "title": "File of passages", "x-title-zh": "过车文件"},
            "commands": {"type": "string", "format": "path", "title": "File of commands", "x-title-zh": "指令文件"}
        }})";

    Adapter() {
        on<vo::GateControl>([this](vo::GateControl const& control, Command const& command) {
            return move_gate(control, std::string(command.opr_num));
        });
    }

    Result<> start(lotbridge::Settings const& settings) override {
        LOTBRIDGE_TRY(passages_, settings.text("passages"));
        LOTBRIDGE_TRY(commands_, settings.text("commands"));
        if (!std::ifstream(passages_)) return fail(Errc::retry, "opening " + passages_ + ": it is not there");
        poller_.emplace();
        poller_->add("passages", {.scale = lotbridge::Scale::number, .overlap = 20},
                     [this](auto const& after, std::size_t limit) { return read(after, limit); });
        return {};
    }

    Result<lotbridge::Batch> poll(std::string_view cursor) override {
        LOTBRIDGE_TRY(auto harvest, poller_->poll(cursor));
        lotbridge::Batch batch;
        for (auto const& [stream, row] : harvest.rows) {
            auto const& passage = row.payload;
            batch.add(
                vo::VehicleEntry{.record_code = "gatehouse-" + passage.number,
                                 .car_num = passage.plate,
                                 .in_cross = passage.lane,
                                 .in_time = lotbridge::LocalTime::parse(passage.time).value_or(lotbridge::LocalTime()),
                                 .in_identity = vo::VehicleType::temporary},
                row.key);
        }
        if (harvest.cursor != cursor) batch.resume_at(harvest.cursor);
        batch.ask_again(harvest.more);
        return batch;
    }

    void stop() override { poller_.reset(); }

    Result<> check(lotbridge::Settings const& settings, lotbridge::Findings& findings) override {
        LOTBRIDGE_TRY(auto const passages, settings.text("passages"));
        if (std::ifstream(passages))
            findings.ok("passages", passages + " can be read");
        else
            findings.failed("passages", passages + " cannot be read");
        return {};
    }

private:
    // Lines are appended in order; one that is not written to its end yet is left for the next time.
    Result<std::vector<Poller::Row>> read(lotbridge::Position const& after, std::size_t limit) const {
        std::vector<Poller::Row> rows;
        std::ifstream file(passages_);
        if (!file) return fail(Errc::retry, "opening " + passages_ + ": it is not there");
        auto const from = number_of(after.value).value_or(0);
        for (std::string line; rows.size() < limit && std::getline(file, line) && !file.eof();) {
            auto passage = read_line(line);
            auto const number = number_of(passage.number);
            if (!number || *number < from || (*number == from && !after.key.empty())) continue;
            rows.push_back({passage.number, passage.number, lotbridge::content_hash(line), std::move(passage)});
        }
        return rows;
    }

    // "request open gate". The request's number tells whether it was carried out before: a gate moves once.
    Result<vo::GateControlReply> move_gate(vo::GateControl const& control, std::string const& request) const {
        if (!is_gate(control.bar_code)) return fail(Errc::rejected, "the lot has no gate of this code");
        if (request.empty() || !was_done(request)) {
            std::ofstream file(commands_, std::ios::app);
            file << request << (control.is_open ? " open " : " close ") << control.bar_code << std::endl;
            if (!file) return fail(Errc::retry, "writing to " + commands_ + ": it could not be written");
        }
        return vo::GateControlReply{.bar_code = control.bar_code, .status = 1};
    }

    bool was_done(std::string const& request) const {
        std::ifstream file(commands_);
        for (std::string line; std::getline(file, line);)
            if (line.starts_with(request + ' ')) return true;
        return false;
    }

    std::string passages_, commands_;
    std::optional<Poller> poller_;
};

}  // namespace gatehouse

LOTBRIDGE_ADAPTER(gatehouse::Adapter, "com.example.gatehouse", "0.1.0", "门岗", "Gatehouse");
