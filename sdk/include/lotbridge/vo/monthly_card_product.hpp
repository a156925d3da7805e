#pragma once

#include <lotbridge/vo/codes.hpp>

namespace lotbridge::vo {

inline constexpr auto product_status_codes =
    schema::code_table<bool>({{0, false, "off", "停用"}, {1, true, "on", "启用"}});

// A kind of monthly card that the lot sells. The standard asks for it without a table.
struct MonthlyCardProduct {
    std::string product_id;
    std::string product_name;
    VehicleType in_identity = VehicleType::monthly;  // numbered as in 17
    Money price;
    std::int64_t months = 0;
    LocalTime begin_time;
    LocalTime end_time;
    bool status = true;  // true: on sale
    std::string operator_name;
    LocalTime operator_time;

    bool operator==(MonthlyCardProduct const&) const = default;
};

struct MonthlyCardProductReply {
    bool operator==(MonthlyCardProductReply const&) const = default;
};

consteval auto describe(MonthlyCardProductReply const*) {
    using namespace schema;
    return shape("monthly_card_product_reply", "5.4.2");
}

consteval auto describe(MonthlyCardProduct const*) {
    using namespace schema;
    using M = MonthlyCardProduct;
    return message<MonthlyCardProductReply>(
        {27, "monthly_card_product", "月卡产品同步", "Monthly card product", "5.4.2", "5.4.2", Direction::up},
        field("productId", &M::product_id, "产品编号", {.required = true}),
        field("productName", &M::product_name, "产品名称", {.required = true}),
        coded("inIdentity", &M::in_identity, card_vehicle_type_codes, "车辆类型"),
        field("price", &M::price, "价格"),
        field("months", &M::months, "月数"),
        field("beginTime", &M::begin_time, "开始时间"),
        field("endTime", &M::end_time, "结束时间"),
        coded("status", &M::status, product_status_codes, "状态", {.required = true}),
        field("operatorName", &M::operator_name, "操作人", {.secret = true}),
        field("operatorTime", &M::operator_time, "操作时间"));
}

}  // namespace lotbridge::vo
