#include "os/letters.hpp"

#include "base/json.hpp"
#include "base/log.hpp"
#include "relay/letters.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <algorithm>
#include <lotbridge/schema/catalogue.hpp>

namespace lotbridge::os {

namespace {

struct StateName {
    store::State state;
    std::string_view name;
};
constexpr StateName states[] = {
    {store::State::ready, "ready"},         {store::State::behind, "behind"}, {store::State::held, "held"},
    {store::State::delivered, "delivered"}, {store::State::dead, "dead"},     {store::State::folded, "folded"},
    {store::State::dropped, "dropped"},     {store::State::stray, "stray"},
};

std::time_t seconds(WallTime time) {
    return std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
}

void text(JsonWriter& writer, char const* name, std::string_view value) {
    writer.Key(name);
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void raw_json(JsonWriter& writer, char const* name, std::string const& value) {
    writer.Key(name);
    writer.RawValue(value.data(), value.size(), rapidjson::kObjectType);
}

std::string laid_out(std::string const& json) {
    if (base::json::is_deep(json)) return json;
    rapidjson::Document document;
    document.Parse<rapidjson::kParseNumbersAsStringsFlag>(json.c_str());
    if (document.HasParseError()) return json;
    document.Parse(json.c_str());
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter writer(buffer);
    writer.SetIndent(' ', 2);
    document.Accept(writer);
    return buffer.GetString();
}

std::string_view name_of_payment(store::CommandState state) {
    return state == store::CommandState::refused ? "refused" : "owed";
}

// "vehicle_entry (车辆入场, C.2.2)"
std::string titled(std::string const& topic) {
    auto const* interface = schema::find_interface(topic);
    return interface ? fmt::format("{} ({}, {})", topic, interface->title_zh, interface->clause) : topic;
}

// The adapter's key for a fact can hold a plate.
std::string shown_key(std::string const& key, bool reveal) { return reveal ? key : base::masked(key); }

// Requests within the last hour; of what is done with they are not kept.
std::string tries(store::Letter const& letter) {
    return letter.requests.empty() ? "" : std::to_string(letter.requests.size());
}

}  // namespace

std::string_view name_of(store::State state) {
    auto const found =
        std::find_if(std::begin(states), std::end(states), [&](auto const& s) { return s.state == state; });
    return found == std::end(states) ? "unknown" : found->name;
}

std::string_view name_of(store::QuestionState state) {
    static constexpr std::string_view names[] = {"asked",        "in doubt", "deducted", "deducted and told",
                                                 "not deducted", "given up"};
    return names[static_cast<std::size_t>(state)];
}

std::optional<store::State> state_named(std::string_view name) {
    auto const found =
        std::find_if(std::begin(states), std::end(states), [&](auto const& s) { return s.name == name; });
    return found == std::end(states) ? std::nullopt : std::optional(found->state);
}

std::vector<std::string> state_names() {
    std::vector<std::string> names;
    for (auto const& state : states) names.emplace_back(state.name);
    return names;
}

std::string local_text(WallTime time) { return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::localtime(seconds(time))); }
std::string utc_text(WallTime time) { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds(time))); }

std::string shown_body(std::string_view topic, std::string const& body, bool reveal) {
    if (reveal) return body;
    auto const* interface = schema::find_interface(topic);
    // A body that is no JSON (a quarantined row can be anything) has no rows to mask by.
    rapidjson::Document json;
    if (!interface || !base::json::read_object(json, body)) return fmt::format("{{\"hidden_bytes\":{}}}", body.size());
    return schema::redact(*interface->request, body);
}

std::string shown_words(std::string_view topic, std::string const& body, std::string const& words, bool reveal) {
    auto const* interface = schema::find_interface(topic);
    return reveal || !interface ? words : schema::redact_words(*interface->request, body, words);
}

Table letter_table(std::vector<store::ListedLetter> const& letters, bool reveal) {
    Table table({"SEQ", "LOT", "STATE", "MESSAGE", "RECORD", "HAPPENED", "TRIES", "LAST WORDS"});
    for (auto const& [letter, lot, finished, due] : letters) {
        table.add({std::to_string(letter.seq), lot, std::string(name_of(letter.state)), letter.topic, letter.record,
                   local_text(letter.occurred), tries(letter),
                   shown_words(letter.topic, letter.body, letter.words, reveal)});
    }
    return table;
}

void write_letter(JsonWriter& writer, store::ListedLetter const& listed, bool reveal) {
    auto const& letter = listed.letter;
    writer.StartObject();
    writer.Key("seq");
    writer.Int64(letter.seq);
    text(writer, "lot", listed.lot_name);
    text(writer, "state", name_of(letter.state));
    text(writer, "message", letter.topic);
    text(writer, "record", letter.record);
    text(writer, "key", shown_key(letter.key, reveal));
    text(writer, "opr_num", letter.opr_num);
    text(writer, "happened", utc_text(letter.occurred));
    text(writer, "captured", utc_text(letter.captured));
    if (listed.finished) text(writer, "finished", utc_text(*listed.finished));
    writer.Key("requests_last_hour");
    writer.Uint64(letter.requests.size());
    writer.Key("uncertain");
    writer.Bool(letter.uncertain);
    text(writer, "image", letter.image);
    text(writer, "words", shown_words(letter.topic, letter.body, letter.words, reveal));
    raw_json(writer, "body", shown_body(letter.topic, letter.body, reveal));
    writer.EndObject();
}

