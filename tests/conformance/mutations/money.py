"""What a stay costs and how it is paid: fees, deductions, members."""

from .mutation import ORDERS, RELAY, Mutation

MUTATIONS = [
    # Fees and coupons.
    Mutation(
        "fees: a coupon takes off what is paid already",
        "host/fee/coupons.cpp",
        "left_(std::max(bill.fee - bill.settled, Money()))",
        "left_(bill.fee)",
        "unit:fee",
    ),
    Mutation(
        "fees: a rate is the share that is taken off",
        "host/fee/coupons.cpp",
        "return Money::from_fen(fen / whole * units + (fen % whole * units + whole / 2) / whole);",
        "return amount - Money::from_fen(fen / whole * units + (fen % whole * units + whole / 2) / whole);",
        "unit:fee",
    ),
    Mutation(
        "fees: a coupon is good after its end",
        "host/fee/coupons.cpp",
        "if (!coupon.end_date.empty() && coupon.end_date < bill.now) return",
        "if (false) return",
        "unit:fee",
    ),
    Mutation(
        "fees: a stay may be longer than parkingTime",
        "host/fee/coupons.cpp",
        "longest == minutes(0) || coupon.timeout_valid ||",
        "longest == minutes(0) || true ||",
        "unit:fee",
    ),
    Mutation(
        "fees: a payment that waits for the lot is asked for again",
        "host/relay/fees.cpp",
        "reply.charge_money = std::max(reply.charge_money - payment->paid - payment->waived, Money());",
        "",
        RELAY,
    ),
    Mutation(
        "fees: two discounts of a payment are added up",
        "host/relay/stay.cpp",
        "return std::max(total, payment.discount_amount);",
        "return total + payment.discount_amount;",
        RELAY,
    ),
    # Questions of the lot (5.6.2, 5.6.3).
    Mutation("deduction: the second has two", "host/config/settings.hpp", "Milliseconds deduct = 1s,", "Milliseconds deduct = 2s,", "unit:config"),
    Mutation(
        "deduction: a late one is forgotten",
        "host/relay/deductions.cpp",
        "            pay(question);\n        }",
        "        }",
        RELAY,
        ORDERS,
    ),
    Mutation(
        "deduction: one in doubt is forgotten",
        "host/relay/deductions.cpp",
        "if (state == QuestionState::doubted) doubts_->watch(question);",
        "",
        RELAY,
        ORDERS,
    ),
    Mutation(
        "deduction: what the lot may not have kept is closed",
        "host/relay/deductions.cpp",
        "        if (well)\n            close(",
        "        if (true)\n            close(",
        RELAY,
        ORDERS,
    ),
    Mutation(
        "deduction: what an earlier run left is not taken up",
        "host/relay/deductions.cpp",
        "            doubts_->watch(std::move(question));\n    }",
        "            continue;\n    }",
        RELAY,
        ORDERS,
    ),
    Mutation(
        "member: what was learnt counts for ever",
        "host/relay/members.cpp",
        "if (age > parts_.settings.cloud.profile.times.member_cache) {",
        "if (false) {",
        RELAY,
    ),
    Mutation(
        "member: what the cloud hands down is not kept",
        "host/relay/downlink.cpp",
        "    parts_.learn_member(call->body);\n",
        "",
        RELAY,
    ),
]
