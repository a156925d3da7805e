// Whether intake may go on: enough free space, and a disk that takes what is written. Intake stops first, so that what
// room is left serves delivery.
#pragma once

#include "store/store.hpp"

#include <atomic>

namespace lotbridge::store {

class Health {
public:
    Health(std::filesystem::path directory, Options const& options);

    bool accepting() const { return accepting_; }  // any thread
    Error why_not() const;                         // writer thread, as all below

    void written();  // a commit succeeded
    void failed(Error const& error);
    bool failing() const { return failing_; }
    void keep_free(std::uint64_t bytes) { min_free_ = bytes; }  // any thread
    void look_at_space();                                       // at most once a tick
    void say(int level, std::string words) const;

private:
    void update();

    std::filesystem::path directory_;
    Options const& options_;
    std::atomic<std::uint64_t> min_free_;
    std::atomic<bool> accepting_ = true;
    bool failing_ = false, full_ = false;
    std::string words_;
    std::chrono::steady_clock::time_point looked_{};
};

}  // namespace lotbridge::store
