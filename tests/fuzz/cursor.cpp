#include <lotbridge/adapter/memory.hpp>
#include <lotbridge/adapter/poller.hpp>
#include <lotbridge/adapter/stays.hpp>

#include "targets.hpp"

namespace lotbridge::fuzz {

// What an adapter finds of itself on disk: it may be another's, of another version, or damaged.
void cursor(std::string_view input) {
    if (auto const memory = Memory::read(input)) {
        auto const again = Memory::read(memory->text());
        must(again && *again == *memory, "what is remembered is remembered again");
    }
    if (auto const states = detail::read_cursor(input)) {
        auto const text = detail::write_cursor(*states);
        auto const again = detail::read_cursor(text);
        must(again && detail::write_cursor(*again) == text, "a watermark stays where it is");
        for (auto const& [stream, state] : *states)
            for (auto const scale : {Scale::number, Scale::time}) state.floor({.scale = scale});
    }
    if (auto stays = Stays::read(input)) {
        auto const again = Stays::read(stays->text());
        must(again && again->text() == stays->text(), "stays are kept as they were");
        LocalTime const now{std::chrono::local_seconds(std::chrono::seconds(1'780'000'000))};
        stays->settled(now);
        for (auto const way : {Way::in, Way::out})
            stays->tell({.way = way, .plate = "P", .lane = "L", .time = now, .record = "R", .note = {}}, now);
        must(Stays::read(stays->text()).has_value(), "and go on");
    }
}

}  // namespace lotbridge::fuzz
