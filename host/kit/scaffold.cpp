#include "kit/scaffold.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace lotbridge::kit {
namespace {

namespace fs = std::filesystem;

// What the templates call themselves.
constexpr std::string_view template_name = "gatehouse", template_titles[] = {"Gatehouse", "门岗"};

bool is_name(std::string_view name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
    constexpr std::size_t letters = 26, longest = 40;
    return !name.empty() && name.size() <= longest && allowed.find(name.front()) < letters &&
           name.find_first_not_of(allowed) == name.npos;
}

// "park_db" as a class and as a title: "ParkDb".
std::string title_of(std::string_view name) {
    std::string title;
    bool first = true;
    for (char const c : name) {
        auto const letter = first && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (c != '_') title += letter;
        first = c == '_';
    }
    return title;
}

std::string renamed(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

}  // namespace

Result<std::vector<fs::path>> scaffold(std::string_view kind, std::string const& name, fs::path const& into) {
    if (!is_name(name))
        return fail(
            Errc::rejected,
            "\"" + name + "\" is no name for an adapter: up to 40 small letters, digits and \"_\", a letter first");
    auto const folder = into / base::to_path(name);
    std::error_code error;
    if (fs::exists(folder, error))
        return fail(Errc::rejected, base::to_text(folder) + ": is there already; nothing was written");
    std::vector<fs::path> files;
    for (auto const& [path, text] : templates()) {
        auto const slash = path.find('/');
        if (path.substr(0, slash) != kind) continue;
        auto const change = [&](std::string_view of) {
            auto changed = renamed(std::string(of), template_name, name);
            for (auto const title : template_titles) changed = renamed(std::move(changed), title, title_of(name));
            return changed;
        };
        auto const file = folder / base::to_path(change(path.substr(slash + 1)));
        fs::create_directories(file.parent_path(), error);
        if (error)
            return fail(Errc::rejected, fmt::format("{}: cannot be made: {}", base::to_text(file.parent_path()),
                                                    base::words_of(error)));
        LOTBRIDGE_CHECK(base::write_file_durably(file, change(text)));
        files.push_back(file);
    }
    return files;
}

}  // namespace lotbridge::kit
