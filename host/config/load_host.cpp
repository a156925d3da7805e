#include "base/file.hpp"
#include "base/text.hpp"
#include "config/fields.hpp"
#include "config/fit.hpp"
#include "config/load.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace lotbridge::config {

namespace {

namespace fs = std::filesystem;

void take_log(base::LogSettings& log, Json const& object) {
    using base::LogFormat;
    using base::LogLevel;
    take(log.directory, object, "directory");
    take(log.level, object, "level",
         {Word<LogLevel>{"debug", LogLevel::debug},
          {"info", LogLevel::info},
          {"warning", LogLevel::warning},
          {"error", LogLevel::error}});
    take(log.format, object, "format", {Word<LogFormat>{"text", LogFormat::text}, {"json", LogFormat::json}});
    take(log.max_file_bytes, object, "max_file");
    take(log.files, object, "files");
    take(log.console, object, "console");
}

Checked<std::vector<fs::path>> lots_of(Origin const& origin, Json const& list) {
    std::vector<fs::path> files;
    Problems problems;
    for (rapidjson::SizeType i = 0; i < list.Size(); ++i) {
        auto const path = base::to_path(text_of(list[i]));
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            files.push_back(path);  // a file that is not there is that lot's own problem
            continue;
        }
        auto const begin = static_cast<std::ptrdiff_t>(files.size());
        for (auto const& entry : base::entries_of(path, error))
            if (entry.extension() == ".json") files.push_back(entry);
        if (error)
            problems.push_back(origin.problem(element("/lots", i), "cannot be listed: " + base::words_of(error)));
        std::sort(files.begin() + begin, files.end());
    }
    if (files.empty() && problems.empty())
        problems.push_back(origin.problem("/lots", "names no lot: there is no *.json in it"));
    if (!problems.empty()) return tl::unexpected(std::move(problems));
    return files;
}

// One account at one platform, however its address is written.
std::string account_of(CloudSettings const& cloud) {
    auto address = cloud.url;
    auto const host = address.find("://") + 3;
    auto path = std::min(address.find('/', host), address.size());
    std::transform(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(path), address.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    std::string_view const usual = address.starts_with("https") ? ":443" : ":80";
    if (std::string_view(address).substr(0, path).ends_with(usual)) address.erase(path - usual.size(), usual.size());
    while (address.ends_with('/')) address.pop_back();
    return address + ' ' + cloud.user;
}

Checked<Document> read_host(fs::path const& file) {
    std::error_code error;
    auto const whole = fs::absolute(file, error).lexically_normal();
    return read_settings(error ? file : whole, "host");
}

HostSettings settings_of(Document const& document) {
    HostSettings host;
    host.file = document.origin.file;
    take(host.data_directory, document.json, "data");
    take(host.plugin_directory, document.json, "plugins");
    host.log.directory = host.data_directory / "log";
    if (auto const* log = find(document.json, "log")) take_log(host.log, *log);
    if (auto const* store = find(document.json, "store")) {
        take(host.store.min_free_bytes, *store, "min_free");
        take(host.store.keep_delivered, *store, "keep_delivered");
    }
    return host;
}

}  // namespace

Checked<HostSettings> load_host_alone(fs::path const& file) {
    auto const document = read_host(file);
    if (!document) return tl::unexpected(document.error());
    return settings_of(*document);
}

Checked<HostSettings> load_host(fs::path const& file) {
    auto const document = read_host(file);
    if (!document) return tl::unexpected(document.error());
    auto host = settings_of(*document);
    auto lots = lots_of(document->origin, document->json["lots"]);
    if (!lots) return tl::unexpected(std::move(lots.error()));
    host.lots = std::move(*lots);
    return host;
}

std::vector<LoadedLot> load_lots(HostSettings const& host) {
    std::vector<LoadedLot> lots;
    KeptSecrets const kept(host.data_directory);
    std::map<std::string, fs::path> names, accounts;
    for (auto const& file : host.lots) {
        auto lot = load_lot(file, &kept);
        if (lot) {
            auto const& [first, fresh] = names.emplace(lot->name, file);
            auto const& [holder, free] = accounts.emplace(account_of(lot->cloud), file);
            Problems problems;
            if (!fresh)
                problems.push_back(
                    lot->origin.problem("/name", fmt::format("\"{}\" is the name of the lot in {} already", lot->name,
                                                             base::to_text(first->second))));
            else if (!free)
                problems.push_back(lot->origin.problem(
                    "/cloud/user", fmt::format("\"{}\" is the account of the lot in {} already: each login of the one "
                                               "would end the other's token",
                                               lot->cloud.user, base::to_text(holder->second))));
            if (!problems.empty()) lot = tl::unexpected(std::move(problems));
        }
        lots.push_back({file, std::move(lot)});
    }
    return lots;
}

}  // namespace lotbridge::config
