// Every message of the standard, by number.
#pragma once

#include <lotbridge/vo/auto_deduct.hpp>
#include <lotbridge/vo/blacklist.hpp>
#include <lotbridge/vo/cashier_settlement.hpp>
#include <lotbridge/vo/channel_info.hpp>
#include <lotbridge/vo/daily_reconciliation.hpp>
#include <lotbridge/vo/equipment_status.hpp>
#include <lotbridge/vo/fee_query.hpp>
#include <lotbridge/vo/free_minutes.hpp>
#include <lotbridge/vo/free_spaces.hpp>
#include <lotbridge/vo/gate_control.hpp>
#include <lotbridge/vo/gate_status.hpp>
#include <lotbridge/vo/heartbeat.hpp>
#include <lotbridge/vo/image_upload.hpp>
#include <lotbridge/vo/login.hpp>
#include <lotbridge/vo/manual_gate_opening.hpp>
#include <lotbridge/vo/member_query.hpp>
#include <lotbridge/vo/monthly_card.hpp>
#include <lotbridge/vo/monthly_card_product.hpp>
#include <lotbridge/vo/prepayment.hpp>
#include <lotbridge/vo/station_status.hpp>
#include <lotbridge/vo/supplementary_bill.hpp>
#include <lotbridge/vo/total_spaces.hpp>
#include <lotbridge/vo/unlicensed_entry.hpp>
#include <lotbridge/vo/unlicensed_exit.hpp>
#include <lotbridge/vo/vehicle_correction.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>
#include <lotbridge/vo/vehicle_exit.hpp>

namespace lotbridge::vo {

template <class... Messages>
struct MessageList {};

using AllMessages =
    MessageList<Login, VehicleEntry, VehicleCorrection, VehicleExit, ImageUpload, TotalSpaces, FreeSpaces, Heartbeat,
                FeeQuery, Prepayment, CashierSettlement, SupplementaryBill, DailyReconciliation, FreeMinutes,
                UnlicensedEntry, UnlicensedExit, MonthlyCard, GateControl, GateStatus, ManualGateOpening,
                EquipmentStatus, StationStatus, ChannelInfo, Blacklist, MemberQuery, AutoDeduct, MonthlyCardProduct>;

}  // namespace lotbridge::vo
