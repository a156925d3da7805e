// The rows of a message: below each struct of vo/ stands describe(), a constexpr table of member pointers. A row says
// the wire name, the member, the standard's words and limits; the C++ type of the member says kind and multiplicity.
// The codec, the checks, the catalogue, log masking and the tests all derive from the rows.
#pragma once

#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/schema/codes.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <array>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace lotbridge::schema {

// A wire name and the name that was meant; they differ only where the standard misspells.
struct Wire {
    std::string_view name, meant;
    consteval Wire(char const* wire) : name(wire), meant(wire) {}
    consteval Wire(char const* wire, char const* meant_by_it) : name(wire), meant(meant_by_it) {}
};
// Spelled wrongly in the standard and therefore on the wire: never mend the first name.
consteval Wire sic(char const* wire, char const* meant) { return {wire, meant}; }

struct Limit {
    bool required = false;  // must be there and not empty
    std::size_t max = 0;    // characters
    bool secret = false;    // masked in logs
};

// The snake_case form of a wire name, which is what the member is called.
struct MemberName {
    std::array<char, 48> text{};
    std::size_t size = 0;

    consteval explicit MemberName(std::string_view camel) {
        for (char c : camel) {
            bool const upper = c >= 'A' && c <= 'Z';
            if (upper && size > 0) text[size++] = '_';
            text[size++] = upper ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    constexpr std::string_view view() const { return {text.data(), size}; }
};

template <class Owner, class T>
struct Field {
    using Value = T;
    Wire wire;
    T Owner::*member;
    std::string_view title_zh;
    Limit limit;
    std::span<Code const> codes;
    MemberName name;
};

template <class Owner, class T>
consteval Field<Owner, T> field(Wire wire, T Owner::*member, std::string_view title_zh, Limit limit = {}) {
    return {wire, member, title_zh, limit, {}, MemberName(wire.meant)};
}
template <class Owner, class E, std::size_t N>
consteval Field<Owner, E> coded(Wire wire, E Owner::*member, CodeTable<E, N> const& codes, std::string_view title_zh,
                                Limit limit = {}) {
    return {wire, member, title_zh, limit, codes.rows, MemberName(wire.meant)};
}

// What Appendix C says about a whole interface.
struct About {
    int number;
    std::string_view id, title_zh, title_en;
    std::string_view clause, function_clause;
    Direction direction;
    Queueing queueing = Queueing::keep;
};

template <class... Fields>
struct Rows {
    std::string_view name, clause;
    std::tuple<Fields...> fields;
};
template <class ReplyType, class... Fields>
struct MessageRows : Rows<Fields...> {
    using Reply = ReplyType;
    About about;
};

// The rows of a reply or of a list's items.
template <class... Fields>
consteval Rows<Fields...> shape(std::string_view name, std::string_view clause, Fields... fields) {
    return {name, clause, {fields...}};
}
template <class Reply, class... Fields>
consteval MessageRows<Reply, Fields...> message(About about, Fields... fields) {
    return {{about.id, about.clause, {fields...}}, about};
}

template <class T>
concept Described = requires(T const* type) {
    describe(type);
};
template <Described T>
inline constexpr auto description = describe(static_cast<T const*>(nullptr));

// A request of one of the interfaces (as against a reply or an item).
template <class T>
concept Message = Described<T> && requires {
    description<T>.about;
};
template <Message T>
inline constexpr About const& about = description<T>.about;
template <Message T>
using Reply = typename std::remove_cvref_t<decltype(description<T>)>::Reply;

template <Described T, class F>
constexpr void for_each_field(F&& visit) {
    std::apply([&](auto const&... fields) { (visit(fields), ...); }, description<T>.fields);
}

template <class T>
struct ItemOf {
    using type = void;
};
template <class Item>
struct ItemOf<std::vector<Item>> {
    using type = Item;
};
template <class Item>
struct ItemOf<AmountOrList<Item>> {
    using type = Item;
};

template <class T>
consteval Kind kind_of() {
    if constexpr (std::is_same_v<T, std::string>) return Kind::text;
    if constexpr (std::is_same_v<T, std::int64_t>) return Kind::integer;
    if constexpr (std::is_same_v<T, Money>) return Kind::money;
    if constexpr (std::is_same_v<T, Rate>) return Kind::decimal;
    if constexpr (std::is_same_v<T, LocalTime>) return Kind::datetime;
    if constexpr (std::is_same_v<T, LocalDate>) return Kind::date;
    if constexpr (std::is_same_v<T, bool>) return Kind::boolean;
    if constexpr (std::is_enum_v<T>) return Kind::code;
    using Item = typename ItemOf<T>::type;
    if constexpr (std::is_same_v<T, AmountOrList<Item>>) return Kind::amount_or_list;
    if constexpr (std::is_same_v<T, std::vector<Item>> || std::is_same_v<T, FreeList>) return Kind::list;
}

template <Described T>
struct ShapeOf;

template <class T>
consteval Shape const* item_shape() {
    using Item = typename ItemOf<T>::type;
    if constexpr (std::is_void_v<Item>)
        return nullptr;
    else
        return &ShapeOf<Item>::shape;
}

// A bool with a table of codes ("0 no, 1 yes") is a number on the wire.
template <class Owner, class T>
constexpr FieldInfo info(Field<Owner, T> const& row) {
    return {.wire = row.wire.name,
            .member = row.name.view(),
            .sic = row.wire.name != row.wire.meant,
            .kind = row.codes.empty() ? kind_of<T>() : Kind::code,
            .title_zh = row.title_zh,
            .required = row.limit.required,
            .max = row.limit.max,
            .secret = row.limit.secret,
            .codes = row.codes,
            .item = item_shape<T>()};
}

inline constexpr std::size_t max_rows = 32;

// The same rows without the C++ members, as the catalogue shows them.
template <Described T>
struct ShapeOf {
    static constexpr auto fields =
        std::apply([](auto const&... rows) { return std::array<FieldInfo, sizeof...(rows)>{info(rows)...}; },
                   description<T>.fields);
    static_assert(fields.size() <= max_rows);
    static constexpr Shape shape{description<T>.name, description<T>.clause, fields};
};
template <Described T>
inline constexpr Shape const& shape_of = ShapeOf<T>::shape;

}  // namespace lotbridge::schema
