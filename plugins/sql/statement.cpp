#include "statement.hpp"

#include "row.hpp"

#include <array>
#include <cctype>

namespace lotbridge::sql {
namespace {

struct Words {
    std::string_view name, top, limit, now;
};
// By Dialect. Databases that are not known page by the mapping's own words.
constexpr std::array<Words, 5> dialects{{
    {"sqlite3", "", "LIMIT :limit", "datetime('now', 'localtime')"},
    {"mysql", "", "LIMIT :limit", "NOW()"},
    {"postgresql", "", "LIMIT :limit", "date_trunc('second', localtimestamp)"},
    {"mssql", "TOP (:limit)", "", "GETDATE()"},
    {"other", "", "", "CURRENT_TIMESTAMP"},
}};

bool name_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

Result<std::string> expand(std::string_view text, Words const& words) {
    std::string out;
    for (std::size_t at = 0;;) {
        auto const start = text.find("${", at);
        out += text.substr(at, start - at);
        if (start == std::string_view::npos) return out;
        auto const end = text.find('}', start);
        if (end == std::string_view::npos) return fail(Errc::rejected, "\"${\" has no \"}\"");
        auto const word = text.substr(start + 2, end - start - 2);
        if (word == "top")
            out += words.top;
        else if (word == "limit")
            out += words.limit;
        else if (word == "now")
            out += words.now;
        else
            return fail(Errc::rejected, "\"${" + std::string(word) + "}\" is none of ${top}, ${limit}, ${now}");
        at = end + 1;
    }
}

// The end of what starts at `at` and holds no parameters: a quoted text or name, or a comment; `at` itself if none
// does.
std::size_t skip_opaque(std::string_view text, std::size_t at) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> pairs{
        {{"'", "'"}, {"\"", "\""}, {"`", "`"}, {"--", "\n"}, {"/*", "*/"}}};
    for (auto const& [open, close] : pairs) {
        if (!text.substr(at).starts_with(open)) continue;
        auto const end = text.find(close, at + open.size());
        return end == std::string_view::npos ? text.size() : end + close.size();
    }
    return at;
}

}  // namespace

std::optional<Dialect> dialect_named(std::string_view name) {
    for (std::size_t i = 0; i < dialects.size(); ++i) {
        if (dialects[i].name == name) return static_cast<Dialect>(i);
    }
    return std::nullopt;
}

std::string_view name(Dialect dialect) { return dialects[static_cast<std::size_t>(dialect)].name; }

Result<Statement> Statement::parse(std::string_view source, Dialect dialect) {
    LOTBRIDGE_TRY(auto const expanded, expand(source, dialects[static_cast<std::size_t>(dialect)]));
    std::string_view const text = expanded;
    Statement statement;
    for (std::size_t at = 0; at < text.size();) {
        if (auto const past = skip_opaque(text, at); past != at) {
            statement.text_ += text.substr(at, past - at);
            at = past;
        } else if (text.substr(at, 2) == "::") {  // PostgreSQL's cast
            statement.text_ += "::";
            at += 2;
        } else if (text[at] == ':' && at + 1 < text.size() && name_letter(text[at + 1])) {
            auto end = at + 1;
            while (end < text.size() && name_letter(text[end])) ++end;
            statement.names_.emplace_back(text.substr(at + 1, end - at - 1));
            statement.text_ += ":p" + std::to_string(statement.names_.size());
            at = end;
        } else {
            statement.text_ += text[at++];
        }
    }
    return statement;
}

std::string Statement::head() const {
    std::string out;
    for (char c : text_) {
        bool const blank = std::isspace(static_cast<unsigned char>(c)) != 0;
        if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    constexpr std::size_t most = 60;
    if (out.size() <= most) return out;
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80) --end;  // not inside a character
    return out.substr(0, end) + " ...";
}

bool Statement::is_call() const {
    auto const word = head().substr(0, 5);
    return same_name(word, "CALL ") || word.substr(0, 1) == "{";
}

}  // namespace lotbridge::sql
