// A camera as the adapter's thread uses it, whichever way it is reached. Orders are carried out now or withdrawn.
#pragma once

#include "lane.hpp"
#include "recognition.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace lotbridge::vzenith {

using Clock = std::chrono::steady_clock;

struct PulseOrder {
    int output = 0;
    std::chrono::milliseconds length{500};
};
struct VoiceOrder {
    std::string words;
};
struct ScreenOrder {
    int channel = 0;
    std::string bytes;
};
// Without a plate it would clear the whole list: plate is never empty.
struct ListOrder {
    bool remove = false;
    std::string plate;
    bool alarm = false;
    LocalTime from, until;
};
using Order = std::variant<PulseOrder, VoiceOrder, ScreenOrder, ListOrder>;

// What the adapter decides of something that a camera told, once it is on disk.
struct Verdict {
    bool open = false;
    std::vector<Order> orders;
};

struct Seen {
    Recognition recognition;
    std::function<void(Verdict const&)> answer;  // left alone, it comes again
};
struct Edge {
    int input = 0;
    bool high = false;
    std::chrono::system_clock::time_point at = std::chrono::system_clock::now();
};
struct Link {
    bool up = false;
    std::string why;  // down
};
struct Opened {};  // a connection: a session is to begin on it
// Of a camera that numbers its records: where they begin for us.
struct Records {
    std::int64_t newest = 0;
    bool begun_anew = false;  // its memory was lost: its numbers are smaller than those that we have
};
struct Event {
    std::size_t lane = 0;
    std::variant<Seen, Edge, Link, Opened, Records> what;
};
// Network thread; false: there is no room, it shall come again.
using Report = std::function<bool(Event)>;

// The barrier's open limit switch as the camera's input tells it. Any thread.
class LimitSwitch {
public:
    void tell(bool open) {
        std::lock_guard const lock(mutex_);
        open_ = open;
        if (open) last_opened_ = Clock::now();
        changed_.notify_all();
    }
    std::optional<bool> open() const {
        std::lock_guard const lock(mutex_);
        return open_;
    }
    bool wait_until_open(Clock::time_point since, Clock::time_point until) {
        std::unique_lock lock(mutex_);
        return changed_.wait_until(lock, until, [&] { return last_opened_ >= since; });
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<bool> open_;  // nothing was told yet
    Clock::time_point last_opened_{};
};

class Camera {
public:
    explicit Camera(Lane lane) : lane_(std::move(lane)) {}
    virtual ~Camera() = default;
    Camera(Camera const&) = delete;
    Camera& operator=(Camera const&) = delete;

    Lane const& lane() const { return lane_; }
    LimitSwitch& limit_switch() { return limit_switch_; }

    // Ends when the camera has taken it; an error: it has not, or that is not known.
    virtual Result<> carry_out(Order const& order, std::chrono::milliseconds limit) = 0;
    // Asks for the input now, where the camera can be asked.
    virtual Result<bool> input(int number, std::chrono::milliseconds limit) = 0;
    // What is due: a session to begin, signs of life, records to fetch. stored: up to which number they are on disk;
    // nothing: the camera was never met.
    virtual void tend(std::optional<std::int64_t> stored) = 0;

private:
    Lane lane_;
    LimitSwitch limit_switch_;
};

}  // namespace lotbridge::vzenith
