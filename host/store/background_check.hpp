// Looks at the structure of a large database beside the work, after a stop that was not clean.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

struct sqlite3;

namespace lotbridge::store {

class BackgroundCheck {
public:
    // `damaged` is called on the checking thread, at most once.
    BackgroundCheck(std::filesystem::path file, std::function<void(std::string fault)> damaged);
    ~BackgroundCheck();  // does not wait for the end of the look

private:
    void look(std::filesystem::path const& file);

    std::function<void(std::string)> damaged_;
    std::mutex mutex_;
    sqlite3* connection_ = nullptr;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace lotbridge::store
