// encode and decode, instantiated for every message, reply and item: the only place that pays for the templates.
#include <lotbridge/schema/json.hpp>

#include <lotbridge/adapter/quote.hpp>
#include <lotbridge/vo/all.hpp>
#include "codec.hpp"

namespace lotbridge::schema {
namespace {

template <Described T>
void write_object(Writer& out, T const& value);
template <Described T>
void read_object(json::Node const& object, T& value);

template <class Item>
void write_items(Writer& out, std::vector<Item> const& items) {
    out.StartArray();
    for (auto const& item : items) write_object(out, item);
    out.EndArray();
}

template <class Item>
void read_items(json::Node const& list, std::vector<Item>& items) {
    for (auto const* node = list.child; node; node = node->next) read_object(*node, items.emplace_back());
}

template <class Owner, class T>
void write_value(Writer& out, Field<Owner, T> const& row, T const& value) {
    constexpr auto kind = kind_of<T>();
    if constexpr (std::is_same_v<T, FreeList>) {
        std::string_view const list = value.json.empty() ? "[]" : std::string_view(value.json);
        out.RawValue(list.data(), list.size(), rapidjson::kArrayType);
    } else if constexpr (kind == Kind::list) {
        write_items(out, value);
    } else if constexpr (kind == Kind::amount_or_list) {
        if (auto const* amount = std::get_if<Money>(&value))
            write(out, *amount);
        else
            write_items(out, std::get<1>(value));
    } else if constexpr (kind == Kind::code || kind == Kind::boolean) {
        if (row.codes.empty())
            write(out, static_cast<bool>(value));
        else
            write(out, wire_number(row.codes, static_cast<std::int64_t>(value)));
    } else if constexpr (kind == Kind::text) {
        write(out, std::string_view(value));
    } else {
        write(out, value);
    }
}

// node has passed the check: what it holds is of the row's kind.
template <class Owner, class T>
void read_value(json::Node const& node, Field<Owner, T> const& row, T& value) {
    constexpr auto kind = kind_of<T>();
    if constexpr (std::is_same_v<T, FreeList>) {
        rapidjson::StringBuffer buffer;
        Writer writer(buffer);
        write_raw(writer, node);
        value.json = text_of(buffer);
    } else if constexpr (kind == Kind::list) {
        read_items(node, value);
    } else if constexpr (kind == Kind::amount_or_list) {
        if (node.type == json::Type::array)
            read_items(node, value.template emplace<1>());
        else
            value = *read<Money>(node);
    } else if constexpr (kind == Kind::code || kind == Kind::boolean) {
        if (row.codes.empty()) {
            value = static_cast<T>(*read<bool>(node));
        } else {
            auto const* code = code_on_wire(row.codes, *read<std::int64_t>(node));
            value = code ? static_cast<T>(code->inside) : T{};
        }
    } else if constexpr (kind == Kind::text) {
        value = *read<std::string_view>(node);
    } else {
        value = *read<T>(node);
    }
}

template <Described T>
void write_object(Writer& out, T const& value) {
    out.StartObject();
    for_each_field<T>([&](auto const& row) {
        write_key(out, row.wire.name);
        write_value(out, row, value.*row.member);
    });
    out.EndObject();
}

template <Described T>
void read_object(json::Node const& object, T& value) {
    auto const matched = match(shape_of<T>, object);
    std::size_t i = 0;
    for_each_field<T>([&](auto const& row) {
        auto const* node = matched.rows[i++];
        if (absent(node))
            value.*row.member = {};
        else
            read_value(*node, row, value.*row.member);
    });
}

}  // namespace

template <Described T>
std::string encode(T const& value) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    write_object(writer, value);
    return text_of(buffer);
}

template <Described T>
Result<T> decode(std::string_view json) {
    json::Document document;
    LOTBRIDGE_TRY(auto const* root, parse_checked(document, shape_of<T>, json));
    T value;
    read_object(*root, value);
    return value;
}

#define LOTBRIDGE_CODEC(Type)                 \
    template std::string encode(Type const&); \
    template Result<Type> decode(std::string_view)
#define LOTBRIDGE_CODECS(Name) \
    LOTBRIDGE_CODEC(vo::Name); \
    LOTBRIDGE_CODEC(vo::Name##Reply)

LOTBRIDGE_CODECS(Login);
LOTBRIDGE_CODECS(VehicleEntry);
LOTBRIDGE_CODECS(VehicleCorrection);
LOTBRIDGE_CODECS(VehicleExit);
LOTBRIDGE_CODECS(ImageUpload);
LOTBRIDGE_CODECS(TotalSpaces);
LOTBRIDGE_CODECS(FreeSpaces);
LOTBRIDGE_CODECS(Heartbeat);
LOTBRIDGE_CODECS(FeeQuery);
LOTBRIDGE_CODEC(vo::Coupon);
LOTBRIDGE_CODECS(Prepayment);
LOTBRIDGE_CODEC(vo::Discount);
LOTBRIDGE_CODECS(CashierSettlement);
LOTBRIDGE_CODECS(SupplementaryBill);
LOTBRIDGE_CODEC(vo::PaymentRecord);
LOTBRIDGE_CODECS(DailyReconciliation);
LOTBRIDGE_CODECS(FreeMinutes);
LOTBRIDGE_CODECS(UnlicensedEntry);
LOTBRIDGE_CODECS(UnlicensedExit);
LOTBRIDGE_CODECS(MonthlyCard);
LOTBRIDGE_CODECS(GateControl);
LOTBRIDGE_CODECS(GateStatus);
LOTBRIDGE_CODECS(ManualGateOpening);
LOTBRIDGE_CODECS(EquipmentStatus);
LOTBRIDGE_CODECS(StationStatus);
LOTBRIDGE_CODECS(ChannelInfo);
LOTBRIDGE_CODECS(Blacklist);
LOTBRIDGE_CODECS(MemberQuery);
LOTBRIDGE_CODEC(vo::MemberChange);
LOTBRIDGE_CODECS(AutoDeduct);
LOTBRIDGE_CODECS(MonthlyCardProduct);
LOTBRIDGE_CODEC(FeeTerms);
LOTBRIDGE_CODEC(StayAsked);
LOTBRIDGE_CODEC(PaidQuote);

}  // namespace lotbridge::schema
