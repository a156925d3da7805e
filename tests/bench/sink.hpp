// The cheapest cloud there is: reads a POST to its end, waits as long as told, accepts. It parses no JSON, so that a
// measurement tells about the relay and not about its peer.
#pragma once

#include <chrono>
#include <cstdint>

namespace lotbridge::bench {

struct SinkOptions {
    std::chrono::microseconds latency{0};  // between the last byte read and the first byte written
    int cpu = -1;                          // core to stay on, -1: any
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
