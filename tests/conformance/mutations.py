"""What mutate breaks: the file, the text there (once), what it becomes, and the tests that should notice first."""

import dataclasses
import re


@dataclasses.dataclass
class Mutation:
    name: str
    file: str
    before: str
    after: str
    tests: list

    @property
    def slug(self):
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower())


MUTATIONS = []


def mutation(name, file, before, after, *tests):
    MUTATIONS.append(Mutation(name, file, before, after, list(tests)))


VO = "sdk/include/lotbridge/vo/"
# Without the minute in which every order of a deduction is played.
RELAY, ORDERS = "unit:relay:-DeductOrders.*", "unit:relay:DeductOrders.*"

# Wire names, the standard's misspellings among them.
mutation("wire name: recordCode of an entry", f"{VO}vehicle_entry.hpp", 'field("recordCode"', 'field("recordcode"', "unit:schema")
mutation(
    "wire name: outcross (sic) is mended",
    f"{VO}supplementary_bill.hpp",
    'sic("outcross", "outCross")',
    '"outCross"',
    "unit:schema",
)
mutation(
    "wire name: amountRreceivable (sic) is mended",
    f"{VO}supplementary_bill.hpp",
    'sic("amountRreceivable", "amountReceivable")',
    '"amountReceivable"',
    "unit:schema",
)
mutation(
    "wire name: discountAmout (sic) is mended",
    f"{VO}prepayment.hpp",
    'sic("discountAmout", "discountAmount")',
    '"discountAmount"',
    "unit:schema",
)
mutation(
    "wire name: opertionType (sic) is mended",
    f"{VO}station_status.hpp",
    'sic("opertionType", "operationType")',
    '"operationType"',
    "unit:schema",
)
mutation("wire name: Type of the blacklist", f"{VO}blacklist.hpp", 'coded("Type"', 'coded("type"', "unit:schema")
mutation(
    "wire name: plateno of an unlicensed car",
    f"{VO}unlicensed_entry.hpp",
    'field("plateno"',
    'field("plateNo"',
    "unit:schema",
)

# Enumerations.
mutation(
    "enum: temporary vehicles are numbered 1",
    f"{VO}codes.hpp",
    '{2, VehicleType::temporary, "temporary"',
    '{1, VehicleType::temporary, "temporary"',
    "unit:schema",
)
mutation(
    "enum: kinds of vehicle of a card from 1",
    f"{VO}codes.hpp",
    '{0, VehicleType::monthly, "monthly"',
    '{1, VehicleType::monthly, "monthly"',
    "unit:schema",
)
mutation(
    "enum: large and small pictures are swapped",
    f"{VO}image_upload.hpp",
    "{1, ImageType::entry_small",
    "{2, ImageType::entry_small",
    "unit:schema",
)
mutation(
    "enum: a time coupon is numbered 2",
    f"{VO}fee_query.hpp",
    '{3, CouponType::time, "time"',
    '{2, CouponType::time, "time"',
    "unit:schema",
)
mutation(
    "enum: a blacklist entry is taken off by 3",
    f"{VO}blacklist.hpp",
    '{2, ListChange::remove',
    '{3, ListChange::remove',
    "unit:schema",
)
mutation(
    "enum: paid elsewhere is reason 9",
    f"{VO}auto_deduct.hpp",
    "{8, DeductFailure::paid_elsewhere",
    "{9, DeductFailure::paid_elsewhere",
    "unit:schema",
)
mutation(
    "enum: code 0 passes where none was given",
    "sdk/src/check.cpp",
    "*number == 0 && !field.required",
    "*number == 0",
    "unit:schema",
    "standard:C_broken",
)
mutation(
    "required: an entry without its time passes",
    f"{VO}vehicle_entry.hpp",
    '"入场时间", {.required = true}',
    '"入场时间"',
    "unit:schema",
    "standard:C_broken",
)

