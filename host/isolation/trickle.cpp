#include "isolation/trickle.hpp"

#include <algorithm>

namespace lotbridge::isolation {
namespace {

constexpr double at_once = 100, a_second = 20;

}  // namespace

bool Trickle::pass(Time now) {
    std::chrono::duration<double> const passed = last_ == Time{} ? Time::duration(0) : now - last_;
    room_ = std::min(at_once, room_ + passed.count() * a_second);
    last_ = now;
    if (room_ < 1) return ++left_out_, false;
    room_ -= 1;
    return true;
}

}  // namespace lotbridge::isolation
