#include "app/opr_num.hpp"

namespace lotbridge::app {

std::string new_opr_num(base::Random& random) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
    for (auto& c : out) {
        if (c == 'x') c = digits[random.below(16)];
        if (c == 'y') c = digits[8 + random.below(4)];
    }
    return out;
}

}  // namespace lotbridge::app
