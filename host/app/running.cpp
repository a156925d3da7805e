#include "app/running.hpp"

#include "base/file.hpp"

#include <sstream>
#include <utility>

namespace lotbridge::app {
namespace fs = std::filesystem;
namespace {

fs::path file_in(fs::path const& data_directory) { return data_directory / "running"; }

}  // namespace

// A line each, "lot adapter": neither name has spaces.
Result<AdapterNames> Running::left_behind(fs::path const& data_directory) {
    std::error_code unknown;
    if (!fs::exists(file_in(data_directory), unknown)) return AdapterNames();
    LOTBRIDGE_TRY(auto const text, base::read_file(file_in(data_directory)));
    std::istringstream lines(text);
    AdapterNames names;
    for (AdapterName name; lines >> name.lot >> name.adapter;) names.insert(name);
    return names;
}

Result<Running> Running::begin(fs::path const& data_directory, AdapterNames const& adapters) {
    std::string text;
    for (auto const& [lot, adapter] : adapters) text += lot + ' ' + adapter + '\n';
    LOTBRIDGE_CHECK(base::write_file_durably(file_in(data_directory), text));
    return Running(file_in(data_directory));
}

Running::Running(Running&& other) noexcept : file_(std::exchange(other.file_, {})) {}

Running& Running::operator=(Running&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
}

Running::~Running() { end(); }

void Running::end() {
    std::error_code ignored;
    if (!file_.empty()) fs::remove(std::exchange(file_, {}), ignored);
}

}  // namespace lotbridge::app
