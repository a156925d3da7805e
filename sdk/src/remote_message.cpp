#include <lotbridge/remote/message.hpp>

#include "base64.hpp"
#include "codec.hpp"

#include <rapidjson/reader.h>
#include <algorithm>
#include <charconv>
#include <type_traits>

namespace lotbridge::remote {
namespace {

using schema::write;
using schema::write_key;
using schema::Writer;

// ---- writing

// An object that may stand inside a message: whole, not deep, nothing behind it.
class Flat : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Flat> {
public:
    bool StartObject() { return open(); }
    bool StartArray() { return depth_ > 0 && open(); }
    bool EndObject(rapidjson::SizeType) { return --depth_, true; }
    bool EndArray(rapidjson::SizeType) { return --depth_, true; }
    bool Default() { return depth_ > 0; }

private:
    // Beside what the message itself is deep.
    static constexpr std::size_t max_depth = json::Document::max_depth - 8;
    bool open() { return ++depth_ <= max_depth; }
    std::size_t depth_ = 0;
};

bool is_object(std::string_view text) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::Reader reader;
    Flat flat;
    constexpr unsigned flags =
        rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag;
    return !reader.Parse<flags>(stream, flat).IsError() && stream.Tell() == text.size();
}

template <class Message>
void write_members(Writer& out, Message const& message);

void write_value(Writer& out, std::string const& text) { write(out, std::string_view(text)); }
void write_value(Writer& out, std::int64_t number) { write(out, number); }
void write_value(Writer& out, bool value) { write(out, value); }
void write_value(Writer& out, Bytes const& data) { write_value(out, detail::to_base64(data.bytes)); }
void write_value(Writer& out, Fact const& fact) { write_members(out, fact); }
void write_value(Writer& out, Json const& json) {
    if (is_object(json.text))
        out.RawValue(json.text.data(), json.text.size(), rapidjson::kObjectType);
    else
        write_value(out, json.text);
}
template <class Item>
void write_value(Writer& out, std::vector<Item> const& items) {
    out.StartArray();
    for (auto const& item : items) write_value(out, item);
    out.EndArray();
}

template <class Message>
void write_members(Writer& out, Message const& message) {
    out.StartObject();
    Message::members(message, [&](std::string_view name, auto const& value) {
        write_key(out, name);
        write_value(out, value);
    });
    out.EndObject();
}

template <class Fill>
std::string envelope(Fill fill) {
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartObject();
    write_key(out, "jsonrpc");
    write(out, std::string_view("2.0"));
    fill(out);
    out.EndObject();
    return schema::text_of(buffer);
}

void write_id(Writer& out, std::int64_t id) {
    write_key(out, "id");
    write(out, id);
}

// ---- reading

std::string text_of(json::Node const& node) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    schema::write_raw(writer, node);
    return schema::text_of(buffer);
}

std::optional<std::int64_t> whole_number(json::Node const* node) {
    std::int64_t number = 0;
    if (!node || node->type != json::Type::number) return std::nullopt;
    auto const* const end = node->text.data() + node->text.size();
    auto const [rest, error] = std::from_chars(node->text.data(), end, number);
    return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

template <class Message>
Result<> read_members(json::Node const* object, Message& message);

Result<> misfit(std::string_view what) { return fail(Errc::misuse, "is no " + std::string(what)); }

Result<> read_value(json::Node const& node, std::string& text) {
    if (node.type != json::Type::text) return misfit("text");
    text = node.text;
    return {};
}
Result<> read_value(json::Node const& node, std::int64_t& number) {
    auto const read = whole_number(&node);
    if (!read) return misfit("whole number");
    number = *read;
    return {};
}
Result<> read_value(json::Node const& node, bool& value) {
    if (node.type != json::Type::boolean) return misfit("true or false");
    value = node.text == "true";
    return {};
}
Result<> read_value(json::Node const& node, Json& json) {
    if (node.type != json::Type::object && node.type != json::Type::text) return misfit("object or text");
    json.text = node.type == json::Type::text ? std::string(node.text) : text_of(node);
    return {};
}
Result<> read_value(json::Node const& node, Bytes& data) {
    auto bytes = node.type == json::Type::text ? detail::from_base64(node.text) : std::nullopt;
    if (!bytes) return misfit("Base64");
    data.bytes = std::move(*bytes);
    return {};
}
Result<> read_value(json::Node const& node, Fact& fact) {
    if (node.type != json::Type::object) return misfit("object");
    return read_members(&node, fact);
}
template <class Item>
Result<> read_value(json::Node const& node, std::vector<Item>& items) {
    if (node.type != json::Type::array) return misfit("list");
    for (auto const* child = node.child; child; child = child->next)
        LOTBRIDGE_CHECK(read_value(*child, items.emplace_back()));
    return {};
}

template <class Message>
Result<> read_members(json::Node const* object, Message& message) {
    if (!object) return {};
    Result<> good;
    Message::members(message, [&](std::string_view name, auto& value) {
        auto const* const node = json::member(*object, name);
        if (!good || !node || node->type == json::Type::null) return;
        if (auto read = read_value(*node, value); !read)
            good = fail(read.error().code, '"' + std::string(name) + "\" " + read.error().message);
    });
    return good;
}

Error error_of(json::Node const& node) {
    auto const code = whole_number(json::member(node, "code")).value_or(LB_BROKEN);
    auto const* const words = json::member(node, "message");
    auto const known = code >= LB_RETRY && code <= LB_BROKEN;
    return {known ? static_cast<Errc>(code) : Errc::broken, words ? std::string(words->text) : std::string()};
}

Error no_message(std::string_view words) { return {Errc::broken, "no JSON-RPC message: " + std::string(words)}; }

}  // namespace

