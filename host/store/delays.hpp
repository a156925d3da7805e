// How long messages took. Number and sum are exact; a percentile is the upper end of the bucket that it falls into.
//
// Buckets count milliseconds: one each for 0 to 7, and from there eight of equal width between every power of two and
// the next. So a percentile never flatters, and is at most an eighth above the true one. Delays below 0 (clocks differ)
// count as 0, those of 2^31 ms (24 days) and more in the last bucket. Delays of several days can be put together.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::store {

class Delays {
public:
    using Milliseconds = std::chrono::milliseconds;

    void add(Milliseconds delay);
    Delays& operator+=(Delays const& other);

    std::int64_t count() const { return count_; }
    // Nothing where there was none.
    std::optional<Milliseconds> mean() const;
    std::optional<Milliseconds> percentile(double share) const;  // 0 < share <= 1; 0.99 of them took no longer

    // For a column: the sum, then the buckets that are not empty.
    std::string packed() const;
    static Delays unpacked(std::string_view bytes);

private:
    static constexpr std::size_t buckets = 232;
    static std::size_t bucket_of(std::int64_t milliseconds);
    static std::int64_t end_of(std::size_t bucket);

    std::array<std::int64_t, buckets> counts_{};
    std::int64_t count_ = 0, sum_ = 0;
};

}  // namespace lotbridge::store
