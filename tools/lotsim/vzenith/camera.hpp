// A camera of the simulator: its clock, its records and its barrier, whichever protocol it speaks. Thread-safe.
#pragma once

#include <lotbridge/schema/scalars.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lotbridge::lotsim::vzenith {

inline constexpr std::chrono::minutes lot_offset = std::chrono::hours(8);

struct CameraOptions {
    std::string lane, serialno;
    bool entry = true;
    std::string plate_key;               // 16 bytes: every plate goes out encrypted
    std::chrono::seconds clock_ahead{};  // until somebody sets the clock
    int opened_input = 2;                // high while the barrier is open
};

struct Shot {
    std::int64_t id = 0;
    std::string plate;  // empty: none was recognised
    LocalTime time;     // by the camera's clock
    int trigger = 1;
    std::string picture, cutting;  // JPEG
};

class CameraState {
public:
    explicit CameraState(CameraOptions options) : options_(std::move(options)) {}

    CameraOptions const& options() const { return options_; }
    LocalTime now() const;
    void set_clock(LocalTime time);

    // Takes a picture and keeps the record.
    Shot shoot(std::string plate, std::size_t picture_size, int trigger = 1);
    std::optional<Shot> record(std::int64_t id) const;
    std::int64_t newest() const;

    // What the world may look at, and break.
    std::atomic<bool> barrier_stuck{false};
    std::atomic<int> pulses{0}, moves{0};  // relay, and arm
    std::atomic<bool> open{false};
    void list(std::string const& plate, bool remove);
    std::set<std::string> listed() const;
    void say(std::string words);
    std::vector<std::string> said() const;  // voice and screen

    // Pulses the relay; true when the arm moves up.
    bool pulse();

private:
    CameraOptions options_;
    mutable std::mutex mutex_;
    std::optional<std::chrono::seconds> ahead_;  // set by somebody
    std::map<std::int64_t, Shot> records_;
    std::set<std::string> listed_;
    std::vector<std::string> said_;
};

// A JPEG of about so many bytes: real beginning and end.
std::string jpeg(std::size_t size);

}  // namespace lotbridge::lotsim::vzenith
