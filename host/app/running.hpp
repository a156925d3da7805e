// Which adapters a host has to do with, in a file of its data folder that every orderly end takes away. One that is
// found at a start tells that the host crashed, or the machine did, and which adapters a start in safe mode leaves out.
#pragma once

#include <lotbridge/result.hpp>

#include <compare>
#include <filesystem>
#include <set>
#include <string>

namespace lotbridge::app {

struct AdapterName {
    std::string lot, adapter;

    auto operator<=>(AdapterName const&) const = default;
};
using AdapterNames = std::set<AdapterName>;

class Running {
public:
    // Names of the last run that did not end in order; empty: it did.
    static Result<AdapterNames> left_behind(std::filesystem::path const& data_directory);
    // From now on, and before any library is loaded.
    static Result<Running> begin(std::filesystem::path const& data_directory, AdapterNames const& adapters);

    Running(Running&& other) noexcept;
    Running& operator=(Running&& other) noexcept;
    ~Running();  // as end()
    void end();  // in order

private:
    explicit Running(std::filesystem::path file) : file_(std::move(file)) {}
    std::filesystem::path file_;  // empty: it has ended
};

}  // namespace lotbridge::app
