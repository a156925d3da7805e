#include "json.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <algorithm>

namespace lotbridge::refcloud::json {

Result<Document> parse(std::string_view text, std::string_view what) {
    constexpr unsigned flags = rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag |
                               rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;
    Document document;
    document.Parse<flags>(text.data(), text.size());
    if (!document.HasParseError()) return document;
    auto const before = text.substr(0, document.GetErrorOffset());
    auto const line = 1 + std::count(before.begin(), before.end(), '\n');
    auto const column = before.size() - (before.find_last_of('\n') + 1) + 1;
    return fail(Errc::rejected, std::string(what) + ":" + std::to_string(line) + ":" + std::to_string(column) +
                                    ": not JSON: " + rapidjson::GetParseError_En(document.GetParseError()));
}

std::string write(Value const& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

Value const* find(Value const& object, std::string_view name) {
    if (!object.IsObject()) return nullptr;
    auto const key = rapidjson::StringRef(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    auto const member = object.FindMember(Value(key));
    return member == object.MemberEnd() ? nullptr : &member->value;
}

std::string text(Value const& object, std::string_view name, std::string_view otherwise) {
    auto const* value = find(object, name);
    if (value && value->IsString()) return {value->GetString(), value->GetStringLength()};
    if (value && value->IsNumber()) return write(*value);
    return std::string(otherwise);
}

std::vector<std::string> texts(Value const& object, std::string_view name) {
    std::vector<std::string> out;
    auto const* list = find(object, name);
    if (!list || !list->IsArray()) return out;
    for (auto const& item : list->GetArray())
        if (item.IsString()) out.emplace_back(item.GetString(), item.GetStringLength());
    return out;
}

std::int64_t integer(Value const& object, std::string_view name, std::int64_t otherwise) {
    auto const* value = find(object, name);
    return value && value->IsInt64() ? value->GetInt64() : otherwise;
}

double number(Value const& object, std::string_view name, double otherwise) {
    auto const* value = find(object, name);
    return value && value->IsNumber() ? value->GetDouble() : otherwise;
}

bool boolean(Value const& object, std::string_view name, bool otherwise) {
    auto const* value = find(object, name);
    return value && value->IsBool() ? value->GetBool() : otherwise;
}

std::string quote(std::string_view text) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    return {buffer.GetString(), buffer.GetSize()};
}

std::string merged(Value const& base, Value const& changes) {
    Document out;
    out.SetObject();
    for (auto const* object : {&base, &changes}) {
        if (!object->IsObject()) continue;
        for (auto const& member : object->GetObject()) {
            out.RemoveMember(member.name);
            out.AddMember(Value(member.name, out.GetAllocator()), Value(member.value, out.GetAllocator()),
                          out.GetAllocator());
        }
    }
    return write(out);
}

std::string& Object::begin(std::string_view name) {
    out_ += out_.empty() ? "{" : ",";
    out_ += quote(name);
    return out_ += ':';
}

Object& Object::text(std::string_view name, std::string_view value) {
    begin(name) += quote(value);
    return *this;
}

Object& Object::number(std::string_view name, std::int64_t value) {
    begin(name) += std::to_string(value);
    return *this;
}

Object& Object::boolean(std::string_view name, bool value) {
    begin(name) += value ? "true" : "false";
    return *this;
}

Object& Object::raw(std::string_view name, std::string_view json) {
    begin(name) += json;
    return *this;
}

List& List::raw(std::string_view json) {
    out_ += out_.empty() ? "[" : ",";
    out_ += json;
    return *this;
}

}  // namespace lotbridge::refcloud::json
