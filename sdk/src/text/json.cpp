#include <lotbridge/text/json.hpp>

#include "../json_tree.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <charconv>

namespace lotbridge {

JsonValue::JsonValue(std::shared_ptr<json::Document const> document, json::Node const* node)
    : document_(std::move(document)), node_(node && node->type != json::Type::null ? node : nullptr) {}

Result<JsonValue> JsonValue::parse(std::string_view text) {
    auto document = std::make_shared<json::Document>();
    LOTBRIDGE_TRY(auto const* root, document->parse(text));
    return JsonValue(std::move(document), root);
}

JsonValue JsonValue::operator[](std::string_view member) const {
    return JsonValue(document_, node_ ? json::member(*node_, member) : nullptr);
}

std::vector<JsonValue> JsonValue::items() const {
    std::vector<JsonValue> items;
    if (!node_ || node_->type != json::Type::array) return items;
    for (auto const* child = node_->child; child; child = child->next) items.push_back(JsonValue(document_, child));
    return items;
}

std::string JsonValue::text() const {
    bool const readable = node_ && (node_->type == json::Type::text || node_->type == json::Type::number);
    return readable ? std::string(node_->text) : std::string();
}

std::optional<std::int64_t> JsonValue::integer() const {
    auto const digits = text();
    std::int64_t value = 0;
    auto const [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    bool const whole = !digits.empty() && error == std::errc{} && stop == digits.data() + digits.size();
    return whole ? std::optional(value) : std::nullopt;
}

bool JsonValue::is_true() const { return node_ && node_->type == json::Type::boolean && node_->text == "true"; }
bool JsonValue::is_object() const { return node_ && node_->type == json::Type::object; }

struct JsonWriter::Body {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> out{buffer};
    std::vector<bool> lists;  // of the objects and lists that are open

    void put(std::string_view text) { out.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
};

JsonWriter::JsonWriter() : body_(std::make_unique<Body>()) {}
JsonWriter::JsonWriter(JsonWriter&&) noexcept = default;
JsonWriter& JsonWriter::operator=(JsonWriter&&) noexcept = default;
JsonWriter::~JsonWriter() = default;

JsonWriter& JsonWriter::object() {
    body_->out.StartObject();
    body_->lists.push_back(false);
    return *this;
}
JsonWriter& JsonWriter::object(std::string_view name) {
    body_->put(name);
    return object();
}
JsonWriter& JsonWriter::list(std::string_view name) {
    body_->put(name);
    body_->out.StartArray();
    body_->lists.push_back(true);
    return *this;
}
JsonWriter& JsonWriter::item(std::string_view text) {
    body_->put(text);
    return *this;
}
JsonWriter& JsonWriter::end() {
    if (body_->lists.empty()) return *this;
    if (body_->lists.back())
        body_->out.EndArray();
    else
        body_->out.EndObject();
    body_->lists.pop_back();
    return *this;
}
JsonWriter& JsonWriter::member(std::string_view name, std::string_view text) {
    body_->put(name);
    body_->put(text);
    return *this;
}
JsonWriter& JsonWriter::member(std::string_view name, std::int64_t number) {
    body_->put(name);
    body_->out.Int64(number);
    return *this;
}
JsonWriter& JsonWriter::member(std::string_view name, bool yes) {
    body_->put(name);
    body_->out.Bool(yes);
    return *this;
}
std::string JsonWriter::text() const { return {body_->buffer.GetString(), body_->buffer.GetSize()}; }

}  // namespace lotbridge
