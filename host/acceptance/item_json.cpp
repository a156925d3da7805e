#include "acceptance/item_json.hpp"

namespace lotbridge::acceptance {

namespace {

void write(json::Writer& writer, char const* name, std::string_view value) {
    writer.Key(name);
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void write_text(json::Writer& writer, Text const& text) {
    writer.StartObject();
    write(writer, "en", text.en);
    write(writer, "zh", text.zh);
    writer.EndObject();
}

void write_message(json::Writer& writer, Message const& message) {
    writer.StartObject();
    writer.Key("seq");
    writer.Int64(message.seq);
    write(writer, "oprNum", message.opr_num);
    write(writer, "record", message.record);
    write(writer, "at", json::time_text(message.at));
    write(writer, "words", message.words);
    writer.EndObject();
}

Text read_text(json::Value const& object) { return {json::text(object, "en"), json::text(object, "zh")}; }

Message read_message(json::Value const& object) {
    return {json::number(object, "seq"), json::text(object, "oprNum"), json::text(object, "record"),
            json::time(object, "at").value_or(WallTime()), json::text(object, "words")};
}

}  // namespace

void write_item(json::Writer& writer, Item const& item) {
    writer.StartObject();
    write(writer, "id", item.id);
    write(writer, "clause", item.clause);
    writer.Key("title");
    write_text(writer, item.title);
    write(writer, "grade", name_of(item.grade));
    writer.Key("why");
    write_text(writer, item.why);
    writer.Key("evidence");
    writer.StartArray();
    for (auto const& line : item.evidence) write_text(writer, line);
    writer.EndArray();
    writer.Key("messages");
    writer.StartArray();
    for (auto const& message : item.messages) write_message(writer, message);
    writer.EndArray();
    writer.EndObject();
}

void write_items(json::Writer& writer, char const* name, std::vector<Item> const& items) {
    writer.Key(name);
    writer.StartArray();
    for (auto const& item : items) write_item(writer, item);
    writer.EndArray();
}

Item read_item(json::Value const& object) {
    Item item{.id = json::text(object, "id"),
              .clause = json::text(object, "clause"),
              .title = read_text(json::member(object, "title")),
              .grade = grade_named(json::text(object, "grade")),
              .why = read_text(json::member(object, "why"))};
    for (auto const& line : json::items(object, "evidence")) item.evidence.push_back(read_text(line));
    for (auto const& message : json::items(object, "messages")) item.messages.push_back(read_message(message));
    return item;
}

}  // namespace lotbridge::acceptance
