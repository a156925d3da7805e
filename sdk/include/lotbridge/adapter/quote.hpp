// What host and adapter tell each other about a fee beside the standard's members. It stands in the same JSON objects,
// under names that the standard does not use, crosses the border only, and never reaches the cloud.
#pragma once

#include <lotbridge/vo/fee_query.hpp>

namespace lotbridge {

// In an adapter's answer to a fee_query. An adapter that says nothing has answered as the cloud shall see it.
struct FeeTerms {
    bool coupons_open = false;       // the query's coupons are not in these amounts: the host shall apply them
    std::int64_t stay_minutes = 0;   // the length of the stay that was charged, where the system tells it
    bool any_stay = false;           // the adapter can say what a stay of other lengths costs, see StayAsked
    std::int64_t valid_minutes = 0;  // how long the answer holds; 0: as long as the lot's settings say
    std::string echo;                // what the system wants to see again with the payment: opaque to the host

    bool operator==(FeeTerms const&) const = default;
};

// In a fee_query to an adapter that said any_stay: a stay of so many minutes from its entry on is meant. 0: until now.
struct StayAsked {
    std::int64_t stay_minutes = 0;

    bool operator==(StayAsked const&) const = default;
};

// In a prepayment to an adapter: the host's answer that was paid upon. No quote_time: none is known.
struct PaidQuote {
    LocalTime quote_time;        // until when the stay was charged
    LocalTime quote_until;       // how long the answer held
    bool quote_expired = false;  // the payment came later, and is a payment all the same
    Money quote_money;           // what was to be paid
    Money quote_discount;        // what the query's coupons had taken off
    std::string echo;            // of FeeTerms

    bool operator==(PaidQuote const&) const = default;
};

// What a handler of fee_query may return in place of the bare reply.
struct FeeAnswer {
    vo::FeeQueryReply reply;
    FeeTerms terms;
};

consteval auto describe(FeeTerms const*) {
    using namespace schema;
    using M = FeeTerms;
    return shape("fee_terms", "C.3.1", field("couponsOpen", &M::coupons_open, "优惠券未计入"),
                 field("stayMinutes", &M::stay_minutes, "停车时长/分钟"),
                 field("anyStay", &M::any_stay, "可按任意时长计费"),
                 field("validMinutes", &M::valid_minutes, "有效分钟数"), field("echo", &M::echo, "缴费时原样带回"));
}

consteval auto describe(StayAsked const*) {
    using namespace schema;
    return shape("stay_asked", "C.3.1", field("stayMinutes", &StayAsked::stay_minutes, "停车时长/分钟"));
}

consteval auto describe(PaidQuote const*) {
    using namespace schema;
    using M = PaidQuote;
    return shape(
        "paid_quote", "C.3.2", field("quoteTime", &M::quote_time, "计费时间"),
        field("quoteUntil", &M::quote_until, "报价有效期至"), field("quoteExpired", &M::quote_expired, "报价已过期"),
        field("quoteMoney", &M::quote_money, "报价应缴金额/元"),
        field("quoteDiscount", &M::quote_discount, "报价优惠金额/元"), field("echo", &M::echo, "缴费时原样带回"));
}

namespace schema {

// The members of two objects in one. Both are JSON objects as encode() writes them, not empty, and share no name.
inline std::string joined(std::string object, std::string_view more) {
    object.back() = ',';
    return object.append(more.substr(1));
}

}  // namespace schema
}  // namespace lotbridge
