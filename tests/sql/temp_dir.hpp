// A folder of its own for one test, gone with it.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace lotbridge::sql {

class TempDir {
public:
    TempDir() {
        static std::atomic<int> count{0};
        auto const now = std::chrono::steady_clock::now().time_since_epoch().count();
        path_ = std::filesystem::temp_directory_path() /
                ("lotbridge-sql-" + std::to_string(now) + "-" + std::to_string(++count));
        std::filesystem::create_directories(path_);
    }
    ~TempDir() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempDir(TempDir const&) = delete;
    TempDir& operator=(TempDir const&) = delete;

    std::filesystem::path const& path() const { return path_; }
    // name is UTF-8, whatever the system calls its own form of a path.
    std::filesystem::path operator/(std::string const& name) const {
        return path_ / std::u8string(name.begin(), name.end());
    }

    std::filesystem::path write(std::string const& name, std::string_view content) const {
        auto const file = *this / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }

private:
    std::filesystem::path path_;
};

// As a JSON text, for settings; also right for Windows' backslashes.
inline std::string quoted(std::filesystem::path const& path) { return '"' + path.generic_string() + '"'; }

}  // namespace lotbridge::sql
