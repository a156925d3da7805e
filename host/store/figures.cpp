#include "store/figures.hpp"

#include "store/packed.hpp"

#include <array>

namespace lotbridge::store {

namespace {

constexpr std::array counts{&Figures::due,  &Figures::absorbed, &Figures::accepted, &Figures::wrong,
                            &Figures::late, &Figures::lost,     &Figures::packets,  &Figures::malformed};
constexpr std::size_t number_size = 8;

void pack_with_size(std::string& bytes, Delays const& delays) {
    auto const packed = delays.packed();
    pack(bytes, static_cast<std::int64_t>(packed.size()));
    bytes += packed;
}

// Takes what is there: of a damaged column only what makes sense comes back.
std::string_view take(std::string_view& bytes, std::size_t size) {
    auto const taken = bytes.substr(0, size);
    bytes.remove_prefix(taken.size());
    return taken;
}
std::int64_t take_number(std::string_view& bytes) {
    auto const numbers = unpack(take(bytes, number_size));
    return numbers.empty() ? 0 : numbers.front();
}
Delays take_delays(std::string_view& bytes) {
    auto const size = static_cast<std::size_t>(take_number(bytes));
    return Delays::unpacked(take(bytes, size));
}

}  // namespace

Figures& Figures::operator+=(Figures const& other) {
    for (auto const count : counts) this->*count += other.*count;
    delays += other.delays;
    apart += other.apart;
    return *this;
}

void pack(std::string& bytes, Day day, Figures const& figures) {
    pack(bytes, day.time_since_epoch().count());
    for (auto const count : counts) pack(bytes, figures.*count);
    pack_with_size(bytes, figures.delays);
    pack_with_size(bytes, figures.apart);
}

std::vector<DayFigures> unpack_days(std::string_view bytes) {
    std::vector<DayFigures> days;
    while (!bytes.empty()) {
        auto& [date, figures] = days.emplace_back();
        date = Day(std::chrono::days(take_number(bytes)));
        for (auto const count : counts) figures.*count = take_number(bytes);
        figures.delays = take_delays(bytes);
        figures.apart = take_delays(bytes);
    }
    return days;
}

}  // namespace lotbridge::store
