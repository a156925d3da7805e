// Takes out of a text what a support bundle must not tell.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::support {

class Veil {
public:
    // secrets: values that may stand nowhere. Those under four bytes are left alone: they would be found in any text.
    explicit Veil(std::set<std::string> const& secrets);

    // Plates and phone numbers as base::masked() shows them; secrets, and what stands behind "password=" and the like,
    // as "<secret>". The result is UTF-8.
    std::string text(std::string_view text) const;
    // A settings file as JSON: as text(), without its comments, and with every plain text or number whose name is
    // that of a secret taken out. Empty: the file is no JSON, nobody can say what in it is a secret.
    std::string settings(std::string_view text) const;
    // Bytes of a memory dump, which stays readable: secrets, in UTF-8 and UTF-16, are overwritten with "*".
    std::string dump(std::string bytes) const;

private:
    std::vector<std::string> secrets_;  // the longest first: one may be a part of another
};

}  // namespace lotbridge::support
