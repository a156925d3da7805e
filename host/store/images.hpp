// Pictures as files, named by what they hold: images/ab/abcd....jpg. The file is on the medium before a row names it.
#pragma once

#include <lotbridge/result.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace lotbridge::store {

class Images {
public:
    explicit Images(std::filesystem::path directory) : directory_(std::move(directory)) {}

    Result<std::string> put(std::string_view media_type, std::string_view bytes);
    Result<std::string> read(std::string_view key) const;
    // Missing or not what its name says: words; empty when it is whole.
    std::string fault(std::string_view key) const;
    // Removes a picture that no letter names any more, unless it was put there within the hour: a picture is written
    // before its letter.
    void remove(std::string const& key);
    // The same for whatever lies in one of the 256 folders; the next call takes the next folder.
    void sweep(std::function<bool(std::string const&)> const& named);

private:
    Result<std::filesystem::path> path(std::string_view key) const;
    void remove_old(std::filesystem::path const& file);

    std::filesystem::path directory_;
    mutable std::mutex mutex_;  // between taking a picture that is there already and removing it
    unsigned swept_ = 0;
};

}  // namespace lotbridge::store
