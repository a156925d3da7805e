#include "statement.hpp"

#include "row.hpp"

#include <algorithm>
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

// What SOCI looks for parameters in is searched here first. It knows texts in single quotes, but no comments, and no
// names that hold a colon or an apostrophe.
class Scanner {
public:
    Scanner(std::string_view text, Dialect dialect) : text_(text), dialect_(dialect) {}

    // Past the comment that starts here; `at` itself if none does. What MySQL carries out in spite of it is none.
    std::size_t past_comment(std::size_t at) const {
        auto const rest = text_.substr(at);
        bool const nests = dialect_ == Dialect::postgresql || dialect_ == Dialect::mssql;
        bool const mysql = dialect_ == Dialect::mysql;
        bool const dashes = rest.starts_with("--") && (!mysql || rest.size() < 3 || blank(rest[2]));
        if (dashes || (mysql && rest.starts_with("#"))) return std::min(text_.find('\n', at), text_.size());
        if (!rest.starts_with("/*") || rest.starts_with("/*!") || rest.starts_with("/*+")) return at;
        int depth = 1;
        for (at += 2; at < text_.size() && depth > 0;) {
            auto const two = text_.substr(at, 2);
            if (two == "*/") --depth;
            if (two == "/*" && nests) ++depth;
            at += two == "*/" || (two == "/*" && nests) ? 2 : 1;
        }
        return at;
    }

    // Past the text or name in quotes that starts here; `at` itself if none does, npos if it has no end.
    std::size_t past_quotes(std::size_t at) const {
        auto const close = closing(text_[at]);
        if (close == 0) return at;
        bool const escapes = dialect_ == Dialect::mysql && close != '`';
        for (++at; at < text_.size(); ++at) {
            if (escapes && text_[at] == '\\')
                ++at;
            else if (text_[at] == close && text_.substr(at + 1, 1) == text_.substr(at, 1))
                ++at;  // doubled: one of its characters
            else if (text_[at] == close)
                return at + 1;
        }
        return std::string_view::npos;
    }

    // The same text or name in a form that SOCI passes on.
    Result<std::string> harmless(std::string_view quoted) const {
        bool const text = quoted.front() == '\'' || (quoted.front() == '"' && dialect_ == Dialect::mysql);
        if (!text) {
            bool const risky = quoted.find_first_of(":'") != std::string_view::npos;
            if (!risky || dialect_ == Dialect::sqlite3 || quoted.front() == '#') return std::string(quoted);
            return fail(Errc::rejected, "the name " + std::string(quoted) +
                                            " cannot be passed on: the driver would take its colon or apostrophe for a "
                                            "parameter or a text");
        }
        if (dialect_ != Dialect::mysql) return std::string(quoted);
        std::string out = "'";
        for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
            bool const escaped = quoted[i] == '\\', doubled = quoted[i] == quoted.front();
            if (escaped || doubled) ++i;
            if (escaped && quoted[i] != '\'' && quoted[i] != '"') out += '\\';
            out += quoted[i] == '\'' ? "''" : std::string(1, quoted[i]);
        }
        return out + "'";
    }

private:
    static bool blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

    char closing(char open) const {
        bool const brackets = dialect_ == Dialect::mssql || dialect_ == Dialect::sqlite3 || dialect_ == Dialect::other;
        if (open == '[' && brackets) return ']';
        if (open == '#' && dialect_ == Dialect::other) return '#';  // a date of Access
        return open == '\'' || open == '"' || open == '`' ? open : '\0';
    }

    std::string_view text_;
    Dialect dialect_;
};

}  // namespace

std::optional<Dialect> dialect_named(std::string_view name) {
    for (std::size_t i = 0; i < dialects.size(); ++i) {
        if (dialects[i].name == name) return static_cast<Dialect>(i);
    }
    return std::nullopt;
}

std::string_view name(Dialect dialect) { return dialects[static_cast<std::size_t>(dialect)].name; }

Result<Statement> Statement::parse(std::string_view source, Dialect dialect) {
    LOTBRIDGE_TRY(auto const text, expand(source, dialects[static_cast<std::size_t>(dialect)]));
    Scanner const scanner(text, dialect);
    Statement statement;
    bool temporary_table = false;
    for (std::size_t at = 0; at < text.size();) {
        auto const two = std::string_view(text).substr(at, 2);
        if (auto const past = scanner.past_comment(at); past != at) {
            statement.text_ += ' ';
            at = past;
        } else if (auto const end = scanner.past_quotes(at); end != at) {
            if (end == std::string::npos) return fail(Errc::rejected, "a text or name in quotes has no end");
            LOTBRIDGE_TRY(auto const quoted, scanner.harmless(std::string_view(text).substr(at, end - at)));
            statement.text_ += quoted;
            at = end;
        } else if ((two == "::" && dialect == Dialect::postgresql) || (two == ":=" && dialect == Dialect::mysql)) {
            statement.text_ += two;  // a cast, an assignment
            at += 2;
        } else if (text[at] == ':') {
            auto name_end = at + 1;
            while (name_end < text.size() && name_letter(text[name_end])) ++name_end;
            if (name_end == at + 1) return fail(Errc::rejected, "a colon stands there without the name of a parameter");
            if (temporary_table)
                return fail(Errc::rejected,
                            "a parameter behind a temporary table (#) cannot be passed on; use a table "
                            "variable (@)");
            statement.names_.push_back(text.substr(at + 1, name_end - at - 1));
            statement.text_ += ":p" + std::to_string(statement.names_.size());
            at = name_end;
        } else {
            temporary_table = temporary_table || (text[at] == '#' && dialect == Dialect::mssql);
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
