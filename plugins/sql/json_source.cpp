#include "json_source.hpp"

#include <lotbridge/text/encoding.hpp>

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

namespace lotbridge::sql {
namespace {

constexpr std::size_t max_depth = 64;  // a tree is copied, merged and left by recursion

using File = std::shared_ptr<std::string const>;

Place locate(File const& file, std::string_view text, std::size_t offset, std::string pointer) {
    auto const before = text.substr(0, std::min(offset, text.size()));
    auto const line_start = before.rfind('\n');
    return {file, static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
            before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1, std::move(pointer)};
}

// Where the next token starts: RapidJSON only tells where the last one ended. Closing brackets belong to what is over.
std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        if (std::string_view(" \t\r\n,:]}").find(text[at]) != std::string_view::npos) {
            ++at;
        } else if (text.substr(at, 2) == "//") {
            at = std::min(text.find('\n', at), text.size());
        } else if (text.substr(at, 2) == "/*") {
            auto const end = text.find("*/", at + 2);
            at = end == std::string_view::npos ? text.size() : end + 2;
        } else {
            break;
        }
    }
    return at;
}

std::string escape(std::string_view name) {
    std::string out;
    for (char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
}

// Receives RapidJSON's events and builds the tree. The open containers are a stack of indexes into their parents, so
// that growing vectors move nothing that is pointed at.
class Builder {
public:
    Builder(File file, std::string_view text, rapidjson::MemoryStream const& stream, Problems& problems)
        : file_(std::move(file)), text_(text), stream_(stream), problems_(problems) {}

    Node take() { return std::move(root_); }

    bool Null() { return scalar(Node::Kind::null, "null"); }
    bool Bool(bool value) { return scalar(Node::Kind::boolean, value ? "true" : "false"); }
    bool RawNumber(char const* s, rapidjson::SizeType n, bool) { return scalar(Node::Kind::number, {s, n}); }
    bool String(char const* s, rapidjson::SizeType n, bool) { return scalar(Node::Kind::text, {s, n}); }
    bool StartObject() { return open(Node::Kind::object); }
    bool StartArray() { return open(Node::Kind::list); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }
    // Never called: numbers come raw.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }

    bool Key(char const* s, rapidjson::SizeType n, bool) {
        auto& object = *open_.back();
        std::string name(s, n);
        auto place = here(object.place.pointer + "/" + escape(name));
        if (object.find(name)) problems_.add(place, "member \"" + name + "\" stands here twice");
        object.members.push_back({std::move(name), std::move(place), {}});
        return true;
    }

private:
    // The start of the token that just ended; remembers its end for the next.
    Place here(std::string pointer) {
        auto const start = skip_blanks(text_, last_end_);
        last_end_ = std::max(stream_.Tell(), start + 1);  // an opening bracket is reported before it is taken
        return locate(file_, text_, start, std::move(pointer));
    }

    Node& next() {
        if (open_.empty()) {
            root_.place = here("");
            return root_;
        }
        auto& parent = *open_.back();
        if (parent.is(Node::Kind::object)) {
            auto& member = parent.members.back();
            member.value.place = here(member.place.pointer);
            return member.value;
        }
        auto pointer = parent.place.pointer + "/" + std::to_string(parent.items.size());
        auto& item = parent.items.emplace_back();
        item.place = here(std::move(pointer));
        return item;
    }

    bool scalar(Node::Kind kind, std::string_view text) {
        auto& node = next();
        node.kind = kind;
        node.text = text;
        return true;
    }

    bool open(Node::Kind kind) {
        if (open_.size() == max_depth) return false;
        auto& node = next();
        node.kind = kind;
        open_.push_back(&node);  // stays valid: a parent grows only after its last child is closed
        return true;
    }

    bool close() {
        last_end_ = stream_.Tell();
        open_.pop_back();
        return true;
    }

    File file_;
    std::string_view text_;
    rapidjson::MemoryStream const& stream_;
    Problems& problems_;
    Node root_;
    std::vector<Node*> open_;
    std::size_t last_end_ = 0;
};

}  // namespace

Node const* Node::find(std::string_view name) const {
    auto const found = std::find_if(members.begin(), members.end(), [&](Member const& m) { return m.name == name; });
    return found == members.end() ? nullptr : &found->value;
}

std::string describe(Place const& place) {
    return (place.file ? *place.file : std::string("?")) + ":" + std::to_string(place.line) + ":" +
           std::to_string(place.column) + " " + (place.pointer.empty() ? "/" : place.pointer);
}

Error Problems::error() const {
    std::string words;
    for (auto const& problem : list_) {
        if (!words.empty()) words += '\n';
        words += describe(problem.place) + ": " + problem.words;
    }
    return {Errc::rejected, words};
}

Result<Node> parse_json(std::string_view text, std::string file) {
    auto const name = std::make_shared<std::string const>(std::move(file));
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // Windows editors like to add it
    Problems problems;
    rapidjson::MemoryStream stream(text.data(), text.size());
    Builder builder(name, text, stream, problems);
    rapidjson::Reader reader;
    constexpr unsigned flags = rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag |
                               rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag |
                               rapidjson::kParseValidateEncodingFlag;
    if (auto const done = reader.Parse<flags>(stream, builder); done.IsError()) {
        std::string const words = done.Code() == rapidjson::kParseErrorStringInvalidEncoding
                                      ? "is not UTF-8; if it was saved as GBK, save it as UTF-8"
                                  : done.Code() == rapidjson::kParseErrorTermination
                                      ? "is nested more than " + std::to_string(max_depth) + " levels deep"
                                      : std::string("no JSON: ") + rapidjson::GetParseError_En(done.Code());
        problems.add(locate(name, text, done.Offset(), ""), words);
    }
    if (!problems.empty()) return fail(problems.error());
    return builder.take();
}

Node merged(Node base, Node const& patch) {
    if (!base.is(Node::Kind::object) || !patch.is(Node::Kind::object)) return patch;
    for (auto const& member : patch.members) {
        auto const found = std::find_if(base.members.begin(), base.members.end(),
                                        [&](Node::Member const& known) { return known.name == member.name; });
        bool const known = found != base.members.end();
        if (member.value.is(Node::Kind::null)) {
            if (known) base.members.erase(found);
        } else if (known) {
            found->value = merged(std::move(found->value), member.value);
        } else {
            base.members.push_back(member);
        }
    }
    return base;
}

Result<std::string> read_text(std::filesystem::path const& file) {
    std::error_code error;
    auto const size = std::filesystem::file_size(file, error);
    constexpr std::uintmax_t limit = 4 << 20;
    if (error) return fail(Errc::rejected, "reading " + file.string() + ": " + system_words(error));
    if (size > limit) return fail(Errc::rejected, "reading " + file.string() + ": more than 4 MiB is no mapping");
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) return fail(Errc::rejected, "reading " + file.string() + ": the file cannot be read");
    return text;
}

}  // namespace lotbridge::sql
