#include "plugin/library.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "plugin/text.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <algorithm>
#include <array>
#include <boost/dll/runtime_symbol_info.hpp>
#include <fstream>
#include <iterator>
#include <map>

namespace lotbridge::plugin {
namespace fs = std::filesystem;
namespace {

struct Value {
    enum class Kind { text, number, flag, list } kind = Kind::number;
    std::string text;
    std::int64_t number = 0;
    std::vector<std::string> list;
    std::size_t offset = 0;  // of the member's name in the file
};
using Values = std::map<std::string, Value, std::less<>>;

// Which adapters have a member, and must have it.
enum class Of { all, library, some_libraries, program };
struct Known {
    std::string_view name;
    Value::Kind kind;
    Of of;
};
constexpr std::array known_members = {
    Known{"id", Value::Kind::text, Of::all},
    Known{"version", Value::Kind::text, Of::all},
    Known{"title_zh", Value::Kind::text, Of::all},
    Known{"title_en", Value::Kind::text, Of::all},
    Known{"library", Value::Kind::text, Of::library},
    Known{"abi_major", Value::Kind::number, Of::library},
    Known{"abi_minor", Value::Kind::number, Of::library},
    Known{"vendor_libraries", Value::Kind::flag, Of::some_libraries},
    Known{"program", Value::Kind::list, Of::program},
};

// A manifest is one object, flat but for the list of a program's words. Reading it as events keeps the place of each
// member for the error's line and column.
class Members : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Members> {
public:
    explicit Members(rapidjson::MemoryStream const& in) : in_(in) {}

    Values values;
    std::string problem;

    bool StartObject() { return open_++ == 0 || refuse("is an object; a manifest's members are texts and numbers"); }
    bool EndObject(rapidjson::SizeType) { return true; }
    bool StartArray() {
        if (name_ != "program" || in_list_) return refuse("is a list; a manifest's members are texts and numbers");
        in_list_ = keep({.kind = Value::Kind::list, .offset = offset_});
        return in_list_;
    }
    bool EndArray(rapidjson::SizeType) { return !(in_list_ = false); }
    bool Key(char const* name, rapidjson::SizeType size, bool) {
        name_.assign(name, size);
        offset_ = in_.Tell() - size - 2;
        if (values.contains(name_)) return refuse("is there twice");
        return true;
    }
    bool String(char const* text, rapidjson::SizeType size, bool) {
        if (in_list_) return values[name_].list.emplace_back(text, size), true;
        return keep({.kind = Value::Kind::text, .text = {text, size}, .offset = offset_});
    }
    bool Int(int number) { return Int64(number); }
    bool Uint(unsigned number) { return Int64(number); }
    bool Int64(std::int64_t number) { return keep({.number = number, .offset = offset_}); }
    bool Bool(bool flag) { return keep({.kind = Value::Kind::flag, .number = flag, .offset = offset_}); }
    bool Default() { return refuse("is neither a text nor a whole number"); }

    std::size_t offset() const { return offset_; }

private:
    bool keep(Value value) {
        if (open_ == 0) return refuse("must be an object");
        if (in_list_) return refuse("must be a list of texts");
        values[name_] = std::move(value);
        return true;
    }
    bool refuse(std::string_view words) {
        problem = name_.empty() ? "the manifest " : "'" + name_ + "' ";
        problem += words;
        return false;
    }

