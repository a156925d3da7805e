// One JSON document as a tree of plain nodes. Numbers keep their digits, so that nothing passes through binary floating
// point, and a number stays distinguishable from a text. Private to the SDK's library.
#pragma once

#include <lotbridge/result.hpp>

#include <array>
#include <cstddef>
#include <memory_resource>
#include <string_view>

namespace lotbridge::json {

enum class Type : unsigned char { null, boolean, number, text, array, object };

struct Node {
    Type type = Type::null;
    std::string_view name;        // of an object's member
    std::string_view text;        // a text, a number's digits, "true" or "false"
    Node const* child = nullptr;  // first element or member
    Node const* next = nullptr;   // next element or member of the same parent
};

// Owns the nodes of one parsed text.
class Document {
public:
    static constexpr std::size_t max_depth = 32;

    Document() = default;
    Document(Document const&) = delete;
    Document& operator=(Document const&) = delete;

    // Once per document. The root lives as long as the document and needs nothing of the text.
    Result<Node const*> parse(std::string_view text);

private:
    std::array<std::byte, 4096> first_block_;
    std::pmr::monotonic_buffer_resource memory_{first_block_.data(), first_block_.size()};
};

// Null when node is no object or has no such member; the first one counts.
Node const* member(Node const& node, std::string_view name);
std::size_t count_children(Node const& node);

}  // namespace lotbridge::json
