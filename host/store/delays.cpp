#include "store/delays.hpp"

#include "store/packed.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace lotbridge::store {

namespace {

constexpr std::size_t steps = 8;  // buckets between two powers of two
constexpr std::int64_t longest = (std::int64_t{1} << 31) - 1;
constexpr int index_bits = 8;  // of a packed bucket; its count is above them

}  // namespace

std::size_t Delays::bucket_of(std::int64_t milliseconds) {
    auto const value = static_cast<std::uint64_t>(milliseconds);
    if (value < steps) return value;
    auto const shift = static_cast<std::size_t>(std::bit_width(value) - std::bit_width(steps));
    return shift * steps + (value >> shift);
}

std::int64_t Delays::end_of(std::size_t bucket) {
    if (bucket < steps) return static_cast<std::int64_t>(bucket);
    auto const shift = bucket / steps - 1;
    return static_cast<std::int64_t>(((bucket % steps + steps + 1) << shift) - 1);
}

void Delays::add(Milliseconds delay) {
    auto const milliseconds = std::max<std::int64_t>(delay.count(), 0);
    ++counts_[bucket_of(std::min(milliseconds, longest))];
    ++count_;
    sum_ += milliseconds;
}

Delays& Delays::operator+=(Delays const& other) {
    for (std::size_t i = 0; i < buckets; ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    return *this;
}

std::optional<Delays::Milliseconds> Delays::mean() const {
    if (count_ == 0) return std::nullopt;
    return Milliseconds(sum_ / count_);
}

std::optional<Delays::Milliseconds> Delays::percentile(double share) const {
    auto const wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count_)));
    std::int64_t seen = 0;
    for (std::size_t i = 0; i < buckets; ++i) {
        seen += counts_[i];
        if (seen > 0 && seen >= wanted) return Milliseconds(end_of(i));
    }
    return std::nullopt;
}

std::string Delays::packed() const {
    std::string bytes;
    if (count_ == 0) return bytes;
    pack(bytes, sum_);
    for (std::size_t i = 0; i < buckets; ++i)
        if (counts_[i] != 0) pack(bytes, counts_[i] << index_bits | static_cast<std::int64_t>(i));
    return bytes;
}

Delays Delays::unpacked(std::string_view bytes) {
    Delays delays;
    auto const numbers = unpack(bytes);
    if (numbers.empty()) return delays;
    delays.sum_ = numbers.front();
    for (std::size_t i = 1; i < numbers.size(); ++i) {
        auto const bucket = static_cast<std::size_t>(numbers[i] & ((1 << index_bits) - 1));
        if (bucket >= buckets) continue;  // a damaged column must not do more harm than be wrong
        delays.counts_[bucket] += numbers[i] >> index_bits;
        delays.count_ += numbers[i] >> index_bits;
    }
    return delays;
}

}  // namespace lotbridge::store
