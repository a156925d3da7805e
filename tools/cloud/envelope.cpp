#include "envelope.hpp"

#include "json.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace lotbridge::refcloud {
namespace {

// Notes the kind of the outermost value, its text if it is one, and any null on the way.
struct Probe : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Probe> {
    enum class Kind { none, text, number, null, other } kind = Kind::none;
    std::string text;
    int nulls = 0;

    bool see(Kind now) {
        if (kind == Kind::none) kind = now;
        return true;
    }
    bool Default() { return see(Kind::other); }
    bool Null() { return ++nulls, see(Kind::null); }
    bool RawNumber(char const* digits, rapidjson::SizeType size, bool) { return take(Kind::number, digits, size); }
    bool String(char const* characters, rapidjson::SizeType size, bool) { return take(Kind::text, characters, size); }
    bool take(Kind now, char const* characters, rapidjson::SizeType size) {
        if (kind == Kind::none) text.assign(characters, size);
        return see(now);
    }
};

struct JsonMember {
    std::string name;
    Probe::Kind kind;
    std::string text;      // of a text or number
    std::string_view raw;  // the value as it stands in the packet
    int nulls;
};

class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text), all_(text) {}

    Result<std::vector<JsonMember>> members() {
        std::vector<JsonMember> found;
        if (!take('{')) return wrong("not a JSON object");
        if (!take('}')) {
            do {
                LOTBRIDGE_TRY(auto name, value());
                if (name.kind != Probe::Kind::text || !take(':')) return wrong("expected a member");
                LOTBRIDGE_TRY(auto member, value());
                member.name = std::move(name.text);
                found.push_back(std::move(member));
            } while (take(','));
            if (!take('}')) return wrong("expected ',' or '}'");
        }
        skip_white_space();
        if (!rest_.empty()) return wrong("text after the end of the object");
        return found;
    }

    Result<std::vector<std::string_view>> items() {
        std::vector<std::string_view> found;
        if (!take('[')) return wrong("not a list");
        do {
            LOTBRIDGE_TRY(auto const item, value());
            found.push_back(item.raw);
        } while (take(','));
        if (!take(']')) return wrong("expected ',' or ']'");
        return found;
    }

private:
    void skip_white_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

    bool take(char c) {
        skip_white_space();
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }

    Result<JsonMember> value() {
        constexpr unsigned flags = rapidjson::kParseStopWhenDoneFlag | rapidjson::kParseValidateEncodingFlag |
                                   rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
        skip_white_space();
        rapidjson::MemoryStream stream(rest_.data(), rest_.size());
        rapidjson::Reader reader;
        Probe probe;
        if (reader.Parse<flags>(stream, probe).IsError()) return wrong(GetParseError_En(reader.GetParseErrorCode()));
        auto const raw = rest_.substr(0, stream.Tell());
        rest_.remove_prefix(raw.size());
        return JsonMember{{}, probe.kind, std::move(probe.text), raw, probe.nulls};
    }

    tl::unexpected<Error> wrong(std::string_view words) const {
        return fail(Errc::rejected,
                    "at byte " + std::to_string(all_.size() - rest_.size()) + ": " + std::string(words));
    }

    std::string_view rest_, all_;
};

// One line of the tables in B.1.2.1 and B.1.2.2.
struct Row {
    std::string_view name;
    std::size_t length;
    bool exact;     // F: this many characters; V: at most
    bool required;  // constraint 1; otherwise ?
    std::string* value;
};

// E2: other platforms write the text of the result in two other ways.
std::string_view table_name(std::string_view name) {
    return name == "resultMessage" || name == "message" ? "resultMessge" : name;  // sic
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

void check_length(Row const& row, std::string_view clause, Findings& findings) {
    auto const length = characters(*row.value);
    // Login carries no token (E13): whether an empty k is allowed, the platform decides.
    bool const fits = row.exact ? length == row.length || (row.name == "k" && length == 0) : length <= row.length;
    if (fits) return;
    findings.push_back({Level::shall, std::string(clause),
                        std::string(row.name) + " has " + std::to_string(length) + " characters, the table says " +
                            (row.exact ? "F" : "V") + std::to_string(row.length)});
}

void check_order(std::vector<JsonMember> const& members, std::span<Row const> rows, std::string_view clause,
                 Findings& findings) {
    if (members.empty() || members.back().name != "data")
        findings.push_back({Level::shall, "B.1.1", "data is not the last element of the header"});
    auto place = rows.begin();
    for (auto const& member : members) {
        auto const row = std::ranges::find(rows, std::string_view(member.name), &Row::name);
        if (row == rows.end()) continue;
        if (row < place && member.name != "data") {
            findings.push_back({Level::should, std::string(clause), member.name + " is out of the table's order (E6)"});
            return;
        }
        place = row;
    }
}

Result<> fill(Row const& row, JsonMember const& member, std::string_view clause, Findings& findings) {
    if (row.name == "data") {
        if (member.kind == Probe::Kind::null) return {};
        if (member.raw.front() != '{' && member.raw.front() != '[')
            return fail(Errc::rejected, "data is neither a VO nor a list of VOs (B.1.2.3)");
        row.value->assign(member.raw);
        return {};
    }
    if (member.kind == Probe::Kind::null) return {};
    if (member.kind == Probe::Kind::other)
        return fail(Errc::rejected, member.name + " is not text (" + std::string(clause) + ")");
    if (member.kind == Probe::Kind::number)
        findings.push_back({Level::shall, std::string(clause), member.name + " is a number, the table says String"});
    *row.value = member.text;
    check_length(row, clause, findings);
    return {};
}

// A member that the tables do not have: one of the profile's with its value, or a finding.
void check_other(JsonMember const& member, Header const& header, std::string_view clause, Findings& findings) {
    auto const wanted = std::ranges::find(header, member.name, &Header::value_type::first);
    if (wanted == header.end())
        findings.push_back({Level::shall, std::string(clause), "the header has no member " + member.name});
    else if (member.kind != Probe::Kind::text || member.text != wanted->second)
        findings.push_back({Level::shall, std::string(clause), member.name + " is not as the profile says"});
}

Result<> read_rows(std::string_view text, std::span<Row const> rows, std::string_view clause, Header const& header,
                   Findings& findings) {
    LOTBRIDGE_TRY(auto members, Scanner(text).members());
    std::vector<std::string_view> seen;
    for (auto const& member : members) {
        if (member.nulls != 0) findings.push_back({Level::shall, "B.1.2.4", "null inside " + member.name + " (E7)"});
        if (std::ranges::find(seen, member.name) != seen.end())
            return fail(Errc::rejected, member.name + " stands twice in the header");
        auto const row = std::ranges::find(rows, table_name(member.name), &Row::name);
        if (row != rows.end()) {
            LOTBRIDGE_CHECK(fill(*row, member, clause, findings));
        } else {
            check_other(member, header, clause, findings);
        }
        seen.push_back(row != rows.end() ? row->name : std::string_view(member.name));
    }
    for (auto const& row : rows)
        if (row.required && std::ranges::find(seen, row.name) == seen.end())
            return fail(Errc::rejected, std::string(row.name) + " is missing (" + std::string(clause) + ")");
    for (auto const& [name, value] : header)
        if (std::ranges::find(seen, name) == seen.end())
            findings.push_back({Level::shall, std::string(clause), name + " of the profile is missing"});
    check_order(members, rows, clause, findings);
    return {};
}

}  // namespace

