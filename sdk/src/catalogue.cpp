#include <lotbridge/schema/catalogue.hpp>

#include <lotbridge/schema/body.hpp>
#include <lotbridge/vo/all.hpp>
#include "codec.hpp"

#include <algorithm>

namespace lotbridge::schema {
namespace {

template <Message M>
constexpr Shape const* pushed = &shape_of<M>;
template <>
constexpr Shape const* pushed<vo::MemberQuery> = &shape_of<vo::MemberChange>;

template <Message M>
constexpr Interface entry() {
    auto const& a = about<M>;
    return {a.number,    a.id,       a.title_zh,   a.title_en,          a.clause, a.function_clause,
            a.direction, a.queueing, &shape_of<M>, &shape_of<Reply<M>>, pushed<M>};
}

template <class... M>
constexpr std::array<Interface, sizeof...(M)> entries(vo::MessageList<M...>) {
    return {entry<M>()...};
}

constexpr auto all = entries(vo::AllMessages{});
static_assert(std::is_sorted(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.number < b.number; }));

void collect_unknown(Shape const& shape, json::Node const& object, std::string const& path,
                     std::vector<std::string>& found) {
    auto const matched = match(shape, object);
    for (auto const* node : matched.unknown) found.push_back(path + "/" + std::string(node->name));
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
        auto const* list = matched.rows[i];
        if (!shape.fields[i].item || !list || list->type != json::Type::array) continue;
        std::size_t index = 0;
        for (auto const* node = list->child; node; node = node->next, ++index)
            collect_unknown(*shape.fields[i].item, *node,
                            path + "/" + std::string(shape.fields[i].wire) + "/" + std::to_string(index), found);
    }
}

}  // namespace

std::span<Interface const> interfaces() { return all; }

Interface const* find_interface(std::string_view id) {
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& i) { return i.id == id; });
    return found == all.end() ? nullptr : &*found;
}

Interface const* find_interface(int number) {
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& i) { return i.number == number; });
    return found == all.end() ? nullptr : &*found;
}

Result<std::string> normalise(Shape const& shape, std::string_view body) {
    LOTBRIDGE_TRY(auto const read, Body::read(shape, body));
    return read.normalised();
}

std::vector<std::string> unknown_members(Shape const& shape, std::string_view body) {
    std::vector<std::string> found;
    json::Document document;
    if (auto const root = document.parse(body)) collect_unknown(shape, **root, "", found);
    return found;
}

}  // namespace lotbridge::schema
