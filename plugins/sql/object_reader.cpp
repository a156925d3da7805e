#include "object_reader.hpp"

#include "nearest.hpp"

#include <charconv>

namespace lotbridge::sql {

ObjectReader::ObjectReader(Node const& node, Problems& problems) : node_(node), problems_(problems) {
    if (!node.is(Node::Kind::object)) problems.add(node.place, "an object { } must stand here");
}

Node const* ObjectReader::find(std::string_view name) {
    known_.emplace(name);
    return node_.find(name);
}

Node const* ObjectReader::need(std::string_view name) {
    auto const* found = find(name);
    if (!found && node_.is(Node::Kind::object))
        problems_.add(node_.place, "member \"" + std::string(name) + "\" is missing");
    return found;
}

std::string ObjectReader::text(std::string_view name, std::string fallback) {
    auto const* found = find(name);
    if (!found) return fallback;
    if (!found->is(Node::Kind::text)) problems_.add(found->place, "must be a text");
    return found->text;
}

std::string ObjectReader::need_text(std::string_view name) {
    auto const* found = need(name);
    if (!found) return {};
    if (!found->is(Node::Kind::text) || found->text.empty())
        problems_.add(found->place, "must be a text that is not empty");
    return found->text;
}

bool ObjectReader::flag(std::string_view name, bool fallback) {
    auto const* found = find(name);
    if (!found) return fallback;
    if (!found->is(Node::Kind::boolean)) problems_.add(found->place, "must be true or false");
    return found->text == "true";
}

std::int64_t ObjectReader::number(std::string_view name, std::int64_t fallback, std::int64_t least, std::int64_t most) {
    auto const* found = find(name);
    if (!found) return fallback;
    std::int64_t value = 0;
    auto const* const last = found->text.data() + found->text.size();
    auto const [end, error] = std::from_chars(found->text.data(), last, value);
    if (found->is(Node::Kind::number) && error == std::errc{} && end == last && value >= least && value <= most)
        return value;
    problems_.add(found->place, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return fallback;
}

std::vector<std::string> ObjectReader::texts(std::string_view name) {
    auto const* found = find(name);
    return found ? scalars(*found, problems_) : std::vector<std::string>();
}

void ObjectReader::finish() {
    for (auto const& member : node_.members) {
        if (known_.contains(member.name)) continue;
        problems_.add(member.place, "\"" + member.name + "\" is not known here" +
                                        did_you_mean(member.name, {known_.begin(), known_.end()}));
    }
}

std::string scalar(Node const& node, Problems& problems) {
    if (!node.is(Node::Kind::text) && !node.is(Node::Kind::number))
        problems.add(node.place,
                     "must be a text or a number" +
                         std::string(node.is(Node::Kind::null) ? "; a member without a value is left out" : ""));
    return node.text;
}

std::vector<std::string> scalars(Node const& node, Problems& problems) {
    if (!node.is(Node::Kind::list)) return {scalar(node, problems)};
    std::vector<std::string> out;
    for (auto const& item : node.items) out.push_back(scalar(item, problems));
    return out;
}

}  // namespace lotbridge::sql
