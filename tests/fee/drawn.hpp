// Properties are looked at in many worlds that are drawn by chance, the same ones in every run.
#pragma once

#include <gtest/gtest.h>

namespace lotbridge::fee {

template <class World, class Check>
void each_of(unsigned worlds, Check check) {
    for (unsigned seed = 0; seed < worlds && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        World world(seed);
        check(world);
    }
}

}  // namespace lotbridge::fee
