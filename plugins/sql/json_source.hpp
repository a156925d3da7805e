// A JSON file with comments, read into a tree in which every value still knows its line, column and pointer: what makes
// a mapping's errors point at the place to mend.
#pragma once

#include <lotbridge/result.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::sql {

struct Place {
    std::shared_ptr<std::string const> file;
    std::size_t line = 1, column = 1;  // column counts bytes, as editors' "go to" does for ASCII
    std::string pointer;               // "/records/0/query"
};
std::string describe(Place const& place);  // "donglu.json:12:9 /records/0"

struct Node {
    enum class Kind { null, boolean, number, text, list, object };
    struct Member;

    Kind kind = Kind::null;
    std::string text;  // a text's characters; a number or boolean as written
    std::vector<Node> items;
    std::vector<Member> members;
    Place place;

    bool is(Kind wanted) const { return kind == wanted; }
    Node const* find(std::string_view name) const;  // null when absent or no object
};

struct Node::Member {
    std::string name;
    Place place;
    Node value;
};

// One thing wrong with a file.
struct Problem {
    Place place;
    std::string words;
};

// Everything wrong with a mapping, not only the first.
class Problems {
public:
    void add(Place const& place, std::string words) { list_.push_back({place, std::move(words)}); }
    bool empty() const { return list_.empty(); }
    std::vector<Problem> const& list() const { return list_; }
    Error error() const;  // all of them, one a line

private:
    std::vector<Problem> list_;
};

// Errors name file, line and column. Duplicate members are errors.
Result<Node> parse_json(std::string_view text, std::string file);
// base as changed by patch: objects member by member, a null takes a member away, anything else replaces (RFC 7386).
Node merged(Node base, Node const& patch);
Result<std::string> read_text(std::filesystem::path const& file);

}  // namespace lotbridge::sql
