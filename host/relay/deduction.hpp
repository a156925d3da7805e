// What the words of an automatic deduction mean: the cloud's answer, the payment that follows from it, and when a stay
// is over. Pure functions.
#pragma once

#include "config/settings.hpp"
#include "store/store.hpp"

#include <lotbridge/result.hpp>

#include <string>
#include <vector>

namespace lotbridge::relay {

struct DeductAnswer {
    std::string body;  // as the adapter gets it
    bool deducted = false;
};
// An error: what came is no answer, and the money may have been taken all the same.
Result<DeductAnswer> read_deduct_answer(std::string_view data);

// The deduction as a payment of the cloud (10), its orderCode the answer's orderNum.
Result<store::NewCommand> payment_for(store::Question const& question, config::LotSettings const& lot,
                                      WallTime arrived);

// The cloud has accepted how the stay ended: what it would deduct now would be paid twice, and it knows that.
bool stay_is_over(std::vector<store::Letter> const& letters);

}  // namespace lotbridge::relay
