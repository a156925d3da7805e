// The only source of chance: one engine, distributions of our own, so that a seed gives the same day on every system.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace lotbridge::lotsim {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}

    // Within [0, 1).
    double unit() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
    bool odds(double probability) { return unit() < probability; }
    // Both ends included.
    int between(int low, int high) { return low + static_cast<int>(unit() * (high - low + 1)); }
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(unit() * static_cast<double>(count)); }
    // Waiting times: many short ones, a few long ones.
    double waiting(double mean) { return -mean * std::log(1.0 - unit()); }

    // The position of one of the weights, heavier ones more often.
    std::size_t weighted(std::span<double const> weights) {
        double total = 0;
        for (auto const weight : weights) total += weight;
        auto rest = unit() * total;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            if (rest < weights[i]) return i;
            rest -= weights[i];
        }
        return weights.size() - 1;
    }

private:
    std::mt19937_64 engine_;  // its sequence is fixed by the C++ standard
};

}  // namespace lotbridge::lotsim
