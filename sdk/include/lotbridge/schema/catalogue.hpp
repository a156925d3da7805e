// The 27 interfaces as data, for code that works with any message: the mapping plugin, the host's generic path, the
// reference cloud, documentation. Everything here is derived from the rows below the structs in vo/.
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::schema {

enum class Direction { up, down, both };
// amount_or_list: money in one platform, a list in another (10, discountDetail); what came in goes out in the same
// form.
enum class Kind { text, integer, money, decimal, datetime, date, boolean, code, list, amount_or_list };

// One value of a coded member: what stands on the wire, the name it has inside ("temporary"), the standard's words, and
// the number of our enumerator (one enumeration may be numbered differently from interface to interface).
struct Code {
    std::int64_t wire;
    std::string_view name, title_zh;
    std::int64_t inside;
};

struct Shape;

struct FieldInfo {
    std::string_view wire;    // exactly as the standard spells it
    std::string_view member;  // our snake_case name
    bool sic;                 // misspelt in the standard, never to be mended
    Kind kind;
    std::string_view title_zh;
    bool required;                // must be there, not null and not empty; a 0 that is written counts as there
    std::size_t max;              // characters, 0: no limit
    bool secret;                  // plate, phone, password ...: masked in logs
    std::span<Code const> codes;  // kind code: the allowed values
    Shape const* item;            // kinds list, amount_or_list: the shape of an item, null for a list of free form
};

struct Shape {
    std::string_view name, clause;
    std::span<FieldInfo const> fields;
};

// What the queue may do with a waiting letter: keep it in order, or let only the newest count. A question never waits:
// it is asked at once and its answer waited for (abi/ask.h), or not at all.
enum class Queueing { keep, newest, never };

struct Interface {
    int number;           // serial number in Appendix C, 27 for the monthly card product
    std::string_view id;  // "vehicle_entry": the message's name everywhere
    std::string_view title_zh, title_en;
    std::string_view clause, function_clause;  // "C.2.2", "5.1.2"
    Direction direction;
    Queueing queueing;
    Shape const* request;
    Shape const* response;
    Shape const* pushed;  // what the cloud sends down under this code; the request, unless that could not say it
};

std::span<Interface const> interfaces();  // by number
Interface const* find_interface(std::string_view id);
Interface const* find_interface(int number);

// One thing wrong with a body. path is a JSON pointer ("/paymentRecordList/0/payTime").
struct Problem {
    std::string path, words, clause;
};
std::string describe(std::vector<Problem> const& problems);  // one line, for people

// Everything wrong with body (a JSON object) as this shape, up to a hundred things. Unknown members are no problem
// (they are reported by unknown_members). null, missing and the default value mean the same (E7). An adapter that
// cannot make a value puts {"unreadable": why} in its place, and the problem says why.
std::vector<Problem> check(Shape const& shape, std::string_view body);
// The same body with exactly the members of the shape in row order, absent ones as defaults (E7); numbers exact.
// Whatever check() would find is the error (Errc::rejected), so one call both checks and rewrites.
Result<std::string> normalise(Shape const& shape, std::string_view body);
std::vector<std::string> unknown_members(Shape const& shape, std::string_view body);
// body with secret members shown as length and short hash, for logs and listings.
std::string redact(Shape const& shape, std::string_view body);
// Words that came from elsewhere about this body, for logs and listings: where they repeat a secret member (a platform
// likes to name the plate that it refuses), it is masked as redact() does.
std::string redact_words(Shape const& shape, std::string_view body, std::string_view words);

}  // namespace lotbridge::schema