# The envelope.
mutation(
    "envelope: code before k",
    "host/wire/envelope_write.cpp",
    '{{"k", head.k, max_token},\n                              {"code", head.code, max_code},',
    '{{"code", head.code, max_code},\n                              {"k", head.k, max_token},',
    "unit:wire",
)
mutation(
    "envelope: resultMessge (sic) is mended",
    "host/wire/envelope_write.cpp",
    '{"resultMessge"',
    '{"resultMessage"',
    "unit:wire",
)
mutation("envelope: a code may have 11 characters", "host/wire/envelope.hpp", "max_code = 10", "max_code = 11", "unit:wire")
mutation(
    "envelope: lengths are bytes",
    "host/wire/envelope_write.cpp",
    "value.size() > limit && base::characters(value) > limit",
    "value.size() > limit",
    "unit:wire",
)
mutation(
    "envelope: own members stand behind data",
    "host/wire/envelope_write.cpp",
    'for (auto const& [name, value] : extra) {',
    'for (auto const& [name, value] : ExtraMembers{}) {',
    "unit:wire",
)
mutation(
    "envelope: the result text is not read as message",
    "host/wire/envelope_read.cpp",
    '{"message", &result_message, max_result_message}',
    '{"massage", &result_message, max_result_message}',
    "unit:wire",
)
mutation(
    "envelope: 0 is no success",
    "host/wire/envelope_write.cpp",
    'result_code == "0000" || result_code == "0"',
    'result_code == "0000"',
    "unit:wire",
    "unit:cloud",
)
mutation(
    "envelope: a member may stand twice",
    "host/wire/envelope_read.cpp",
    'if (seen) return refuse("member " + std::string(name) + " stands twice");',
    "",
    "unit:wire",
)
mutation("form: param has another name", "host/wire/form.cpp", 'out += "param=";', 'out += "params=";', "unit:wire")
mutation(
    "form: a star is not encoded in a form",
    "host/wire/form.cpp",
    "{'-', '.', '_', '~'}",
    "{'-', '.', '_', '~', '*', '+'}",
    "unit:wire",
)

# Signature and password.
mutation(
    "signature: the key stands before data",
    "host/wire/signature.cpp",
    "return hash(data, key);",
    "return hash(key, data);",
    "unit:wire",
)
mutation(
    "signature: small letters",
    "host/wire/signature.cpp",
    'text[2 * i] = "0123456789ABCDEF"[digest[i] >> 4];',
    'text[2 * i] = "0123456789abcdef"[digest[i] >> 4];',
    "unit:wire",
)
mutation(
    "signature: one digit of index",
    "host/wire/signature.cpp",
    "text += static_cast<char>('0' + key_index / 10);",
    "",
    "unit:wire",
)
mutation(
    "signature: the index replaces one place",
    "host/wire/signature.cpp",
    "text.resize(text.size() - 2)",
    "text.resize(text.size() - 1)",
    "unit:wire",
)
mutation(
    "signature: the minified form is not tried",
    "host/wire/signature.cpp",
    "matches(data) || matches(minified(data))",
    "matches(data)",
    "unit:wire",
)
mutation(
    "signature: an unsigned request is carried out",
    "host/relay/downlink.cpp",
    "verdict == Verdict::absent && profile.require_request_signature",
    "verdict == Verdict::absent && false",
    RELAY,
)
mutation(
    "signature: a wrong one is carried out",
    "host/relay/downlink.cpp",
    'if (verdict == Verdict::wrong) return fail(Errc::rejected, "the signature does not match the data");',
    "",
    RELAY,
)
mutation(
    "password: the vector is not used",
    "host/wire/password.cpp",
    "bytes(key), bytes(iv), static_cast<int>(way)",
    'bytes(key), bytes(key), static_cast<int>(way)',
    "unit:wire",
)
mutation(
    "password: hex where Base64 is wanted",
    "host/wire/password.cpp",
    "text == CipherText::base64 ? to_base64(bytes) : to_hex(bytes)",
    "text == CipherText::hex ? to_base64(bytes) : to_hex(bytes)",
    "unit:wire",
)

