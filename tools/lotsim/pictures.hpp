// The camera's pictures: small real JPEG files where the product keeps them, <root>/img/yyyy/MM/dd/HH/.
#pragma once

#include "lotsim/chance.hpp"
#include "lotsim/day.hpp"

#include <lotbridge/result.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace lotbridge::lotsim {

struct PicturePaths {
    std::optional<std::string> big, small;  // as the row carries them, with '/'; none: no picture was taken
};

class Pictures {
public:
    // Every picture up to a share of passages (0: none, 1: all), chosen by a chance of its own.
    Pictures(std::filesystem::path root, double share, std::uint64_t seed);

    Result<PicturePaths> take(Moment at, std::optional<std::string> const& plate);

private:
    std::filesystem::path root_;
    double share_;
    Chance chance_;
};

}  // namespace lotbridge::lotsim
