"""What a message of the standard says: names of its members, codes, what it requires, numbers and money."""

from .mutation import VO, Mutation

MUTATIONS = [
    # Wire names, the standard's misspellings among them.
    Mutation("wire name: recordCode of an entry", f"{VO}vehicle_entry.hpp", 'field("recordCode"', 'field("recordcode"', "unit:schema"),
    Mutation(
        "wire name: outcross (sic) is mended",
        f"{VO}supplementary_bill.hpp",
        'sic("outcross", "outCross")',
        '"outCross"',
        "unit:schema",
    ),
    Mutation(
        "wire name: amountRreceivable (sic) is mended",
        f"{VO}supplementary_bill.hpp",
        'sic("amountRreceivable", "amountReceivable")',
        '"amountReceivable"',
        "unit:schema",
    ),
    Mutation(
        "wire name: discountAmout (sic) is mended",
        f"{VO}prepayment.hpp",
        'sic("discountAmout", "discountAmount")',
        '"discountAmount"',
        "unit:schema",
    ),
    Mutation(
        "wire name: opertionType (sic) is mended",
        f"{VO}station_status.hpp",
        'sic("opertionType", "operationType")',
        '"operationType"',
        "unit:schema",
    ),
    Mutation("wire name: Type of the blacklist", f"{VO}blacklist.hpp", 'coded("Type"', 'coded("type"', "unit:schema"),
    Mutation(
        "wire name: plateno of an unlicensed car",
        f"{VO}unlicensed_entry.hpp",
        'field("plateno"',
        'field("plateNo"',
        "unit:schema",
    ),
    # Enumerations, and what is required.
    Mutation(
        "enum: temporary vehicles are numbered 1",
        f"{VO}codes.hpp",
        '{2, VehicleType::temporary, "temporary"',
        '{1, VehicleType::temporary, "temporary"',
        "unit:schema",
    ),
    Mutation(
        "enum: kinds of vehicle of a card from 1",
        f"{VO}codes.hpp",
        '{0, VehicleType::monthly, "monthly"',
        '{1, VehicleType::monthly, "monthly"',
        "unit:schema",
    ),
    Mutation(
        "enum: large and small pictures are swapped",
        f"{VO}image_upload.hpp",
        "{1, ImageType::entry_small",
        "{2, ImageType::entry_small",
        "unit:schema",
    ),
    Mutation(
        "enum: a time coupon is numbered 2",
        f"{VO}fee_query.hpp",
        '{3, CouponType::time, "time"',
        '{2, CouponType::time, "time"',
        "unit:schema",
    ),
    Mutation(
        "enum: a blacklist entry is taken off by 3",
        f"{VO}blacklist.hpp",
        '{2, ListChange::remove',
        '{3, ListChange::remove',
        "unit:schema",
    ),
    Mutation(
        "enum: paid elsewhere is reason 9",
        f"{VO}auto_deduct.hpp",
        "{8, DeductFailure::paid_elsewhere",
        "{9, DeductFailure::paid_elsewhere",
        "unit:schema",
    ),
    Mutation(
        "enum: code 0 passes where none was given",
        "sdk/src/check.cpp",
        "*number == 0 && !field.required",
        "*number == 0",
        "unit:schema",
        "standard:C_broken",
    ),
    Mutation(
        "required: an entry without its time passes",
        f"{VO}vehicle_entry.hpp",
        '"入场时间", {.required = true}',
        '"入场时间"',
        "unit:schema",
        "standard:C_broken",
    ),
    # Numbers and money.
    Mutation(
        "default: an absent number is null",
        "sdk/src/codec.cpp",
        "void write(Writer& out, std::int64_t number) { out.Int64(number); }",
        "void write(Writer& out, std::int64_t number) { number == 0 ? out.Null() : out.Int64(number); }",
        "unit:schema",
    ),
    Mutation(
        "money: three decimals pass",
        "sdk/src/scalars.cpp",
        "if (digits < 1 || digits > decimals) return std::nullopt;",
        "if (digits < 1 || digits > 9) return std::nullopt;",
        "unit:schema",
    ),
]
