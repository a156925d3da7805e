#include "bookmark.hpp"

#include "json_source.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <charconv>

namespace lotbridge::sql {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write(Writer& writer, std::string const& text) {
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write(Writer& writer, StreamBookmark const& stream) {
    writer.StartObject();
    writer.Key("begin");
    write(writer, stream.begin);
    writer.Key("poller");
    write(writer, stream.poller);
    writer.Key("told");
    writer.StartArray();
    for (auto const content : stream.told) writer.Uint64(content);
    writer.EndArray();
    writer.Key("proven");
    writer.Uint64(stream.proven);
    if (stream.highest != 0) {
        writer.Key("highest");
        writer.Int64(stream.highest);
    }
    if (!stream.start.empty()) {
        writer.Key("start");
        write(writer, stream.start);
    }
    writer.EndObject();
}

template <class Number = std::uint64_t>
Number number(Node const& node) {
    Number value = 0;
    std::from_chars(node.text.data(), node.text.data() + node.text.size(), value);
    return value;
}

Result<StreamBookmark> read_stream(Node const& node) {
    auto const* begin = node.find("begin");
    auto const* poller = node.find("poller");
    auto const* told = node.find("told");
    auto const* proven = node.find("proven");
    if (!begin || !poller || !told || !proven)
        return fail(Errc::rejected, "the stored cursor is none of this adapter: " + describe(node.place));
    StreamBookmark stream{begin->text, poller->text, {}, number(*proven)};
    if (auto const* highest = node.find("highest")) stream.highest = number<std::int64_t>(*highest);
    if (auto const* start = node.find("start")) stream.start = start->text;
    for (auto const& item : told->items) stream.told.insert(number(item));
    return stream;
}

}  // namespace

std::string Bookmark::text() const {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.StartObject();
    writer.Key("streams");
    writer.StartObject();
    for (auto const& [name, stream] : streams) {
        writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
        write(writer, stream);
    }
    writer.EndObject();
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

Result<Bookmark> Bookmark::parse(std::string_view text) {
    Bookmark bookmark;
    if (text.empty()) return bookmark;
    LOTBRIDGE_TRY(auto const root, parse_json(text, "the stored cursor"));
    auto const* streams = root.find("streams");
    if (!streams) return fail(Errc::rejected, "the stored cursor is none of this adapter");
    for (auto const& [name, place, value] : streams->members) {
        LOTBRIDGE_TRY(bookmark.streams[name], read_stream(value));
    }
    return bookmark;
}

}  // namespace lotbridge::sql
