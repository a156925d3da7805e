// Cameras beside another system of the same lot: they see the cars that its ledger tells of, as they come and go, each
// at the camera of its lane. With all that two systems see differently; the ledger says what each camera saw.
#pragma once

#include "cameras.hpp"

#include <filesystem>

namespace lotbridge::lotsim::vzenith {

struct FollowPlan {
    CameraPlan cameras;
    std::filesystem::path ledger;            // of `lotbridge-lotsim donglu`, which may still be growing
    std::chrono::milliseconds drop_every{};  // the cameras are cut off so often; 0: never
    std::chrono::milliseconds dropped{4000};
    std::uint64_t seed = 1;
    bool stay_open = false;
};

// Ends when the other one's play is over and everything was taken, or when it is told to stop.
Result<> follow(FollowPlan const& plan, Ledger& ledger, std::function<bool()> const& stop);

}  // namespace lotbridge::lotsim::vzenith
