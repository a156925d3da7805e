#include "body.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>

namespace lotbridge::sql {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

rapidjson::SizeType size(std::string_view text) { return static_cast<rapidjson::SizeType>(text.size()); }

Result<std::string> as_number(std::string_view text) {
    if (auto const number = whole_number(text)) return std::to_string(*number);
    return fail(Errc::rejected, in_quotes(text) + " is no whole number");
}

Result<std::string> as_truth(std::string_view text) {
    if (text == "1" || text == "true" || text == "TRUE" || text == "t") return std::string("true");
    if (text == "0" || text == "false" || text == "FALSE" || text == "f") return std::string("false");
    return fail(Errc::rejected, in_quotes(text) + " is neither true nor false");
}

Result<std::string> as_time(std::string_view text) {
    static DateFormat const sql = *DateFormat::parse("sql");
    LOTBRIDGE_TRY(auto const time, sql.read(text));
    return time.text();
}

enum class Written { text, raw };

// What the wire wants of this kind, as its JSON token without quotes.
Result<std::pair<Written, std::string>> token(schema::Kind kind, std::string text) {
    auto const with = [](Written written) {
        return [written](std::string value) { return std::pair(written, std::move(value)); };
    };
    switch (kind) {
        case schema::Kind::integer:
        case schema::Kind::code:
            return as_number(text).map(with(Written::raw));
        case schema::Kind::boolean:
            return as_truth(text).map(with(Written::raw));
        case schema::Kind::money:
            return money_from_yuan(text).map(with(Written::raw));
        case schema::Kind::datetime:
            return as_time(text).map(with(Written::text));
        case schema::Kind::date:
            return as_time(text).map([](std::string value) { return std::pair(Written::text, value.substr(0, 10)); });
        default:
            return std::pair(Written::text, std::move(text));  // numbers may travel as text; lists come as items
    }
}

class Maker {
public:
    explicit Maker(Scope const& scope) : scope_(scope), writer_(buffer_) {}

    Body make(FieldList const& fields) && {
        object(fields);
        body_.json.assign(buffer_.GetString(), buffer_.GetSize());
        return std::move(body_);
    }

private:
    void object(FieldList const& fields) {
        writer_.StartObject();
        for (auto const& field : fields) {
            if (!field.items.empty())
                list(field);
            else
                value(field);
        }
        writer_.EndObject();
    }

    void value(Field const& field) {
        auto made = field.recipe.apply(scope_);
        if (!made) {
            key(field);
            return unreadable(field, made.error().message);
        }
        if (!*made || (*made)->empty()) return;  // absent, null and "" mean the same (E7)
        auto const written = token(field.info->kind, std::move(**made));
        key(field);
        if (!written) return unreadable(field, written.error().message);
        auto const& [how, text] = *written;
        if (how == Written::raw)
            writer_.RawValue(text.data(), text.size(), rapidjson::kNumberType);
        else
            writer_.String(text.data(), size(text));
    }

    void list(Field const& field) {
        key(field);
        writer_.StartArray();
        for (auto const& item : field.items) {
            auto const wanted = item.when ? item.when->holds(scope_) : Result<bool>(true);
            if (!wanted)
                unreadable(field, wanted.error().message);
            else if (*wanted)
                object(item.fields);
        }
        writer_.EndArray();
    }

    void unreadable(Field const& field, std::string const& words) {
        body_.problems.push_back(std::string(field.info->wire) + ": " + words);
        writer_.StartObject();
        writer_.Key("unreadable");
        writer_.String(words.data(), size(words));
        writer_.EndObject();
    }

    void key(Field const& field) { writer_.Key(field.info->wire.data(), size(field.info->wire)); }

    Scope const& scope_;
    rapidjson::StringBuffer buffer_;
    Writer writer_;
    Body body_;
};

}  // namespace

Body make_body(FieldList const& fields, Scope const& scope) { return Maker(scope).make(fields); }

void add_members(Values& values, schema::Shape const& shape, Fields const& fields) {
    for (auto const& info : shape.fields) {
        auto const found = fields.find(info.wire);
        auto const cell = found == fields.end() ? Cell() : found->second;
        bool const whole = info.kind == schema::Kind::integer || info.kind == schema::Kind::code;
        std::int64_t number = 0;
        auto& value = values[std::string(info.wire)];
        value = cell ? Value(*cell) : Value();
        if (!whole || !cell || cell->empty()) continue;
        auto const* const last = cell->data() + cell->size();
        if (std::from_chars(cell->data(), last, number).ptr == last) value = number;
    }
}

Result<Fields> read_request(std::string_view json) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseNumbersAsStringsFlag>(json.data(), json.size());
    if (document.HasParseError() || !document.IsObject()) return fail(Errc::rejected, "the request is no JSON object");
    Fields fields;
    for (auto const& member : document.GetObject()) {
        std::string name(member.name.GetString(), member.name.GetStringLength());
        auto const& value = member.value;
        if (value.IsNull()) continue;
        if (value.IsString())
            fields[name] = std::string(value.GetString(), value.GetStringLength());
        else if (value.IsBool())
            fields[name] = std::string(1, value.GetBool() ? '1' : '0');
        else {
            rapidjson::StringBuffer buffer;
            Writer writer(buffer);
            value.Accept(writer);
            fields[name] = std::string(buffer.GetString(), buffer.GetSize());
        }
    }
    return fields;
}

}  // namespace lotbridge::sql
