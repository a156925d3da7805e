// What is wrong with a settings file, in words, with the place to look at.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace lotbridge::config {

// From 1; columns count characters.
struct Position {
    unsigned line = 0, column = 0;
};

struct Problem {
    std::filesystem::path file;
    Position position;    // line 0: the file as a whole
    std::string pointer;  // JSON pointer of the setting
    std::string words;    // what is wrong and what is allowed; never the value of a secret
};
using Problems = std::vector<Problem>;

// The value, or everything that is wrong with it.
template <class T = void>
using Checked = tl::expected<T, Problems>;

// "lots/demo.json:12:15: /cloud/url: must be ..."
std::string describe(Problem const& problem);
std::string describe(Problems const& problems);  // one per line

// Where the values of a settings file stand, and which of them came from a reference and may never be shown; from which
// files.
struct Places {
    struct Place {
        Position name, value;  // name: of the member; in a list the same as value
    };
    std::map<std::string, Place> by_pointer;
    std::set<std::string> secrets;
    std::set<std::filesystem::path> secret_files;
};

// A settings file, or the part of it below a pointer.
struct Origin {
    std::filesystem::path file;
    std::string below;  // pointer of the part in the file; empty: the whole file
    std::shared_ptr<Places> places = std::make_shared<Places>();

    enum class At { name, value };
    // pointer is relative to the part. A place that is not in the file (something is missing) is that of its parent.
    Problem problem(std::string_view pointer, std::string words, At at = At::value) const;
    Origin part(std::string_view pointer) const { return {file, below + std::string(pointer), places}; }
    bool secret(std::string_view pointer) const { return places->secrets.contains(below + std::string(pointer)); }
    // As written in this file: relative to the folder that holds it.
    std::filesystem::path resolve(std::string_view path) const;
};

// pointer + "/" + name, escaped as RFC 6901 asks.
std::string member(std::string_view pointer, std::string_view name);
std::string element(std::string_view pointer, std::size_t index);

}  // namespace lotbridge::config