std::string_view name(Level level) {
    constexpr std::array<std::string_view, 3> names{"shall", "should", "notice"};
    return names[static_cast<std::size_t>(level)];
}

Result<Request> read_request(std::string_view text, Findings& findings, Header const& header) {
    Request out;
    std::array const rows{Row{"k", 36, true, true, &out.k},
                          Row{"code", 10, false, true, &out.code},
                          Row{"oprNum", 36, false, true, &out.opr_num},
                          Row{"ip", 15, false, false, &out.ip},
                          Row{"signature", 100, false, true, &out.signature},
                          Row{"data", 0, false, true, &out.data}};
    LOTBRIDGE_CHECK(read_rows(text, rows, "B.1.2.1", header, findings));
    if (out.code.empty() || out.opr_num.empty()) return fail(Errc::rejected, "code or oprNum is empty (B.1.2.1)");
    if (out.data.empty()) out.data = "{}";
    return out;
}

Result<Reply> read_reply(std::string_view text, Findings& findings, Header const& header) {
    Reply out;
    std::array const rows{Row{"code", 10, false, true, &out.code},
                          Row{"oprNum", 36, false, true, &out.opr_num},
                          Row{"ip", 15, false, false, &out.ip},
                          Row{"resultCode", 4, true, true, &out.result_code},
                          Row{"resultMessge", 200, false, true, &out.result_message},  // sic
                          Row{"signature", 100, false, true, &out.signature},
                          Row{"data", 0, false, true, &out.data}};
    LOTBRIDGE_CHECK(read_rows(text, rows, "B.1.2.2", header, findings));
    if (out.data.empty()) out.data = "{}";
    return out;
}

bool looks_like_reply(std::string_view text) {
    auto const members = Scanner(text).members();
    return members && std::ranges::find(*members, "resultCode", &JsonMember::name) != members->end();
}

std::string write_request(Request const& request, Header const& header) {
    json::Object out;
    out.text("k", request.k)
        .text("code", request.code)
        .text("oprNum", request.opr_num)
        .text("ip", request.ip)
        .text("signature", request.signature);
    for (auto const& [name, value] : header) out.text(name, value);
    return out.raw("data", request.data).take();
}

std::string write_reply(Reply const& reply, Header const& header) {
    json::Object out;
    out.text("code", reply.code)
        .text("oprNum", reply.opr_num)
        .text("ip", reply.ip)
        .text("resultCode", reply.result_code)
        .text("resultMessge", reply.result_message)  // sic
        .text("signature", reply.signature);
    for (auto const& [name, value] : header) out.text(name, value);
    return out.raw("data", reply.data).take();
}

Result<std::vector<std::string_view>> vos_of(std::string_view data) {
    std::vector<std::string_view> vos{data};
    if (data.starts_with('[')) {
        LOTBRIDGE_TRY(vos, Scanner(data).items());
    }
    bool const all_objects = std::ranges::all_of(vos, [](auto vo) { return vo.starts_with('{'); });
    if (!all_objects) return fail(Errc::rejected, "data is neither a VO nor a list of VOs");
    return vos;
}

std::string first_characters(std::string_view text, std::size_t count) {
    std::size_t end = 0;
    for (; end < text.size(); ++end) {
        bool const begins = (text[end] & 0xc0) != 0x80;
        if (begins && count-- == 0) break;
    }
    return std::string(text.substr(0, end));
}

bool is_success(std::string_view result_code) { return result_code == "0000" || result_code == "0"; }

}  // namespace lotbridge::refcloud