void print_letter(std::ostream& out, store::ListedLetter const& listed, bool reveal) {
    auto const& letter = listed.letter;
    Table table({"SEQ", std::to_string(letter.seq)});
    table.add({"lot", listed.lot_name});
    table.add({"message", titled(letter.topic)});
    table.add({"state", std::string(name_of(letter.state))});
    table.add({"record", letter.record});
    table.add({"key", shown_key(letter.key, reveal)});
    table.add({"oprNum", letter.opr_num});
    table.add({"happened", local_text(letter.occurred)});
    table.add({"captured", local_text(letter.captured)});
    if (listed.finished) table.add({"finished", local_text(*listed.finished)});
    if (!letter.requests.empty()) table.add({"tries in the last hour", tries(letter)});
    if (letter.uncertain) table.add({"uncertain", "a request went out and was not answered: the cloud may have it"});
    if (!letter.image.empty()) table.add({"picture", letter.image});
    if (!letter.words.empty()) table.add({"last words", shown_words(letter.topic, letter.body, letter.words, reveal)});
    table.print(out);
    out << laid_out(shown_body(letter.topic, letter.body, reveal)) << '\n';
}

Table question_table(std::vector<store::ListedQuestion> const& questions, bool reveal) {
    Table table({"ID", "LOT", "STATE", "RECORD", "ASKED", "SENT", "OPRNUM", "LAST WORDS"});
    for (auto const& [question, lot] : questions) {
        table.add({std::to_string(question.id), lot, std::string(name_of(question.state)), question.key,
                   local_text(question.asked), std::to_string(question.requests.size()), question.opr_num,
                   shown_words(question.topic, question.body, question.words, reveal)});
    }
    return table;
}

void write_question(JsonWriter& writer, store::ListedQuestion const& listed, bool reveal) {
    auto const& question = listed.question;
    writer.StartObject();
    writer.Key("id");
    writer.Int64(question.id);
    text(writer, "lot", listed.lot_name);
    text(writer, "state", name_of(question.state));
    text(writer, "message", question.topic);
    text(writer, "record", question.key);
    text(writer, "opr_num", question.opr_num);
    text(writer, "asked", utc_text(question.asked));
    text(writer, "words", shown_words(question.topic, question.body, question.words, reveal));
    raw_json(writer, "body", shown_body(question.topic, question.body, reveal));
    if (!question.answer.empty()) raw_json(writer, "answer", question.answer);
    writer.EndObject();
}

Table quarantine_table(std::vector<store::Quarantined> const& rows, bool) {
    Table table({"ID", "LOT", "MESSAGE", "RECORD", "SINCE", "PROBLEMS"});
    for (auto const& row : rows)
        table.add({std::to_string(row.id), row.lot, row.topic, relay::found_by(row.key, row.body), local_text(row.at),
                   row.problems});
    return table;
}

void write_quarantined(JsonWriter& writer, store::Quarantined const& row, bool reveal) {
    writer.StartObject();
    writer.Key("id");
    writer.Int64(row.id);
    text(writer, "lot", row.lot);
    text(writer, "message", row.topic);
    text(writer, "record", relay::found_by(row.key, row.body));
    text(writer, "key", shown_key(row.key, reveal));
    text(writer, "since", utc_text(row.at));
    text(writer, "problems", row.problems);
    // What broke the schema may not even be JSON: it travels as a text.
    text(writer, "body", shown_body(row.topic, row.body, reveal));
    writer.EndObject();
}

void print_quarantined(std::ostream& out, store::Quarantined const& row, bool reveal) {
    Table table({"ID", std::to_string(row.id)});
    table.add({"lot", row.lot});
    table.add({"message", titled(row.topic)});
    table.add({"record", relay::found_by(row.key, row.body)});
    table.add({"key", shown_key(row.key, reveal)});
    table.add({"since", local_text(row.at)});
    if (!row.image.empty()) table.add({"picture", row.image});
    table.add({"problems", row.problems});
    table.print(out);
    out << laid_out(shown_body(row.topic, row.body, reveal)) << '\n';
}

Table payment_table(std::vector<store::Payment> const& payments, bool reveal) {
    Table table({"ID", "LOT", "STATE", "ORDER", "SINCE", "TRIED", "LAST WORDS"});
    for (auto const& payment : payments)
        table.add({std::to_string(payment.id), payment.lot_name, std::string(name_of_payment(payment.state)),
                   payment.key, local_text(payment.arrived), std::to_string(payment.attempts),
                   shown_words(payment.topic, payment.body, payment.words, reveal)});
    return table;
}

void write_payment(JsonWriter& writer, store::Payment const& payment, bool reveal) {
    writer.StartObject();
    writer.Key("id");
    writer.Int64(payment.id);
    text(writer, "lot", payment.lot_name);
    text(writer, "state", name_of_payment(payment.state));
    text(writer, "order", payment.key);
    text(writer, "opr_num", payment.opr_num);
    text(writer, "since", utc_text(payment.arrived));
    writer.Key("tried");
    writer.Int(payment.attempts);
    text(writer, "words", shown_words(payment.topic, payment.body, payment.words, reveal));
    raw_json(writer, "body", shown_body(payment.topic, payment.body, reveal));
    writer.EndObject();
}

}  // namespace lotbridge::os
