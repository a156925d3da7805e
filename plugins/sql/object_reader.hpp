// Takes the members of one object of a file, and complains at the right place about what is missing, of another type,
// out of range or unknown. After a complaint reading goes on with a default, so that all errors are found in one go.
#pragma once

#include "json_source.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::sql {

class ObjectReader {
public:
    ObjectReader(Node const& node, Problems& problems);

    Node const* find(std::string_view name);  // null when absent
    Node const* need(std::string_view name);  // null after a complaint
    std::string text(std::string_view name, std::string fallback = {});
    std::string need_text(std::string_view name);  // not empty
    bool flag(std::string_view name, bool fallback);
    std::int64_t number(std::string_view name, std::int64_t fallback, std::int64_t least, std::int64_t most);
    std::vector<std::string> texts(std::string_view name);  // one text, or a list of them
    // Complains about members that nobody asked for.
    void finish();

    Place const& place() const { return node_.place; }

private:
    Node const& node_;
    Problems& problems_;
    std::set<std::string, std::less<>> known_;
};

// A text or a number as text; a complaint otherwise.
std::string scalar(Node const& node, Problems& problems);
std::vector<std::string> scalars(Node const& node, Problems& problems);  // one, or a list

}  // namespace lotbridge::sql
