// A folder of its own for every test, gone afterwards.
#pragma once

#include <atomic>
#include <filesystem>
#include <random>
#include <string>

namespace lotbridge::test {

class Folder {
public:
    Folder() {
        static std::atomic<unsigned> serial = 0;
        auto const name = "lotbridge-store-" + std::to_string(std::random_device{}()) + "-" + std::to_string(++serial);
        path = std::filesystem::temp_directory_path() / name;
        std::filesystem::create_directories(path);
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }

    std::filesystem::path path;
};

}  // namespace lotbridge::test