# Framing.
mutation(
    "framing: a star ends a packet inside of text",
    "host/wire/frame.cpp",
    "if (c == '*' && !in_string) return cut(scanned_);",
    "if (c == '*') return cut(scanned_);",
    "unit:wire",
)
mutation(
    "framing: a star is written as it is",
    "host/wire/frame.cpp",
    "if (in_string && c == '*') {",
    "if (false) {",
    "unit:wire",
)
mutation("framing: no end of packet behind a reply", "host/cloud/downlink_channel.cpp", "packet += '*';", "", "unit:cloud")

# Defaults and money.
mutation(
    "default: an absent number is null",
    "sdk/src/codec.cpp",
    "void write(Writer& out, std::int64_t number) { out.Int64(number); }",
    "void write(Writer& out, std::int64_t number) { number == 0 ? out.Null() : out.Int64(number); }",
    "unit:schema",
)
mutation(
    "profile: five requests in the window become six",
    "configs/platforms/standard.json",
    '"requests_per_window": 5',
    '"requests_per_window": 6',
    "unit:config",
)
mutation(
    "profile: ten minutes become five",
    "host/config/settings.hpp",
    "Milliseconds retry_refused = 10min;",
    "Milliseconds retry_refused = 5min;",
    "unit:config",
)
mutation(
    "profile: the hello is a login",
    "configs/platforms/standard.json",
    '"hello": "heartbeat"',
    '"hello": "login"',
    "unit:config",
)

# Order and life of a parking record.
mutation(
    "order: entry and exit that wait do not become a bill",
    "host/relay/fold.cpp",
    'if (auto const* exit_letter = find(left, "vehicle_exit")) {',
    'if (auto const* exit_letter = find(left, "never")) {',
    RELAY,
)
mutation(
    "order: an exit goes out although its entry was given up",
    "host/relay/preparation.cpp",
    "(letter.followed || letter.gap) &&",
    "letter.followed &&",
    RELAY,
)
mutation(
    "order: an uncertain entry takes up its correction",
    "host/relay/fold.cpp",
    "if (entry_letter->uncertain || ",
    "if (",
    RELAY,
)
mutation(
    "order: the exit keeps its own plate",
    "host/relay/preparation.cpp",
    "if (letter.watched) return read_history(std::move(letter), &Preparation::correct_exit, std::move(done));",
    "",
    RELAY,
)
mutation(
    "order: a picture does not wait for its record",
    "host/relay/preparation.cpp",
    "if (!insisted && !is_accepted(history))",
    "if (false)",
    RELAY,
)
mutation(
    "order: only the newest free spaces no more",
    f"{VO}free_spaces.hpp",
    "Queueing::newest",
    "Queueing::keep",
    RELAY,
    "standard:5.1.7",
)
mutation(
    "order: a record is told as often as it is seen",
    "host/relay/letters.cpp",
    'interface.id == "vehicle_entry" || interface.id == "vehicle_exit"',
    'interface.id == "vehicle_exit"',
    RELAY,
    "standard:5.1.5",
)

# Retrying.
mutation(
    "retry: the sixth request in an hour",
    "host/relay/attempts.cpp",
    "if (requests.size() < times.requests_per_window)",
    "if (requests.size() <= times.requests_per_window)",
    RELAY,
)
mutation("retry: a lost answer does not double the pause", "host/relay/attempts.cpp", "pause *= 2;", "pause *= 1;", RELAY)
mutation(
    "retry: no connection counts as a request",
    "host/relay/attempts.cpp",
    "if (outcome.kind == Kind::unsent) {",
    "if (false) {",
    RELAY,
)
mutation(
    "retry: a permanent failure is tried again",
    "host/relay/attempts.cpp",
    "if (outcome.kind == Kind::permanent) {",
    "if (false) {",
    RELAY,
)
mutation(
    "retry: an unknown code is permanent",
    "host/cloud/outcome.cpp",
    "return Kind::refused;  // an unknown code may pass (E4)",
    "return Kind::permanent;",
    "unit:cloud",
)
mutation(
    "retry: a refused list is not halved",
    "host/relay/uplink.cpp",
    "if (failed && parcel.letters.size() > 1) {",
    "if (false) {",
    RELAY,
)
mutation(
    "retry: a batch is one longer than the profile says",
    "host/relay/uplink.cpp",
    "parcel.letters.size() < size;",
    "parcel.letters.size() <= size;",
    RELAY,
    "example-city:B.1.2.3",
)

