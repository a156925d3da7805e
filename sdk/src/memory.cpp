#include <lotbridge/adapter/memory.hpp>

#include <lotbridge/adapter/poller.hpp>
#include "json_tree.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <algorithm>
#include <charconv>

namespace lotbridge {
namespace {

using MemoryWriter = rapidjson::Writer<rapidjson::StringBuffer>;

void put(MemoryWriter& out, std::string_view text) {
    out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

template <class Number>
bool get(json::Node const& node, Number& number) {
    auto const* end = node.text.data() + node.text.size();
    auto const [stop, error] = std::from_chars(node.text.data(), end, number);
    return node.type == json::Type::number && error == std::errc{} && stop == end;
}

json::Node const* first_of(json::Node const& root, std::string_view name) {
    auto const* node = json::member(root, name);
    return node ? node->child : nullptr;
}

tl::unexpected<Error> refuse_cursor() {
    return fail(Errc::rejected, "the stored cursor cannot be used: it is none of this adapter, or of a newer version");
}

}  // namespace

std::string Memory::text() const {
    rapidjson::StringBuffer buffer;
    MemoryWriter out(buffer);
    out.StartObject();
    put(out, "memory");
    out.Int(1);
    put(out, "marks");
    out.StartObject();
    for (auto const& [stream, mark] : marks_) {
        put(out, stream);
        out.Int64(mark);
    }
    out.EndObject();
    put(out, "heard");
    out.StartObject();
    for (auto const& [stream, heard] : heard_) {
        put(out, stream);
        out.StartArray();
        for (auto const& [key, content] : heard) {
            out.Uint64(key);
            out.Uint64(content);
        }
        out.EndArray();
    }
    out.EndObject();
    put(out, "done");
    out.StartArray();
    for (auto const& [number, answer] : done_) {
        put(out, number);
        put(out, answer);
    }
    out.EndArray();
    put(out, "values");
    out.StartObject();
    for (auto const& [name, text] : values_) {
        put(out, name);
        put(out, text);
    }
    out.EndObject();
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

Result<Memory> Memory::read(std::string_view cursor, std::size_t keys, std::size_t answers) {
    Memory memory(keys, answers);
    if (cursor.empty()) return memory;
    json::Document document;
    auto const parsed = document.parse(cursor);
    int version = 0;
    auto const* number = parsed ? json::member(**parsed, "memory") : nullptr;
    if (!number || !get(*number, version) || version != 1) return refuse_cursor();
    auto const& root = **parsed;
    for (auto const* node = first_of(root, "marks"); node; node = node->next)
        if (!get(*node, memory.marks_[std::string(node->name)])) return refuse_cursor();
    for (auto const* stream = first_of(root, "heard"); stream; stream = stream->next) {
        auto& heard = memory.heard_[std::string(stream->name)];
        for (auto const* node = stream->child; node; node = node->next->next) {
            std::pair<std::uint64_t, std::uint64_t> one;
            if (!node->next || !get(*node, one.first) || !get(*node->next, one.second)) return refuse_cursor();
            heard.push_back(one);
        }
    }
    for (auto const* node = first_of(root, "done"); node; node = node->next->next) {
        if (!node->next) return refuse_cursor();
        memory.done_.emplace_back(node->text, node->next->text);
    }
    for (auto const* node = first_of(root, "values"); node; node = node->next)
        memory.values_.emplace(node->name, node->text);
    return memory;
}

std::int64_t Memory::mark(std::string_view stream) const {
    auto const found = marks_.find(stream);
    return found == marks_.end() ? 0 : found->second;
}

bool Memory::has_mark(std::string_view stream) const { return marks_.contains(stream); }

void Memory::raise(std::string_view stream, std::int64_t to) {
    if (!has_mark(stream) || to > mark(stream)) marks_.insert_or_assign(std::string(stream), to);
}

void Memory::forget(std::string_view stream) {
    if (auto const found = marks_.find(stream); found != marks_.end()) marks_.erase(found);
}

Memory::Seen Memory::see(std::string_view stream, std::string_view key, std::uint64_t hash) {
    auto& heard = heard_.try_emplace(std::string(stream)).first->second;
    auto const fingerprint = content_hash(key);
    auto const found = std::ranges::find(heard, fingerprint, &Heard::value_type::first);
    if (found != heard.end()) {
        if (found->second == hash) return Seen::again;
        found->second = hash;
        return Seen::changed;
    }
    heard.emplace_back(fingerprint, hash);
    if (heard.size() > keys_) heard.pop_front();
    return Seen::fresh;
}

std::string const* Memory::answered(std::string_view number) const {
    auto const found = std::ranges::find(done_, number, &std::pair<std::string, std::string>::first);
    return found == done_.end() ? nullptr : &found->second;
}

void Memory::keep_answer(std::string_view number, std::string answer) {
    if (answered(number)) return;
    done_.emplace_back(number, std::move(answer));
    if (done_.size() > answers_) done_.pop_front();
}

std::string const& Memory::value(std::string_view name) const {
    static std::string const none;
    auto const found = values_.find(name);
    return found == values_.end() ? none : found->second;
}

void Memory::set_value(std::string_view name, std::string text) {
    if (text.empty())
        values_.erase(std::string(name));
    else
        values_.insert_or_assign(std::string(name), std::move(text));
}

}  // namespace lotbridge
