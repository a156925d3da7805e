#include "json_tree.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <algorithm>

namespace lotbridge::json {
namespace {

// Receives the parser's events and hangs each value below the innermost open array or object.
class Builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
public:
    explicit Builder(std::pmr::memory_resource& memory) : memory_(memory) {}

    Node const* root() const { return root_; }
    // What it refused, when it did.
    bool met_half_a_character() const { return half_; }

    bool Null() { return add(Type::null, {}); }
    bool Bool(bool value) { return add(Type::boolean, value ? "true" : "false"); }
    bool RawNumber(char const* digits, rapidjson::SizeType size, bool) { return add(Type::number, keep(digits, size)); }
    bool String(char const* text, rapidjson::SizeType size, bool) {
        return whole({text, size}) && add(Type::text, keep(text, size));
    }
    bool Key(char const* text, rapidjson::SizeType size, bool) {
        name_ = keep(text, size);
        return whole({text, size});
    }
    bool StartObject() { return open(Type::object); }
    bool StartArray() { return open(Type::array); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }

private:
    struct Level {
        Node* parent = nullptr;
        Node* last = nullptr;
    };

    // The parser lets the escape of half a pair ("\\udc00" alone) pass, which is no UTF-8 once it is decoded.
    bool whole(std::string_view text) {
        for (auto at = text.find('\xED'); at != text.npos && !half_; at = text.find('\xED', at + 1))
            half_ = at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0;
        return !half_;
    }

    std::string_view keep(char const* text, std::size_t size) {
        if (size == 0) return {};
        auto* copy = static_cast<char*>(memory_.allocate(size, 1));
        std::copy_n(text, size, copy);
        return {copy, size};
    }

    bool add(Type type, std::string_view text) {
        auto* node = new (memory_.allocate(sizeof(Node), alignof(Node))) Node{type, name_, text};
        name_ = {};
        if (depth_ == 0) {
            root_ = node;
            return true;
        }
        auto& level = levels_[depth_ - 1];
        (level.last ? level.last->next : level.parent->child) = node;
        level.last = node;
        return true;
    }

    bool open(Type type) {
        if (depth_ == levels_.size()) return false;
        add(type, {});
        levels_[depth_] = {depth_ == 0 ? root_ : levels_[depth_ - 1].last, nullptr};
        ++depth_;
        return true;
    }

    bool close() {
        --depth_;
        return true;
    }

    std::pmr::memory_resource& memory_;
    std::array<Level, Document::max_depth> levels_;
    std::size_t depth_ = 0;
    bool half_ = false;
    std::string_view name_;
    Node* root_ = nullptr;
};

}  // namespace

Result<Node const*> Document::parse(std::string_view text) {
    constexpr unsigned flags =
        rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::Reader reader;
    Builder builder(memory_);
    if (auto const outcome = reader.Parse<flags>(stream, builder); outcome.IsError()) {
        std::string const words = builder.met_half_a_character() ? "An escape is half a character."
                                  : outcome.Code() == rapidjson::kParseErrorTermination
                                      ? "Nested deeper than " + std::to_string(max_depth) + " levels."
                                      : rapidjson::GetParseError_En(outcome.Code());
        return fail(Errc::rejected, "not JSON at byte " + std::to_string(outcome.Offset()) + ": " + words);
    }
    // The parser takes a zero byte for the end of the text.
    if (stream.Tell() != text.size())
        return fail(Errc::rejected, "not JSON at byte " + std::to_string(stream.Tell()) + ": a zero byte");
    return builder.root();
}

Node const* member(Node const& node, std::string_view name) {
    if (node.type != Type::object) return nullptr;
    for (auto const* child = node.child; child; child = child->next)
        if (child->name == name) return child;
    return nullptr;
}

std::size_t count_children(Node const& node) {
    std::size_t count = 0;
    for (auto const* child = node.child; child; child = child->next) ++count;
    return count;
}

}  // namespace lotbridge::json
