// Letters as people and programs see them. Plates, phone numbers and the like are masked unless somebody asks to see
// them.
#pragma once

#include "os/table.hpp"
#include "store/reader.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace lotbridge::os {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

std::string_view name_of(store::State state);
std::string_view name_of(store::QuestionState state);
std::optional<store::State> state_named(std::string_view name);
std::vector<std::string> state_names();

// "2026-05-28 20:26:40", by this computer's own clock and zone; and with its zone said, for programs:
// "2026-05-28T12:26:40Z".
std::string local_text(WallTime time);
std::string utc_text(WallTime time);

// The body of a message, personal values masked by the message's own field rows; a message nobody knows is not shown.
std::string shown_body(std::string_view topic, std::string const& body, bool reveal);

// What others said about it, with what that repeats of the body masked likewise.
std::string shown_words(std::string_view topic, std::string const& body, std::string const& words, bool reveal);

Table letter_table(std::vector<store::ListedLetter> const& letters, bool reveal);
void write_letter(JsonWriter& writer, store::ListedLetter const& letter, bool reveal);
// One below the other, with the body laid out.
void print_letter(std::ostream& out, store::ListedLetter const& letter, bool reveal);

Table question_table(std::vector<store::ListedQuestion> const& questions, bool reveal);
void write_question(JsonWriter& writer, store::ListedQuestion const& question, bool reveal);

Table quarantine_table(std::vector<store::Quarantined> const& rows, bool reveal);
void write_quarantined(JsonWriter& writer, store::Quarantined const& row, bool reveal);
void print_quarantined(std::ostream& out, store::Quarantined const& row, bool reveal);

Table payment_table(std::vector<store::Payment> const& payments, bool reveal);
void write_payment(JsonWriter& writer, store::Payment const& payment, bool reveal);

}  // namespace lotbridge::os
