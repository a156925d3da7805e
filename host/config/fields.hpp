// Members of a checked document into the fields of a struct; an absent member leaves the default. Inside this layer
// only.
#pragma once

#include "base/text.hpp"
#include "config/schema_node.hpp"
#include "config/settings.hpp"
#include "config/units.hpp"

namespace lotbridge::config {

inline void assign(std::string& field, Json const& value) { field = text_of(value); }
inline void assign(Secret& field, Json const& value) { field = Secret(std::string(text_of(value))); }
inline void assign(std::filesystem::path& field, Json const& value) { field = base::to_path(text_of(value)); }
inline void assign(bool& field, Json const& value) { field = value.GetBool(); }
inline void assign(unsigned& field, Json const& value) { field = value.GetUint(); }
inline void assign(std::uint64_t& field, Json const& value) { field = read_size(text_of(value)).value_or(field); }
inline void assign(Milliseconds& field, Json const& value) { field = read_duration(text_of(value)).value_or(field); }
inline void assign(std::chrono::minutes& field, Json const& value) {
    field = std::chrono::floor<std::chrono::minutes>(read_duration(text_of(value)).value_or(field));
}
inline void assign(Money& field, Json const& value) { field = Money::parse(text_of(value)).value_or(field); }
inline void assign(std::chrono::hours& field, Json const& value) {
    field = std::chrono::floor<std::chrono::hours>(read_duration(text_of(value)).value_or(field));
}

template <class T>
void assign(std::vector<T>& field, Json const& value) {
    field.clear();
    for (auto const& item : value.GetArray()) assign(field.emplace_back(), item);
}
template <class T>
void assign(std::map<std::string, T>& field, Json const& value) {
    for (auto const& entry : value.GetObject()) assign(field[std::string(text_of(entry.name))], entry.value);
}

template <class T>
void take(T& field, Json const& object, std::string_view name) {
    if (auto const* value = find(object, name)) assign(field, *value);
}

// The text of the member becomes one of these values.
template <class E>
struct Word {
    std::string_view text;
    E value;
};
template <class E, std::size_t N>
void take(E& field, Json const& object, std::string_view name, Word<E> const (&words)[N]) {
    auto const text = text_or(object, name);
    for (auto const& word : words) {
        if (word.text == text) field = word.value;
    }
}

}  // namespace lotbridge::config
