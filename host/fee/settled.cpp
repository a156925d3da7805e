#include "fee/settled.hpp"

#include <algorithm>

namespace lotbridge::fee {

Due due(std::function<Money(LocalTime)> const& fee_until, std::vector<Payment> payments, std::chrono::minutes grace,
        LocalTime now) {
    std::ranges::stable_sort(payments, {}, &Payment::at);
    Due due{.fee = {}, .paid = {}, .waived = {}, .left = {}, .charged = now};
    for (auto const& payment : payments) {
        due.paid += payment.paid;
        due.waived += payment.waived;
        bool const in_grace = now.at() <= payment.at.at() + grace;
        bool const pays = payment.paid + payment.waived > Money() && payment.covers < now;
        if (pays && in_grace && fee_until(payment.covers) <= due.paid + due.waived) due.charged = payment.covers;
    }
    due.fee = fee_until(due.charged);
    due.left = std::max(due.fee - due.paid - due.waived, Money());
    return due;
}

}  // namespace lotbridge::fee
