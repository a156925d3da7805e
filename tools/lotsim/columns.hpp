// How our values stand in the product's columns: an empty optional or time is NULL, money is yuan as float.
#pragma once

#include <lotbridge/schema/scalars.hpp>

#include <soci/soci.h>
#include <cmath>
#include <optional>
#include <string>

namespace soci {

template <class T>
struct type_conversion<std::optional<T>> {
    using base_type = typename type_conversion<T>::base_type;
    static void from_base(base_type const& in, indicator state, std::optional<T>& out) {
        if (state == i_null) return out.reset();
        T value{};
        type_conversion<T>::from_base(in, state, value);
        out = std::move(value);
    }
    static void to_base(std::optional<T> const& in, base_type& out, indicator& state) {
        if (!in) return void(state = i_null);
        type_conversion<T>::to_base(*in, out, state);
    }
};

template <>
struct type_conversion<lotbridge::LocalTime> {
    using base_type = std::string;
    static void from_base(std::string const& in, indicator state, lotbridge::LocalTime& out) {
        // MySQL adds fractions of a second to some answers; the product's columns have none.
        out = state == i_null ? lotbridge::LocalTime()
                              : lotbridge::LocalTime::parse(in.substr(0, 19)).value_or(lotbridge::LocalTime());
    }
    static void to_base(lotbridge::LocalTime const& in, std::string& out, indicator& state) {
        out = in.text();
        state = in.empty() ? i_null : i_ok;
    }
};

template <>
struct type_conversion<lotbridge::Money> {
    using base_type = double;
    static void from_base(double in, indicator state, lotbridge::Money& out) {
        out = lotbridge::Money::from_fen(state == i_null ? 0 : std::llround(in * 100));
    }
    static void to_base(lotbridge::Money const& in, double& out, indicator& state) {
        out = static_cast<double>(in.fen()) / 100;
        state = i_ok;
    }
};

}  // namespace soci
