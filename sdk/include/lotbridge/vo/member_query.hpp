#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

// Is this vehicle a member? The lot asks.
struct MemberQuery {
    std::string car_num;
    std::string car_color;

    bool operator==(MemberQuery const&) const = default;
};

struct MemberQueryReply {
    bool is_vip = false;
    bool is_auto_pay = false;

    bool operator==(MemberQueryReply const&) const = default;
};

consteval auto describe(MemberQueryReply const*) {
    using namespace schema;
    using M = MemberQueryReply;
    return shape("member_query_reply",
                 "C.7.2",
                 coded("isVip", &M::is_vip, yes_no_codes, "是否会员", {.required = true}),
                 coded("isAutoPay", &M::is_auto_pay, yes_no_codes, "是否开启自动扣费"));
}

consteval auto describe(MemberQuery const*) {
    using namespace schema;
    using M = MemberQuery;
    return message<MemberQueryReply>(
        {25, "member_query", "会员查询", "Member query", "C.7.2", "5.6.2", Direction::both, Queueing::never},
        field("carNum", &M::car_num, "车牌号", {.required = true, .secret = true}),
        field("carColor", &M::car_color, "车牌颜色"));
}

// The cloud hands a member down under the same code (5.6.2). The table has no form for that: it is the question
// together with its answer, so that one that is no member any more can be told as well.
struct MemberChange {
    std::string car_num;
    std::string car_color;
    bool is_vip = false;
    bool is_auto_pay = false;

    bool operator==(MemberChange const&) const = default;
};

consteval auto describe(MemberChange const*) {
    using namespace schema;
    using M = MemberChange;
    return message<MemberQueryReply>(
        {25, "member_query", "会员下发", "Member change", "C.7.2", "5.6.2", Direction::down},
        field("carNum", &M::car_num, "车牌号", {.required = true, .secret = true}),
        field("carColor", &M::car_color, "车牌颜色"),
        coded("isVip", &M::is_vip, yes_no_codes, "是否会员", {.required = true}),
        coded("isAutoPay", &M::is_auto_pay, yes_no_codes, "是否开启自动扣费"));
}

}  // namespace lotbridge::vo
