// Coded members. An enumeration of ours has one meaning everywhere; the numbers on the wire belong to the interface, so
// a row names the table that applies there. An enumerator of value 0 that stands in no table means "not given".
#pragma once

#include <lotbridge/schema/catalogue.hpp>

#include <array>
#include <cstddef>

namespace lotbridge::schema {

template <class E>
struct CodeRow {
    std::int64_t wire;
    E value;
    std::string_view name, title_zh;
};

template <class E, std::size_t N>
struct CodeTable {
    std::array<Code, N> rows;
};

// code_table<DoorType>({{0, DoorType::inner_entrance, "inner_entrance", "内场入口"}, ...})
template <class E, std::size_t N>
consteval CodeTable<E, N> code_table(CodeRow<E> const (&rows)[N]) {
    CodeTable<E, N> table{};
    for (std::size_t i = 0; i < N; ++i)
        table.rows[i] = {rows[i].wire, rows[i].name, rows[i].title_zh, static_cast<std::int64_t>(rows[i].value)};
    return table;
}

// Null when the table has no such number.
constexpr Code const* code_on_wire(std::span<Code const> codes, std::int64_t wire) {
    for (auto const& code : codes)
        if (code.wire == wire) return &code;
    return nullptr;
}
constexpr Code const* code_inside(std::span<Code const> codes, std::int64_t inside) {
    for (auto const& code : codes)
        if (code.inside == inside) return &code;
    return nullptr;
}

// The number that E{} and everything outside the table has on the wire: the standard's default for integers (E7).
constexpr std::int64_t wire_number(std::span<Code const> codes, std::int64_t inside) {
    auto const* code = code_inside(codes, inside);
    return code ? code->wire : 0;
}

}  // namespace lotbridge::schema