# Token.
mutation(
    "token: a refused message is not sent again",
    "host/cloud/outcome.cpp",
    "return {std::move(outcome), true, std::move(reply->warnings)};",
    "return {std::move(outcome), false, std::move(reply->warnings)};",
    "unit:cloud",
)
mutation(
    "token: the month never ends",
    "host/cloud/token_keeper.cpp",
    "if (month_of(scheduler_.wall()) <= month_of(obtained_)) return watch_month();",
    "return watch_month();",
    "unit:cloud",
)
mutation(
    "token: a quarrel over the account never slows down",
    "host/cloud/token_keeper.cpp",
    "if (slow_ || refusals_.size() <= times_.token_storm_limit) return;",
    "return;",
    "unit:cloud",
)
mutation(
    "token: a login carries the old one",
    "host/cloud/session_link.cpp",
    'auto const text = envelope("login", "", new_id(), login_data_);',
    'auto const text = envelope("login", "x", new_id(), login_data_);',
    "unit:cloud",
)
mutation(
    "token: it is not kept for the next start",
    "host/cloud/token_keeper.cpp",
    "hooks_.save(std::to_string(obtained_.time_since_epoch().count()) + ' ' + token_);",
    "",
    "unit:cloud",
)

# Requests of the cloud (D4 ... D8).
mutation(
    "downlink: a repeated request is carried out again",
    "host/relay/downlink.cpp",
    "if (!start.first) return repeat(std::move(call), start.command);",
    "",
    RELAY,
)
mutation(
    "downlink: what an earlier run began has no outcome",
    "host/relay/downlink.cpp",
    "for (auto const& command : *begun) self.end_begun(command);",
    "",
    RELAY,
)
mutation(
    "downlink: a payment is known by its oprNum only",
    "host/relay/downlink.cpp",
    'is_payment(*call.interface) ? body.text("orderCode") : request.head.opr_num',
    "request.head.opr_num",
    RELAY,
)
mutation(
    "downlink: a gate command lives as long as any other",
    "host/relay/downlink.cpp",
    "if (is_gate(interface)) return downlink.gate_life;",
    "",
    RELAY,
)
mutation(
    "downlink: an unlicensed car waits as long as any other request",
    "host/relay/downlink.cpp",
    "return moves_a_gate(interface) ? downlink.unlicensed_life : downlink.command_limit;",
    "return downlink.command_limit;",
    RELAY,
    "standard:5.3",
)
mutation(
    "downlink: gates leave no audit line",
    "host/relay/downlink.cpp",
    "if (!call.interface || !moves_a_gate(*call.interface)) return std::nullopt;",
    "return std::nullopt;",
    RELAY,
    "standard:5.5.1",
)
mutation(
    "downlink: another lot's parkId is taken",
    "host/relay/downlink.cpp",
    'return fail(Errc::rejected, "parkId does not name this lot");',
    "return {};",
    RELAY,
    "standard:B.2_strange",
)
mutation(
    "downlink: the reply has another oprNum",
    "host/relay/downlink.cpp",
    ".opr_num = cut(head.opr_num, 36)",
    ".opr_num = cut(head.opr_num, 3)",
    RELAY,
)
mutation(
    "downlink: a payment is confirmed with 0",
    "host/relay/obligations.cpp",
    ".result = true})",
    ".result = false})",
    RELAY,
)

# Pictures and figures of the routine.
mutation(
    "picture: the part of a file has a fixed name",
    "host/cloud/session.cpp",
    "{upload.image_code, exchange.image}",
    '{"file", exchange.image}',
    "unit:cloud",
)
mutation(
    "picture: the picture is sent in the VO and beside it",
    "host/cloud/session.cpp",
    "upload.image_base64 = wire::to_base64(exchange.image);",
    'upload.image_base64 = "";',
    "unit:cloud",
)
mutation(
    "routine: no free spaces every minute",
    "host/relay/routine.cpp",
    "if (parts_.gateway.reachable()) parts_.repeat_free_spaces();",
    "",
    RELAY,
    "standard:5.1.7",
)