    rapidjson::MemoryStream const& in_;
    std::string name_;
    std::size_t offset_ = 0;
    int open_ = 0;
    bool in_list_ = false;
};

std::string place(fs::path const& file, std::string_view json, std::size_t offset) {
    auto const before = json.substr(0, offset);
    auto const line = 1 + std::count(before.begin(), before.end(), '\n');
    auto const column = before.size() - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0: the first line
    return base::to_text(file) + ":" + std::to_string(line) + ":" + std::to_string(column) + ": ";
}

char const* wanted(Value::Kind kind) {
    switch (kind) {
        case Value::Kind::text:
            return "a text";
        case Value::Kind::number:
            return "a whole number";
        case Value::Kind::flag:
            return "true or false";
        case Value::Kind::list:
            return "a list of texts";
    }
    return "";
}

// Whether every member that is needed is there, of its type, and nothing else.
Result<> check(Values const& values, fs::path const& file, std::string_view json) {
    auto const itself = values.contains("program") ? Of::program : Of::library;
    for (auto const& [name, value] : values) {
        auto const refused = [&, &member = name, offset = value.offset](std::string const& words) {
            return fail(Errc::rejected, place(file, json, offset) + "'" + member + "' " + words);
        };
        auto const known = std::ranges::find(known_members, name, &Known::name);
        if (known == known_members.end()) return refused("is no member of a manifest");
        if (value.kind != known->kind) return refused(std::string("must be ") + wanted(known->kind));
        if (known->of != Of::all && known->of != itself && itself == Of::program)
            return refused("is of a library, but this adapter is a program");
        if (value.kind == Value::Kind::text && value.text.empty()) return refused("is empty");
        if (value.kind == Value::Kind::list && (value.list.empty() || value.list.front().empty()))
            return refused("must begin with the name of a program");
    }
    for (auto const& known : known_members)
        if ((known.of == Of::all || known.of == itself) && !values.contains(known.name))
            return fail(Errc::rejected, base::to_text(file) + ": '" + std::string(known.name) + "' is missing");
    return {};
}

// "library" is a bare name, so that no library is taken from elsewhere.
Result<fs::path> library_file(Value const& value, fs::path const& file, std::string_view json) {
    if (value.text.empty()) return fs::path();
    auto const name = base::to_path(value.text);
    if (name != name.filename() || name == "." || name == "..") {
        return fail(Errc::rejected, place(file, json, value.offset) +
                                        "'library' must be the name of a file beside the manifest, without a folder: " +
                                        printable(value.text));
    }
    return fs::absolute(file.parent_path() / name);
}

}  // namespace

Result<Manifest> read_manifest(fs::path const& directory) {
    auto const file = directory / "manifest.json";
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return fail(Errc::rejected, base::to_text(file) + ": cannot be opened");
    std::string const json{std::istreambuf_iterator<char>(stream), {}};

    rapidjson::MemoryStream in(json.data(), json.size());
    Members members(in);
    rapidjson::Reader reader;
    constexpr auto flags = rapidjson::kParseCommentsFlag | rapidjson::kParseValidateEncodingFlag;
    if (auto const parsed = reader.Parse<flags>(in, members); !parsed) {
        if (!members.problem.empty()) {
            return fail(Errc::rejected, place(file, json, members.offset()) + members.problem);
        }
        return fail(Errc::rejected, place(file, json, parsed.Offset()) + rapidjson::GetParseError_En(parsed.Code()));
    }
    LOTBRIDGE_CHECK(check(members.values, file, json));

    auto& values = members.values;
    LOTBRIDGE_TRY(auto library, library_file(values["library"], file, json));
    return Manifest{.directory = fs::absolute(directory),
                    .library = std::move(library),
                    .id = values["id"].text,
                    .version = values["version"].text,
                    .title_zh = values["title_zh"].text,
                    .title_en = values["title_en"].text,
                    .abi_major = static_cast<int>(values["abi_major"].number),
                    .abi_minor = static_cast<int>(values["abi_minor"].number),
                    .vendor_libraries = values["vendor_libraries"].number != 0,
                    .program = values["program"].list};
}

Catalogue scan(fs::path const& root) {
    boost::dll::fs::error_code unknown;
    Catalogue found{.runner = boost::dll::program_location(unknown)};
    std::error_code failure;
    for (auto const& entry : base::entries_of(root, failure)) {
        std::error_code ignored;
        if (!fs::exists(entry / "manifest.json", ignored)) continue;
        if (auto manifest = read_manifest(entry)) {
            found.manifests.push_back(std::move(*manifest));
        } else {
            found.problems.push_back(manifest.error().message);
        }
    }
    if (failure)
        found.problems.push_back(base::to_text(root) + ": cannot be listed: " + printable(base::words_of(failure)));
    std::sort(found.manifests.begin(), found.manifests.end(), [](auto& a, auto& b) { return a.id < b.id; });
    std::sort(found.problems.begin(), found.problems.end());
    auto const same = [](auto const& a, auto const& b) { return a.id == b.id; };
    for (auto twin = found.manifests.begin();;) {
        twin = std::adjacent_find(twin, found.manifests.end(), same);
        if (twin == found.manifests.end()) return found;
        found.problems.push_back(base::to_text(std::next(twin)->directory) + ": is left out: its id " + twin->id +
                                 " is taken by " + base::to_text(twin->directory));
        found.manifests.erase(std::next(twin));
    }
}

}  // namespace lotbridge::plugin
