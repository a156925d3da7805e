// What an acceptance has found so far, in a file of the data folder, so that it goes on where it was interrupted.
#pragma once

#include "acceptance/item.hpp"

#include <lotbridge/result.hpp>

#include <filesystem>
#include <optional>

namespace lotbridge::acceptance {

class Journal {
public:
    // A file that is not there begins a new journal; one that cannot be read is an error that says how to begin anew.
    static Result<Journal> open(std::filesystem::path file);

    WallTime begun() const { return begun_; }
    std::vector<Item> const& tests() const { return tests_; }
    std::vector<Item> const& faults() const { return faults_; }
    Item const* result(std::string_view id) const;  // of a test or a fault

    // What was being done when the file was last written and has no result: its traces are to be removed first.
    std::string const& interrupted() const { return under_way_; }

    // Each is on disk when the call returns.
    Result<> begin(std::string id);
    Result<> finish_test(Item item);
    Result<> finish_fault(Item item);
    Result<> begin_anew(WallTime now);  // forgets everything

private:
    explicit Journal(std::filesystem::path file) : file_(std::move(file)) {}
    Result<> write();

    std::filesystem::path file_;
    WallTime begun_{};
    std::string under_way_;
    std::vector<Item> tests_, faults_;
};

}  // namespace lotbridge::acceptance
