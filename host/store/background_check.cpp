#include "store/background_check.hpp"

#include "store/verify.hpp"

#include <sqlite3.h>

namespace lotbridge::store {

BackgroundCheck::BackgroundCheck(std::filesystem::path file, std::function<void(std::string)> damaged)
    : damaged_(std::move(damaged)), thread_([this, file = std::move(file)] { look(file); }) {}

BackgroundCheck::~BackgroundCheck() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
        if (connection_) sqlite3_interrupt(connection_);
    }
    thread_.join();
}

void BackgroundCheck::look(std::filesystem::path const& file) {
    std::string fault;
    auto const expose = [this](sqlite3* connection) {
        std::lock_guard const lock(mutex_);
        connection_ = connection;
        return !stopping_;
    };
    try {
        auto const database = *open_for_reading(file);
        if (!expose(database->getHandle())) return;
        auto const faults = structure_faults(*database);
        if (!faults.empty()) fault = faults.front();
        expose(nullptr);
    } catch (SQLite::Exception const& exception) {
        expose(nullptr);
        if (fault_of(exception) == Fault::damage) fault = exception.what();
    }
    if (!fault.empty()) damaged_(std::move(fault));
}

}  // namespace lotbridge::store
