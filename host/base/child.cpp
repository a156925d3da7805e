#include "base/child.hpp"

#include <utility>

namespace lotbridge::base {

Pipes::Pipes(Pipes&& other) noexcept : in_(std::exchange(other.in_, -1)), out_(std::exchange(other.out_, -1)) {}

Pipes& Pipes::operator=(Pipes&& other) noexcept {
    std::swap(in_, other.in_);
    std::swap(out_, other.out_);
    return *this;
}

Pipes::~Pipes() {
    close_end(in_);
    close_end(out_);
}

void Pipes::close_out() { close_end(out_); }

}  // namespace lotbridge::base
