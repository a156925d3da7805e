// oprNum: a random UUID (RFC 4122, version 4), sixteen bytes on disk and 36 characters outside.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace lotbridge::store {

class OprNums {
public:
    std::string next();  // sixteen bytes

private:
    std::mt19937_64 random_{make_seeded()};
    static std::mt19937_64 make_seeded();
};

std::string opr_num_text(std::string_view bytes);

}  // namespace lotbridge::store
