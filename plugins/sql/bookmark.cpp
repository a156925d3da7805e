#include "bookmark.hpp"

#include "json_source.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <charconv>

namespace lotbridge::sql {

std::string Bookmark::text() const {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    auto const text = [&](std::string const& value) {
        writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    };
    writer.StartObject();
    writer.Key("poller");
    text(poller);
    writer.Key("told");
    writer.StartObject();
    for (auto const& [stream, contents] : told) {
        writer.Key(stream.data(), static_cast<rapidjson::SizeType>(stream.size()));
        writer.StartArray();
        for (auto const content : contents) writer.Uint64(content);
        writer.EndArray();
    }
    writer.EndObject();
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

Result<Bookmark> Bookmark::parse(std::string_view text) {
    Bookmark bookmark;
    if (text.empty()) return bookmark;
    LOTBRIDGE_TRY(auto const root, parse_json(text, "the stored cursor"));
    auto const* poller = root.find("poller");
    auto const* told = root.find("told");
    if (!poller || !told) return fail(Errc::rejected, "the stored cursor is none of this adapter");
    bookmark.poller = poller->text;
    for (auto const& [stream, place, contents] : told->members) {
        for (auto const& item : contents.items) {
            std::uint64_t content = 0;
            std::from_chars(item.text.data(), item.text.data() + item.text.size(), content);
            bookmark.told[stream].insert(content);
        }
    }
    return bookmark;
}

}  // namespace lotbridge::sql
