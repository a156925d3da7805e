#include "camera.hpp"

#include <algorithm>

namespace lotbridge::lotsim::vzenith {

std::string jpeg(std::size_t size) {
    std::string bytes("\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", 20);
    bytes.resize(std::max<std::size_t>(size, 22), 'x');
    bytes[bytes.size() - 2] = '\xFF';
    bytes[bytes.size() - 1] = '\xD9';
    return bytes;
}

LocalTime CameraState::now() const {
    std::lock_guard const lock(mutex_);
    auto const real = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return LocalTime::from_utc(real + ahead_.value_or(options_.clock_ahead), lot_offset);
}

void CameraState::set_clock(LocalTime time) {
    std::lock_guard const lock(mutex_);
    auto const real = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    ahead_ = time.to_utc(lot_offset) - real;
}

Shot CameraState::shoot(std::string plate, std::size_t picture_size, int trigger) {
    Shot shot{0, std::move(plate), now(), trigger, {}, {}};
    if (picture_size > 0) {
        shot.picture = jpeg(picture_size);
        shot.cutting = jpeg(300);
    }
    std::lock_guard const lock(mutex_);
    shot.id = records_.empty() ? 1 : records_.rbegin()->first + 1;
    records_.emplace(shot.id, shot);
    return shot;
}

std::optional<Shot> CameraState::record(std::int64_t id) const {
    std::lock_guard const lock(mutex_);
    auto const found = records_.find(id);
    return found == records_.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t CameraState::newest() const {
    std::lock_guard const lock(mutex_);
    return records_.empty() ? 0 : records_.rbegin()->first;
}

void CameraState::list(std::string const& plate, bool remove) {
    std::lock_guard const lock(mutex_);
    if (!remove)
        listed_.insert(plate);
    else if (plate.empty())
        listed_.clear();  // as the real one does
    else
        listed_.erase(plate);
}

std::set<std::string> CameraState::listed() const {
    std::lock_guard const lock(mutex_);
    return listed_;
}

void CameraState::say(std::string words) {
    std::lock_guard const lock(mutex_);
    said_.push_back(std::move(words));
}

std::vector<std::string> CameraState::said() const {
    std::lock_guard const lock(mutex_);
    return said_;
}

bool CameraState::pulse() {
    ++pulses;
    if (barrier_stuck) return false;
    ++moves;
    open = true;
    return true;
}

}  // namespace lotbridge::lotsim::vzenith
