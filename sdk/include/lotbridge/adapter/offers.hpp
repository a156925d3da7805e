// Which of the standard's interfaces an adapter offers: the capability sheet, as a constant of the class and as JSON.
#pragma once

#include <lotbridge/vo/all.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace lotbridge {

enum class Support {
    unsupported,  // a normal, typed answer
    derived,      // put together from other facts, e.g. free spaces counted from entries and exits
    native,
};

constexpr std::string_view to_text(Support support) {
    switch (support) {
        case Support::native:
            return "native";
        case Support::derived:
            return "derived";
        case Support::unsupported:
            break;
    }
    return "unsupported";
}

class Offers {
public:
    static constexpr int highest_number = 27;

    constexpr Support operator[](int number) const { return by_number_[static_cast<std::size_t>(number)]; }
    constexpr Offers with(int number, Support support) const {
        auto copy = *this;
        copy.by_number_[static_cast<std::size_t>(number)] = support;
        return copy;
    }
    // The better of both for each interface.
    constexpr Offers operator+(Offers const& other) const {
        auto sum = *this;
        for (std::size_t i = 0; i < by_number_.size(); ++i)
            sum.by_number_[i] = std::max(by_number_[i], other.by_number_[i]);
        return sum;
    }
    bool operator==(Offers const&) const = default;

    std::string text() const;  // {"login":"unsupported","vehicle_entry":"native",...}

private:
    std::array<Support, highest_number + 1> by_number_{};
};

namespace detail {
template <Support S, schema::Message... M>
constexpr Offers offers_of(vo::MessageList<M...>) {
    Offers offers;
    ((offers = offers.with(schema::about<M>.number, S)), ...);
    return offers;
}
}  // namespace detail

// static constexpr auto offers = native<vo::VehicleEntry, vo::GateControl> + derived<vo::FreeSpaces>;
template <schema::Message... M>
inline constexpr Offers native = detail::offers_of<Support::native>(vo::MessageList<M...>{});
template <schema::Message... M>
inline constexpr Offers derived = detail::offers_of<Support::derived>(vo::MessageList<M...>{});
inline constexpr Offers every_interface = detail::offers_of<Support::native>(vo::AllMessages{});

namespace detail {

// A terminated text that lives in a constant, so that a library's entry needs no code to be read.
struct SheetText {
    std::array<char, 2048> text{};
    std::size_t size = 0;
    constexpr void add(std::string_view piece) {
        for (char c : piece) text[size++] = c;
    }
};

template <schema::Message... M>
consteval SheetText sheet_text(Offers const& offers, vo::MessageList<M...>) {
    SheetText sheet;
    auto const add = [&](schema::About const& about) {
        sheet.add(sheet.size == 0 ? "{\"" : ",\"");
        sheet.add(about.id);
        sheet.add("\":\"");
        sheet.add(to_text(offers[about.number]));
        sheet.add("\"");
    };
    (add(schema::about<M>), ...);
    sheet.add("}");
    return sheet;
}

}  // namespace detail
}  // namespace lotbridge
