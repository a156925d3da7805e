#include "statement.hpp"

#include "row.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace lotbridge::sql {
namespace {

struct Words {
    std::string_view name, top, limit, now;
    std::string_view from_nothing = "";  // of a query without a table
    bool limit_is_literal = false;       // SQL Server before 2005 and Access know TOP with a number only
};
// By Dialect. Databases that are not known page by the mapping's own words.
constexpr std::array<Words, 7> dialects{{
    {"sqlite3", "", "LIMIT :limit", "datetime('now', 'localtime')"},
    {"mysql", "", "LIMIT :limit", "NOW()"},
    {"postgresql", "", "LIMIT :limit", "date_trunc('second', localtimestamp)"},
    {"firebird", "FIRST :limit", "", "CURRENT_TIMESTAMP(0)", " FROM rdb$database", true},
    {"mssql", "TOP :limit", "", "GETDATE()", "", true},
    {"access", "TOP :limit", "", "Now()", "", true},
    {"other", "", "", "CURRENT_TIMESTAMP"},
}};

Words const& words_for(Dialect dialect) { return dialects[static_cast<std::size_t>(dialect)]; }

bool only_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

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
        bool const dates = dialect_ == Dialect::access || dialect_ == Dialect::other;
        bool const brackets = dates || dialect_ == Dialect::mssql || dialect_ == Dialect::sqlite3;
        if (open == '[' && brackets) return ']';
        if (open == '#' && dates) return '#';
        return open == '\'' || open == '"' || open == '`' ? open : '\0';
    }

    std::string_view text_;
    Dialect dialect_;
};

// What a text in single quotes says on MySQL.
std::string unescaped(std::string_view quoted) {
    static constexpr std::string_view letters = "0bnrtZ", bytes{"\0\b\n\r\t\x1A", 6};
    std::string out;
    for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
        char const c = quoted[i];
        if (c != '\\' && c != '\'') {
            out += c;
            continue;
        }
        char const next = quoted[++i];
        auto const known = c == '\\' ? letters.find(next) : std::string_view::npos;
        if (c == '\\' && (next == '%' || next == '_')) out += c;  // they keep their meaning for LIKE
        out += known == std::string_view::npos ? next : bytes[known];
    }
    return out;
}

}  // namespace

std::optional<Dialect> dialect_named(std::string_view name) {
    for (std::size_t i = 0; i < dialects.size(); ++i) {
        if (dialects[i].name == name) return static_cast<Dialect>(i);
    }
    return std::nullopt;
}

std::string_view name(Dialect dialect) { return words_for(dialect).name; }

std::string dialect_names() {
    std::string names;
    for (auto const& words : dialects) names += (names.empty() ? "" : ", ") + std::string(words.name);
    return names;
}

std::string time_query(Dialect dialect) {
    if (dialect == Dialect::other) return {};
    auto const& words = words_for(dialect);
    return std::string("SELECT ").append(words.now).append(words.from_nothing);
}

Result<Statement> Statement::parse(std::string_view source, Dialect dialect) {
    LOTBRIDGE_TRY(auto const text, expand(source, words_for(dialect)));
    Scanner const scanner(text, dialect);
    Statement statement;
    statement.limit_is_literal_ = words_for(dialect).limit_is_literal;
    bool temporary_table = false;
    for (std::size_t at = 0; at < text.size();) {
        auto const two = std::string_view(text).substr(at, 2);
        if (auto const past = scanner.past_comment(at); past != at) {
            statement.pieces_.back() += ' ';
            at = past;
        } else if (auto const end = scanner.past_quotes(at); end != at) {
            if (end == std::string::npos) return fail(Errc::rejected, "a text or name in quotes has no end");
            LOTBRIDGE_TRY(auto quoted, scanner.harmless(std::string_view(text).substr(at, end - at)));
            // SOCI looks for backslashes byte by byte, and in GBK they are half of a character.
            if (dialect == Dialect::mysql && quoted.front() == '\'' && !only_ascii(quoted))
                statement.gap({"", unescaped(quoted)});
            else
                statement.pieces_.back() += quoted;
            at = end;
        } else if ((two == "::" && dialect == Dialect::postgresql) || (two == ":=" && dialect == Dialect::mysql)) {
            statement.pieces_.back() += two;  // a cast, an assignment
            at += 2;
        } else if (text[at] == ':') {
            auto name_end = at + 1;
            while (name_end < text.size() && name_letter(text[name_end])) ++name_end;
            if (name_end == at + 1) return fail(Errc::rejected, "a colon stands there without the name of a parameter");
            if (temporary_table)
                return fail(Errc::rejected,
                            "a parameter behind a temporary table (#) cannot be passed on; use a table "
                            "variable (@)");
            statement.gap({text.substr(at + 1, name_end - at - 1), std::nullopt});
            at = name_end;
        } else {
            temporary_table = temporary_table || (text[at] == '#' && dialect == Dialect::mssql);
            statement.pieces_.back() += text[at++];
        }
    }
    return statement;
}

void Statement::gap(Gap gap) {
    if (!gap.text) names_.push_back(gap.name);
    gaps_.push_back(std::move(gap));
    pieces_.emplace_back();
}

std::string Statement::text() const {
    auto text = pieces_.front();
    std::size_t number = 0;
    for (std::size_t i = 0; i < gaps_.size(); ++i) {
        auto const& gap = gaps_[i];
        text += gap.text ? "'" + *gap.text + "'" : ":p" + std::to_string(++number);
        text += pieces_[i + 1];
    }
    return text;
}

Result<Statement::Ready> Statement::ready(Values const& values) const {
    Ready ready{pieces_.front(), {}, {}};
    for (std::size_t i = 0; i < gaps_.size(); ++i) {
        auto const& [name, text] = gaps_[i];
        auto const found = values.find(name);
        if (!text && found == values.end()) return fail(Errc::broken, "no value for :" + name);
        auto const* number = text ? nullptr : std::get_if<std::int64_t>(&found->second);
        if (number && limit_is_literal_ && name == "limit") {
            ready.text += std::to_string(*number);
        } else {
            ready.names.push_back(name);
            ready.values.push_back(text ? Value(*text) : found->second);
            ready.text += ":p" + std::to_string(ready.values.size());
        }
        ready.text += pieces_[i + 1];
    }
    return ready;
}

Statement Statement::behind(std::string_view words) const {
    auto copy = *this;
    copy.pieces_.front().insert(0, std::string(words) + " ");
    return copy;
}

std::string Statement::head() const {
    std::string out;
    for (char c : text()) {
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
