// A reconciliation as it is kept and shown: one JSON object, money in yuan as text.
#include "relay/reconciliation.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

namespace lotbridge::relay {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

// What a person would still look at; the numbers beside it count them all.
constexpr std::size_t most_differences = 2000;

void text(Writer& out, char const* name, std::string_view value) {
    out.Key(name);
    out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}
void number(Writer& out, char const* name, std::int64_t value) {
    out.Key(name);
    out.Int64(value);
}

void write_members(Writer& out, Charge const& charge) {
    text(out, "due", charge.due.text());
    text(out, "received", charge.received.text());
    text(out, "waived", charge.waived.text());
}
void write(Writer& out, char const* name, std::optional<Charge> const& charge) {
    if (!charge) return;
    out.Key(name);
    out.StartObject();
    write_members(out, *charge);
    out.EndObject();
}
void write(Writer& out, char const* name, Accounts const& accounts) {
    out.Key(name);
    out.StartObject();
    number(out, "stays", accounts.stays);
    number(out, "paid", accounts.paid);
    write_members(out, accounts.sum);
    out.EndObject();
}
void write(Writer& out, char const* name, Totals const& totals) {
    out.Key(name);
    out.StartObject();
    number(out, "paid", totals.paid);
    write_members(out, totals.sum);
    out.EndObject();
}

void write(Writer& out, Difference const& difference) {
    out.StartObject();
    text(out, "record", difference.record);
    text(out, "kind", name_of(difference.kind));
    if (!difference.topic.empty()) text(out, "message", difference.topic);
    text(out, "words", difference.words);
    write(out, "lot", difference.lot);
    write(out, "ours", difference.ours);
    out.Key("repairable");
    out.Bool(difference.remedy != Difference::Remedy::none);
    out.Key("settled");
    out.Bool(difference.settled);
    out.EndObject();
}

char const* name_of(Reconciliation::Told told) {
    switch (told) {
        case Reconciliation::Told::no:
            return "no";
        case Reconciliation::Told::waiting:
            return "waiting";
        case Reconciliation::Told::accepted:
            break;
    }
    return "accepted";
}

}  // namespace

std::string_view name_of(Difference::Kind kind) {
    switch (kind) {
        case Difference::Kind::missing_in_capture:
            return "missing_in_capture";
        case Difference::Kind::missing_in_cloud:
            return "missing_in_cloud";
        case Difference::Kind::money_differs:
            return "money_differs";
        case Difference::Kind::extra:
            return "extra";
        case Difference::Kind::totals_differ:
            break;
    }
    return "totals_differ";
}

namespace {

void write(Writer& out, Reconciliation const& result) {
    out.StartObject();
    text(out, "day", result.day.text());
    if (result.has_books) write(out, "lot", result.lot);
    if (result.stated) write(out, "stated", *result.stated);
    write(out, "captured", result.captured);
    write(out, "accepted", result.accepted);
    number(out, "waiting", result.waiting);
    write(out, "totals", result.totals());
    text(out, "told", name_of(result.told));
    number(out, "found", static_cast<std::int64_t>(result.differences.size()));
    number(out, "open", result.open());
    out.Key("differences");
    out.StartArray();
    for (std::size_t i = 0; i < std::min(result.differences.size(), most_differences); ++i)
        write(out, result.differences[i]);
    out.EndArray();
    out.EndObject();
}

void write(Writer& out, Repair const& repair) {
    static constexpr char const* told[] = {"no", "now", "later"};
    out.StartObject();
    number(out, "submitted", repair.submitted);
    number(out, "put_back", repair.put_back);
    number(out, "retried", repair.retried);
    number(out, "amended", repair.amended);
    text(out, "told", told[static_cast<std::size_t>(repair.told)]);
    out.EndObject();
}

}  // namespace

std::string to_json(Reconciliation const& result) {
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    write(out, result);
    return buffer.GetString();
}

std::string to_json(std::string const& lot, Reconciliation const& result, Repair const& repair) {
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartObject();
    text(out, "lot", lot);
    out.Key("report");
    write(out, result);
    out.Key("repaired");
    write(out, repair);
    out.EndObject();
    return buffer.GetString();
}

}  // namespace lotbridge::relay