template <class Message>
std::string request(std::int64_t id, Message const& params) {
    return envelope([&](Writer& out) {
        write_id(out, id);
        write_key(out, "method");
        write(out, Message::method);
        write_key(out, "params");
        write_members(out, params);
    });
}

template <class Message>
std::string notification(Message const& params) {
    return envelope([&](Writer& out) {
        write_key(out, "method");
        write(out, Message::method);
        write_key(out, "params");
        write_members(out, params);
    });
}

template <class Answer>
std::string answer(std::int64_t id, Answer const& result) {
    return envelope([&](Writer& out) {
        write_id(out, id);
        write_key(out, "result");
        write_members(out, result);
    });
}

std::string failure(std::int64_t id, Error const& error) {
    return envelope([&](Writer& out) {
        write_id(out, id);
        write_key(out, "error");
        out.StartObject();
        write_key(out, "code");
        write(out, static_cast<std::int64_t>(error.code));
        write_key(out, "message");
        write(out, std::string_view(error.message));
        out.EndObject();
    });
}

Result<Incoming> Incoming::parse(std::string_view text) {
    Incoming incoming;
    incoming.document_ = std::make_shared<json::Document>();
    auto const parsed = incoming.document_->parse(text);
    if (!parsed) return fail(no_message(parsed.error().message));
    auto const& root = **parsed;
    if (root.type != json::Type::object) return fail(no_message("it is no object"));

    auto const id = whole_number(json::member(root, "id"));
    auto const* const method = json::member(root, "method");
    auto const* const result = json::member(root, "result");
    auto const* const error = json::member(root, "error");
    incoming.id = id.value_or(0);
    if (method) {
        if (method->type != json::Type::text) return fail(no_message("its method is no text"));
        incoming.kind = id ? Kind::request : Kind::notification;
        incoming.method = method->text;
        incoming.payload_ = json::member(root, "params");
    } else if (!id) {
        return fail(no_message("it has neither a method nor an id"));
    } else if (error && error->type == json::Type::object) {
        incoming.kind = Kind::failure;
        incoming.error = error_of(*error);
    } else if (result) {
        incoming.kind = Kind::answer;
        incoming.payload_ = result;
    } else {
        return fail(no_message("it has neither a method nor a result nor an error"));
    }
    if (incoming.payload_ && incoming.payload_->type == json::Type::null) incoming.payload_ = nullptr;
    if (incoming.payload_ && incoming.payload_->type != json::Type::object)
        return fail(no_message("its params or result are no object"));
    return incoming;
}

template <class Message>
Result<Message> Incoming::read() const {
    Message message;
    LOTBRIDGE_CHECK(read_members(payload_, message));
    return message;
}

#define LOTBRIDGE_ANSWER(Type)                                 \
    template std::string answer(std::int64_t id, Type const&); \
    template Result<Type> Incoming::read<Type>() const
#define LOTBRIDGE_REQUEST(Type)                                 \
    template std::string request(std::int64_t id, Type const&); \
    template Result<Type> Incoming::read<Type>() const
#define LOTBRIDGE_NOTIFICATION(Type)                \
    template std::string notification(Type const&); \
    template Result<Type> Incoming::read<Type>() const

LOTBRIDGE_ANSWER(Done);
LOTBRIDGE_ANSWER(Greeting);
LOTBRIDGE_ANSWER(Polled);
LOTBRIDGE_ANSWER(Reply);
LOTBRIDGE_ANSWER(Interval);
LOTBRIDGE_ANSWER(ImageKey);
LOTBRIDGE_REQUEST(Hello);
LOTBRIDGE_REQUEST(Start);
LOTBRIDGE_REQUEST(Poll);
LOTBRIDGE_REQUEST(Command);
LOTBRIDGE_REQUEST(Capabilities);
LOTBRIDGE_REQUEST(Stop);
LOTBRIDGE_REQUEST(Destroy);
LOTBRIDGE_REQUEST(LookInterval);
LOTBRIDGE_REQUEST(Look);
LOTBRIDGE_REQUEST(Questions);
LOTBRIDGE_REQUEST(Check);
LOTBRIDGE_REQUEST(CheckAtLot);
LOTBRIDGE_REQUEST(ListDay);
LOTBRIDGE_REQUEST(SubmitDay);
LOTBRIDGE_REQUEST(Submit);
LOTBRIDGE_REQUEST(PutImage);
LOTBRIDGE_REQUEST(Ask);
LOTBRIDGE_NOTIFICATION(Log);
LOTBRIDGE_NOTIFICATION(Wake);
LOTBRIDGE_NOTIFICATION(Found);
LOTBRIDGE_NOTIFICATION(Finding);

}  // namespace lotbridge::remote
