#include "config/document.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace lotbridge::config {

namespace {

constexpr std::size_t max_depth = 64;
constexpr std::uintmax_t max_file_bytes = 16u << 20;
// Without full precision: RapidJSON 1.1.0 then makes of 0e50 what a register held. What people write reads the same.
constexpr unsigned parse_flags =
    rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag | rapidjson::kParseIterativeFlag;

// RapidJSON copies its own string stream while it reads a token; this one always knows where the reader is.
class Text {
public:
    using Ch = char;
    explicit Text(std::string_view text) : text_(text) {}
    char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    char Take() { return at_ < text_.size() ? text_[at_++] : '\0'; }
    std::size_t Tell() const { return at_; }
    char* PutBegin() { return nullptr; }
    void Put(char) {}
    void Flush() {}
    std::size_t PutEnd(char*) { return 0; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

Position position_of(std::string_view text, std::size_t offset) {
    auto const before = text.substr(0, offset);
    auto const line = static_cast<unsigned>(std::count(before.begin(), before.end(), '\n')) + 1;
    auto const line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return {line, static_cast<unsigned>(base::characters(before.substr(line_start))) + 1};
}

// Follows the reader and notes the place of every name and value. Refuses what JSON leaves open: the same name twice.
class PlaceNotes : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, PlaceNotes> {
public:
    PlaceNotes(std::string_view text, Text const& stream, Origin& origin)
        : text_(text), stream_(stream), origin_(origin) {}

    bool Default() { return scalar(plain_start()); }
    bool String(char const*, rapidjson::SizeType, bool) { return scalar(string_start()); }
    bool Key(char const* name, rapidjson::SizeType size, bool) {
        name_at_ = string_start();
        auto& open = open_.back();
        open.member = member(open.pointer, {name, size});
        if (!open.seen.insert(open.member).second) refuse(open.member, "stands here a second time");
        return true;
    }
    bool StartObject() { return begin(false); }
    bool StartArray() { return begin(true); }
    bool EndObject(rapidjson::SizeType) { return end(); }
    bool EndArray(rapidjson::SizeType) { return end(); }

    Problems take_problems() { return std::move(problems_); }

private:
    struct Open {
        std::string pointer;
        bool list = false;
        std::size_t count = 0;
        std::string member;
        std::set<std::string> seen;
    };

    // The reader calls after it has read a string or plain value, and before it takes a bracket.
    std::size_t string_start() const {
        auto at = stream_.Tell() - 1;  // the closing quote
        auto const escaped = [&] {
            std::size_t backslashes = 0;
            while (backslashes < at && text_[at - 1 - backslashes] == '\\') ++backslashes;
            return backslashes % 2 == 1;
        };
        do --at;
        while (text_[at] != '"' || escaped());
        return at;
    }
    std::size_t plain_start() const {
        constexpr std::string_view inside = "0123456789+-.eEtrufalsn";
        return text_.find_last_not_of(inside, stream_.Tell() - 1) + 1;
    }

    std::string next_pointer() {
        if (open_.empty()) return {};
        auto& open = open_.back();
        return open.list ? element(open.pointer, open.count++) : open.member;
    }
    void note(std::string const& pointer, std::size_t at) {
        auto const value = position_of(text_, at);
        auto const named = !open_.empty() && !open_.back().list;
        origin_.places->by_pointer[pointer] = {named ? position_of(text_, name_at_) : value, value};
    }
    bool scalar(std::size_t at) {
        note(next_pointer(), at);
        return true;
    }
    bool begin(bool list) {
        auto pointer = next_pointer();
        note(pointer, stream_.Tell());
        if (open_.size() >= max_depth) {
            refuse(pointer, fmt::format("is nested more than {} levels deep", max_depth));
            return false;
        }
        open_.push_back({std::move(pointer), list, 0, {}, {}});
        return true;
    }
    bool end() {
        open_.pop_back();
        return true;
    }
    void refuse(std::string const& pointer, std::string words) {
        problems_.push_back({origin_.file, position_of(text_, name_at_), pointer, std::move(words)});
    }

    std::string_view text_;
    Text const& stream_;
    Origin& origin_;
    std::vector<Open> open_;
    std::size_t name_at_ = 0;
    Problems problems_;
};

Checked<std::string> read_text(std::filesystem::path const& file) {
    auto const refuse = [&](std::string words) { return tl::unexpected(Problems{{file, {}, {}, std::move(words)}}); };
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) return refuse("is a folder, a settings file is needed");
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in) return refuse(fmt::format("cannot be read: {}", std::strerror(errno)));
    if (auto const size = std::filesystem::file_size(file, error); !error && size > max_file_bytes) {
        return refuse(fmt::format("is larger than the {} MiB that settings may have", max_file_bytes >> 20));
    }
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

Checked<Document> read_document(std::filesystem::path const& file) {
    auto const text = read_text(file);
    if (!text) return tl::unexpected(text.error());
    return parse_document(file, *text);
}

Checked<Document> parse_document(std::filesystem::path const& file, std::string_view text) {
    auto const refuse = [&](std::size_t at, std::string words) {
        return tl::unexpected(Problems{{file, position_of(text, at), {}, std::move(words)}});
    };
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        return tl::unexpected(Problems{{file, {1, 1}, {}, "is UTF-16; save it as UTF-8"}});
    }
    text = base::without_mark(text);
    if (auto const bad = base::find_bad_utf8(text); bad != std::string_view::npos) {
        return refuse(bad, "is not UTF-8 from here on; if it was saved as GBK, save it as UTF-8");
    }

    Document document{.origin = {.file = file}, .json = {}};
    Text stream(text);
    PlaceNotes notes(text, stream, document.origin);
    rapidjson::Reader reader;
    auto const parsed = reader.Parse<parse_flags>(stream, notes);
    if (auto problems = notes.take_problems(); !problems.empty()) return tl::unexpected(std::move(problems));
    if (!parsed) {
        return refuse(parsed.Offset(), fmt::format("is not JSON here: {}", rapidjson::GetParseError_En(parsed.Code())));
    }
    document.json.Parse<parse_flags>(text.data(), text.size());
    return document;
}

}  // namespace lotbridge::config
