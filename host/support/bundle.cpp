#include "support/bundle.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace lotbridge::support {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view top = "lotbridge-support/";
constexpr std::uintmax_t most_log_bytes = 50u << 20;
constexpr std::size_t most_dumps = 3;

struct Found {
    fs::path file;
    fs::file_time_type written;
    std::uintmax_t size = 0;
};

// The newest first.
std::vector<Found> files_of(fs::path const& folder) {
    std::vector<Found> files;
    std::error_code error;
    for (auto const& file : base::entries_of(folder, error)) {
        std::error_code gone;
        if (!fs::is_regular_file(file, gone)) continue;
        Found found{file, fs::last_write_time(file, gone), fs::file_size(file, gone)};
        if (!gone) files.push_back(std::move(found));
    }
    std::sort(files.begin(), files.end(), [](auto const& a, auto const& b) { return a.written > b.written; });
    return files;
}

}  // namespace

Result<> Bundle::add(std::string const& name, std::string_view bytes, std::string words) {
    packed_.push_back({name, fmt::format("{} bytes{}", bytes.size(), words)});
    return archive_.add(std::string(top) + name, bytes, now_);
}

void Bundle::left_out(std::string name, std::string words) {
    packed_.push_back({std::move(name), "left out: " + std::move(words)});
}

Result<> Bundle::add_text(std::string const& name, std::string_view text) { return add(name, veil_.text(text)); }

Result<> Bundle::add_settings(std::string const& name, fs::path const& file) {
    auto const text = base::read_file(file);
    if (!text) return left_out(name, text.error().message), Result<>();
    auto const shown = veil_.settings(*text);
    if (shown.empty())
        return left_out(name, "it is no JSON, so that nobody can tell what in it is a secret"), Result<>();
    return add(name, shown, ", without comments");
}

Result<> Bundle::add_logs(fs::path const& folder) {
    std::uintmax_t total = 0;
    for (auto const& found : files_of(folder)) {
        auto const file = base::to_text(found.file.filename());
        if (!file.starts_with("lotbridge") || !file.ends_with(".log")) continue;
        auto const name = "log/" + file;
        total += found.size;
        if (total > most_log_bytes) {
            left_out(name, fmt::format("the logs come to more than {} MiB", most_log_bytes >> 20));
            continue;
        }
        auto const text = base::read_file(found.file);
        if (!text) {
            left_out(name, text.error().message);
            continue;
        }
        LOTBRIDGE_CHECK(add(name, veil_.text(*text)));
    }
    return {};
}

Result<> Bundle::add_dumps(fs::path const& folder, bool with_content) {
    auto files = files_of(folder);
    files.resize(std::min(files.size(), most_dumps));
    for (auto const& found : files) {
        auto const name = "dumps/" + base::to_text(found.file.filename());
        if (!with_content) {
            left_out(name,
                     fmt::format("{} bytes of the program's memory, which may tell of cars; --dumps takes it along",
                                 found.size));
            continue;
        }
        auto bytes = base::read_file(found.file);
        if (!bytes) {
            left_out(name, bytes.error().message);
            continue;
        }
        LOTBRIDGE_CHECK(add(name, veil_.dump(std::move(*bytes)), ", memory that may tell of cars"));
    }
    return {};
}

Result<std::vector<Packed>> Bundle::finish() {
    std::string list =
        "What is in this archive. Secrets are left out; plates and phone numbers are shown as their length "
        "and a short hash.\n\n";
    for (auto const& one : packed_) list += fmt::format("{}: {}\n", one.name, one.words);
    LOTBRIDGE_CHECK(add("contents.txt", veil_.text(list)));
    LOTBRIDGE_CHECK(archive_.finish());
    return std::move(packed_);
}

}  // namespace lotbridge::support
