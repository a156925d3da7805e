#include "coupons.hpp"

#include "json.hpp"
#include "signature.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::refcloud {
namespace {

struct Offer {
    std::string_view key, name_zh, name_en;
    int coupon_type, time_type = 0;
    std::string_view discount_amount = "0", max_discount_amount = "0", discount_rate = "0", minimum_consumption = "0";
    int parking_time = 0, free_minutes = 0;
    bool timeout_valid = false;
};
constexpr int cash = 0, rate = 1, duration = 3, full_waiver = 4;  // couponType
constexpr int fixed = 0, reduction = 1, time_rate = 2;            // timeType

constexpr std::array offers{
    Offer{
        .key = "cash-5", .name_zh = "5 元现金券", .name_en = "5 yuan off", .coupon_type = cash, .discount_amount = "5"},
    Offer{.key = "cash-10-over-30",
          .name_zh = "满 30 减 10 元",
          .name_en = "10 yuan off 30 or more",
          .coupon_type = cash,
          .discount_amount = "10",
          .minimum_consumption = "30"},
    Offer{.key = "rate-80",
          .name_zh = "8 折券，最多减 20 元",
          .name_en = "Pay 80 %, at most 20 yuan off",
          .coupon_type = rate,
          .max_discount_amount = "20",
          .discount_rate = "0.80"},
    Offer{.key = "fixed-120",
          .name_zh = "2 小时定额券",
          .name_en = "Stay of up to 2 hours",
          .coupon_type = duration,
          .time_type = fixed,
          .parking_time = 120,
          .free_minutes = 120},
    Offer{.key = "minutes-60",
          .name_zh = "减免 1 小时",
          .name_en = "1 hour free",
          .coupon_type = duration,
          .time_type = reduction,
          .parking_time = 1440,
          .free_minutes = 60,
          .timeout_valid = true},
    Offer{.key = "time-rate-50",
          .name_zh = "8 小时内时长 5 折",
          .name_en = "Half the time, up to 8 hours",
          .coupon_type = duration,
          .time_type = time_rate,
          .discount_rate = "0.50",
          .parking_time = 480},
    Offer{.key = "free", .name_zh = "全免券", .name_en = "All free", .coupon_type = full_waiver},
};

json::Object& add_terms(json::Object& out, Offer const& offer) {
    return out.number("couponType", offer.coupon_type)
        .number("timeType", offer.time_type)
        .number("parkingTime", offer.parking_time)
        .raw("discountAmount", offer.discount_amount)
        .raw("maxDiscountAmount", offer.max_discount_amount)
        .raw("discountRate", offer.discount_rate)
        .number("freeMinutes", offer.free_minutes)
        .boolean("timeoutValid", offer.timeout_valid)
        .raw("minimumConsumption", offer.minimum_consumption);
}

}  // namespace

std::string coupons_on_offer() {
    json::List list;
    for (auto const& offer : offers) {
        json::Object row;
        row.text("key", offer.key).text("name", offer.name_zh).text("nameEn", offer.name_en);
        list.raw(add_terms(row, offer).take());
    }
    return list.take();
}

Result<Coupons> issue_coupons(std::vector<std::string> const& keys, LocalTime now) {
    constexpr auto good_for = std::chrono::days(30);
    auto const today = std::chrono::floor<std::chrono::days>(now.at());
    Coupons out;
    json::List list;
    for (auto const& key : keys) {
        auto const offer = std::ranges::find(offers, key, &Offer::key);
        if (offer == offers.end()) return fail(Errc::rejected, "there is no coupon \"" + key + "\", see GET /coupons");
        json::Object coupon;
        coupon.text("usercouponId", new_uuid())
            .text("startDate", LocalTime(today).text())
            .text("endDate", LocalTime(today + good_for).text());
        list.raw(add_terms(coupon, *offer).take());
        if (!out.names.empty()) out.names += "、";
        out.names += offer->name_zh;
    }
    out.list = list.take();
    return out;
}

}  // namespace lotbridge::refcloud
