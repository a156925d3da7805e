// Enumerations that several interfaces share, with their numbers on the wire. An enumerator `unknown` or `none` means
// "not given".
#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

// Why a vehicle may park: one meaning inside, two ways of numbering it on the wire.
enum class VehicleType { unknown, monthly, temporary, stored_value, military_police, free_member };

inline constexpr auto vehicle_type_codes = schema::code_table<VehicleType>({
    {1, VehicleType::monthly, "monthly", "月租车"},
    {2, VehicleType::temporary, "temporary", "临时车"},
    {3, VehicleType::stored_value, "stored_value", "储值车"},
    {4, VehicleType::military_police, "military_police", "军警车"},
    {5, VehicleType::free_member, "free_member", "会员免费车"},
});
// 17 and 27 count from 0 and in another order.
inline constexpr auto card_vehicle_type_codes = schema::code_table<VehicleType>({
    {0, VehicleType::monthly, "monthly", "月租车"},
    {1, VehicleType::temporary, "temporary", "临时车"},
    {2, VehicleType::free_member, "free_member", "免费车"},
    {3, VehicleType::stored_value, "stored_value", "储值车"},
    {4, VehicleType::military_police, "military_police", "军警车"},
});

inline constexpr auto yes_no_codes = schema::code_table<bool>({{0, false, "no", "否"}, {1, true, "yes", "是"}});

enum class LinkStatus { offline, online };

inline constexpr auto link_status_codes = schema::code_table<LinkStatus>({
    {0, LinkStatus::offline, "offline", "离线"},
    {1, LinkStatus::online, "online", "在线"},
});

enum class DoorType { inner_entrance, inner_exit, outer_entrance, outer_exit, public_entrance, public_exit };

inline constexpr auto door_type_codes = schema::code_table<DoorType>({
    {0, DoorType::inner_entrance, "inner_entrance", "内场入口"},
    {1, DoorType::inner_exit, "inner_exit", "内场出口"},
    {2, DoorType::outer_entrance, "outer_entrance", "外场入口"},
    {3, DoorType::outer_exit, "outer_exit", "外场出口"},
    {4, DoorType::public_entrance, "public_entrance", "公共入口"},
    {5, DoorType::public_exit, "public_exit", "公共出口"},
});

// What a status message is about: the first report, a device that was added or removed, or one of a full listing.
enum class OperationType { initial, added, removed, detail };

inline constexpr auto operation_type_codes = schema::code_table<OperationType>({
    {0, OperationType::initial, "initial", "初始化"},
    {1, OperationType::added, "added", "新增"},
    {2, OperationType::removed, "removed", "删除"},
    {3, OperationType::detail, "detail", "明细"},
});

enum class DiscountType { none, lot_coupon, agreed_rate, platform_coupon };

inline constexpr auto discount_type_codes = schema::code_table<DiscountType>({
    {1, DiscountType::lot_coupon, "lot_coupon", "停车场优惠券"},
    {2, DiscountType::agreed_rate, "agreed_rate", "协议折扣券"},
    {3, DiscountType::platform_coupon, "platform_coupon", "平台优惠券"},
});

}  // namespace lotbridge::vo
