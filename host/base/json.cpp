#include "base/json.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <fmt/format.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

namespace lotbridge::base::json {

namespace {

class Depth : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Depth> {
public:
    bool StartObject() { return open(); }
    bool StartArray() { return open(); }
    bool EndObject(rapidjson::SizeType) { return --depth_, true; }
    bool EndArray(rapidjson::SizeType) { return --depth_, true; }

    bool too_much() const { return depth_ > most; }

private:
    static constexpr std::size_t most = 64;  // a message has half of it, settings have all
    bool open() { return ++depth_ <= most; }

    std::size_t depth_ = 0;
};

}  // namespace

// Reads on where a stricter reader would end.
bool is_deep(std::string_view text) {
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                               rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag;
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::Reader reader;
    Depth depth;
    reader.Parse<flags>(stream, depth);
    return depth.too_much();
}

bool read_object(rapidjson::Document& json, std::string_view text) {
    if (is_deep(text)) return false;
    json.Parse(text.data(), text.size());
    return !json.HasParseError() && json.IsObject();
}

std::string written(Value const& value) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

Value const& member(Value const& object, char const* name) {
    static Value const none;
    return object.IsObject() && object.HasMember(name) ? object[name] : none;
}

std::string text(Value const& object, char const* name) {
    auto const& value = member(object, name);
    return value.IsString() ? std::string(value.GetString(), value.GetStringLength()) : std::string();
}

std::string word(Value const& object, char const* name) {
    auto const& value = member(object, name);
    return value.IsInt64() ? std::to_string(value.GetInt64()) : text(object, name);
}

std::int64_t number(Value const& object, char const* name) {
    auto const& value = member(object, name);
    return value.IsInt64() ? value.GetInt64() : 0;
}

bool flag(Value const& object, char const* name) {
    auto const& value = member(object, name);
    return value.IsBool() && value.GetBool();
}

Value::ConstArray items(Value const& list) {
    static Value const none(rapidjson::kArrayType);
    return list.IsArray() ? list.GetArray() : none.GetArray();
}

Value::ConstArray items(Value const& object, char const* name) { return items(member(object, name)); }

std::optional<WallTime> time(Value const& object, char const* name) {
    auto written = text(object, name);
    if (written.size() < 20) return std::nullopt;
    written[10] = ' ';
    auto const local = LocalTime::parse(written.substr(0, 19));
    if (!local || local->empty()) return std::nullopt;
    auto const fraction = written[19] == '.' ? std::atoi(written.c_str() + 20) : 0;
    return WallTime(local->to_utc(std::chrono::minutes(0))) + std::chrono::milliseconds(fraction);
}

std::string time_text(WallTime at) {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(at);
    auto text = LocalTime::from_utc(seconds, {}).text();
    text[10] = 'T';
    return fmt::format("{}.{:03}Z", text, (at - seconds).count());
}

std::string object(std::initializer_list<std::pair<char const*, std::string_view>> members) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.StartObject();
    for (auto const& [name, value] : members) {
        writer.Key(name);
        writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    }
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace lotbridge::base::json
