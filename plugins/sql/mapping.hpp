// A mapping file as read: what to ask the database, what its answers mean, and how requests are carried out. Places
// point back into the file for messages.
#pragma once

#include "date_format.hpp"
#include "query.hpp"
#include "recipe.hpp"

#include <lotbridge/adapter/poller.hpp>
#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/text/encoding.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::sql {

// One member of a message: a value, or a list whose items are made from the same row.
struct Field {
    schema::FieldInfo const* info = nullptr;
    Place place;
    Recipe recipe;
    struct Item;
    std::vector<Item> items;
};
struct Field::Item {
    std::optional<Condition> when;
    std::vector<Field> fields;
};
using FieldList = std::vector<Field>;

// A picture of a row: a path below root, or the bytes themselves. Absent when path or blob is NULL or empty.
struct Image {
    Place place;
    std::optional<Recipe> path, blob;
    enum class Form { raw, hex, base64 } form = Form::raw;  // of the blob
    std::string root;                                       // member of the settings' params that names the folder
    Encoding names = Encoding::utf8;                        // of file names on disk (POSIX)
    std::uintmax_t limit = 4 << 20;
    FieldList fields;  // of image_upload
};

struct RecordStream {
    std::string name;
    schema::Interface const* interface = nullptr;
    Place place;
    bool derived = false;  // the capability sheet says "derived" instead of "native"

    Query query;
    enum class Mode { append, snapshot } mode = Mode::append;
    struct Cursor {
        std::string column;
        Place place;
        Scale scale = Scale::time;
        DateFormat format;           // of a time
        std::int64_t overlap = 120;  // seconds, or units of a number
        // Of a number: where reading begins the first time, given :start; and the highest that there is, by which it is
        // noticed that the numbers began anew.
        std::optional<Query> begin, highest;
    } cursor;
    std::string key;  // column: tells rows of one cursor value apart
    Place key_place;
    bool key_is_text = false;
    std::int64_t limit = 200;  // rows of a page

    // A row that is younger than limit waits until the condition holds: what else tells of it is written later.
    struct Wait {
        Condition until;
        Recipe written;  // when the row was
        std::chrono::milliseconds limit{};
    };
    std::optional<Wait> wait;
    std::string preceded_by;  // a stream whose message is made from the same row first, in case it was never seen
    std::optional<Condition> when, inferred;
    std::optional<Recipe> record_key;
    FieldList fields;
    std::vector<Image> images;
};

// A number to be sent when it changes: total_spaces, free_spaces.
struct Count {
    schema::Interface const* interface = nullptr;
    Query query;
    FieldList fields;
};

// What the database itself has of a day that is over, given :day and :next_day.
struct Totals {
    DateFormat format;  // of these two
    Query query;        // one row: count and sums
    FieldList fields;   // of daily_reconciliation; {"field": "day"} is the day
    struct Rows {
        std::string stream;
        std::optional<Query> query;  // its columns for the rows of the day; none: the stream's own query, by its cursor
    };
    std::vector<Rows> rows;
};

struct Command {
    schema::Interface const* interface = nullptr;
    Place place;
    std::map<std::string, Recipe, std::less<>> parameters;
    bool writes = false;
    bool transaction = true;
    std::chrono::milliseconds limit{3000};

    struct Requirement {  // rows: go on; none: refused with words
        Query query;
        std::string otherwise;
    };
    std::vector<Requirement> requires_;
    std::optional<Query> already_done;  // rows: answered from them, nothing is written
    std::vector<Query> statements;      // the last one that returns columns makes the reply
    std::string not_found;              // words when that one has no row; empty: the reply needs none

    struct Wait {  // asked again and again until the condition holds
        Query query;
        Condition until;
        std::optional<Condition> failed;
        std::chrono::milliseconds every{100};
        std::optional<Query> withdraw;  // run when time is over, so that nothing happens later
        std::string words;              // when it takes too long
    };
    std::optional<Wait> wait;
    FieldList reply;
};

// A kind of question that the lot's own software writes down as rows (abi/questions.h), and how it is told the answer.
struct Question {
    schema::Interface const* interface = nullptr;
    Place place;
    Query query;                  // the rows that wait for an answer, those to be asked first in front
    std::vector<ColumnUse> key;   // what tells them apart
    std::optional<Recipe> asked;  // when a row was written; nothing: it is asked however old it is
    std::chrono::milliseconds valid{}, every{};
    std::chrono::milliseconds limit{};  // 0: as long as the row is valid and the platform's profile allows
    FieldList fields;
    std::map<std::string, Recipe, std::less<>> parameters;
    std::vector<Query> answer;
};

struct Probe {
    struct Table {
        std::string name;
        Place place;
        std::vector<std::pair<std::string, Place>> columns;
    };
    std::vector<Table> tables;
    struct Version {
        Query query;
        std::vector<std::string> known;
    };
    std::optional<Version> version;
};

// A row in, a message out: proves the mapping without a database.
struct Example {
    Place place;
    std::string stream;
    std::map<std::string, Cell> row;
    std::optional<std::map<std::string, Node>> expect;  // members that must be so; nothing: no message
    std::optional<bool> inferred;
};

struct Mapping {
    std::vector<std::filesystem::path> files;  // this one and those it stands on
    std::string file, name, version;
    std::uint64_t fingerprint = 0;  // of all that the files say
    Encoding encoding = Encoding::utf8;
    bool allow_writes = false;
    Probe probe;
    std::vector<RecordStream> records;
    std::vector<Count> counts;
    std::optional<Totals> totals;
    std::map<std::string, Command, std::less<>> commands;
    std::vector<Question> questions;
    std::vector<Example> examples;

    RecordStream const* find(std::string_view stream) const;  // null: there is none of this name
};

// All errors at once, each with file, line, column and pointer. params: names that statements and recipes may use.
Result<Mapping> read_mapping(std::filesystem::path const& file, Dialect dialect, Parameters const& parameters);
Result<Mapping> read_mapping(std::string_view text, std::string const& file, Dialect dialect,
                             Parameters const& parameters);

}  // namespace lotbridge::sql
