// Pictures that are still to be fetched: their records were told without them. A value that travels in the adapter's
// cursor.
#pragma once

#include "passage.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::ake {

class PendingPictures {
public:
    static constexpr std::size_t most = 300;  // some 200 bytes each
    static constexpr int most_tries = 16;     // with growing pauses: for most of a day

    struct Pending {
        PictureAt picture;
        std::int64_t due = 0;  // seconds, of the lot's clocks
        int tries = 0;

        bool operator==(Pending const& other) const {
            return picture.upload == other.picture.upload && due == other.due && tries == other.tries;
        }
    };

    // "": none. What it does not understand is none.
    static PendingPictures read(std::string_view text);
    std::string text() const;

    // False: one that waited longest was given up for it.
    bool add(PictureAt picture, std::int64_t now);
    // The first that is due, or null.
    Pending const* next(std::int64_t now) const;
    void done(std::string_view image_code);
    // It was not there yet. False: it was tried often enough, and is given up.
    bool again(std::string_view image_code, std::int64_t now);
    std::size_t size() const { return waiting_.size(); }

    bool operator==(PendingPictures const&) const = default;

private:
    std::vector<Pending> waiting_;  // the oldest first
};

}  // namespace lotbridge::ake