# Money and fees.
mutation(
    "money: three decimals pass",
    "sdk/src/scalars.cpp",
    "if (digits < 1 || digits > decimals) return std::nullopt;",
    "if (digits < 1 || digits > 9) return std::nullopt;",
    "unit:schema",
)
mutation(
    "fees: a coupon takes off what is paid already",
    "host/fee/coupons.cpp",
    "left_(std::max(bill.fee - bill.settled, Money()))",
    "left_(bill.fee)",
    "unit:fee",
)
mutation(
    "fees: a rate is the share that is taken off",
    "host/fee/coupons.cpp",
    "return Money::from_fen(fen / whole * units + (fen % whole * units + whole / 2) / whole);",
    "return amount - Money::from_fen(fen / whole * units + (fen % whole * units + whole / 2) / whole);",
    "unit:fee",
)
mutation(
    "fees: a coupon is good after its end",
    "host/fee/coupons.cpp",
    "if (!coupon.end_date.empty() && coupon.end_date < bill.now) return",
    "if (false) return",
    "unit:fee",
)
mutation(
    "fees: a stay may be longer than parkingTime",
    "host/fee/coupons.cpp",
    "longest == minutes(0) || coupon.timeout_valid ||",
    "longest == minutes(0) || true ||",
    "unit:fee",
)
mutation(
    "fees: a payment that waits for the lot is asked for again",
    "host/relay/fees.cpp",
    "reply.charge_money = std::max(reply.charge_money - payment->paid - payment->waived, Money());",
    "",
    RELAY,
)
mutation(
    "fees: two discounts of a payment are added up",
    "host/relay/stay.cpp",
    "return std::max(total, payment.discount_amount);",
    "return total + payment.discount_amount;",
    RELAY,
)

# Questions of the lot (5.6.2, 5.6.3).
mutation("deduction: the second has two", "host/config/settings.hpp", "Milliseconds deduct = 1s,", "Milliseconds deduct = 2s,", "unit:config")
mutation(
    "deduction: a late one is forgotten",
    "host/relay/deductions.cpp",
    "            pay(question);\n        }",
    "        }",
    RELAY,
    ORDERS,
)
mutation(
    "deduction: one in doubt is forgotten",
    "host/relay/deductions.cpp",
    "if (state == QuestionState::doubted) doubts_->watch(question);",
    "",
    RELAY,
    ORDERS,
)
mutation(
    "deduction: what the lot may not have kept is closed",
    "host/relay/deductions.cpp",
    "        if (well)\n            close(",
    "        if (true)\n            close(",
    RELAY,
    ORDERS,
)
mutation(
    "deduction: what an earlier run left is not taken up",
    "host/relay/deductions.cpp",
    "            doubts_->watch(std::move(question));\n    }",
    "            continue;\n    }",
    RELAY,
    ORDERS,
)
mutation(
    "member: what was learnt counts for ever",
    "host/relay/members.cpp",
    "if (age > parts_.settings.cloud.profile.times.member_cache) {",
    "if (false) {",
    RELAY,
)
mutation(
    "member: what the cloud hands down is not kept",
    "host/relay/downlink.cpp",
    "    parts_.learn_member(call->body);\n",
    "",
    RELAY,
)
mutation(
    "departure: a long header member of a request is not counted",
    "host/relay/downlink.cpp",
    "for (auto const& warning : request->warnings) departures_.add(warning, parts_.scheduler.wall());",
    "",
    RELAY,
)
mutation(
    "departure: a long header member of an answer is not counted",
    "host/cloud/session.cpp",
    "for (auto const& warning : judgement.warnings) departures_.add(warning, scheduler_.wall());",
    "",
    "unit:cloud",
)
