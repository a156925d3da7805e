// The cheapest cloud there is: reads a POST to its end, waits as long as told, accepts. It parses no JSON, so that a
// measurement tells about the relay and not about its peer.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace lotbridge::bench {

// A moment for each of many numbers, in memory that the sink shares. 0: not yet.
class Moments {
public:
    explicit Moments(std::size_t count);
    ~Moments();
    Moments(Moments const&) = delete;
    Moments& operator=(Moments const&) = delete;

    void note(std::size_t number);
    std::chrono::nanoseconds at(std::size_t number) const { return std::chrono::nanoseconds(moments_[number].load()); }
    std::size_t count() const { return count_; }

private:
    std::atomic<std::int64_t>* moments_;
    std::size_t count_;
};

struct SinkOptions {
    std::chrono::microseconds latency{0};  // between the last byte read and the first byte written
    int cpu = -1;                          // core to stay on, -1: any
    Moments* accepted = nullptr;           // when the record with each number ("...-17") was answered
};

// Keeps the calling thread (and those it starts) on one core; -1: any.
void stay_on(int cpu);

// A sink in a process of its own, ended with its owner.
class Sink {
public:
    explicit Sink(SinkOptions options);
    ~Sink();
    Sink(Sink const&) = delete;
    Sink& operator=(Sink const&) = delete;

    std::uint16_t port() const { return port_; }

private:
    int pid_ = 0;
    std::uint16_t port_ = 0;
};

}  // namespace lotbridge::bench
