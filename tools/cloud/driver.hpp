// What a driver does with the C end (3.4): asks what the parking costs with the coupons that are at hand, pays it, and
// scans in and out without a plate. Each step is a request down to the lot.
#pragma once

#include "accounts.hpp"
#include "coupons.hpp"
#include "downlink.hpp"
#include "json.hpp"
#include "visits.hpp"

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

namespace lotbridge::refcloud {

// A fee as the lot told it.
struct Quote {
    Answered fee;
    std::string words;  // "told", or why not
    Money price, waived, paid, due;
    Money by_coupons;  // what the coupons took off
    Coupons coupons;

    bool told() const { return words == "told"; }
};

struct Payment {
    Quote quote;
    std::optional<Answered> payment;  // none: the lot did not say what to pay, or there is nothing to pay
    std::string order_code;
    std::string words;  // how it ended
};

struct Scan {
    std::string plate, record_code;
    Answered reply;
};

class Driver {
public:
    Driver(Storage& storage, Downlink& downlink, Clock const& clock)
        : storage_(storage), downlink_(downlink), clock_(clock), visits_(storage), accounts_(storage) {}

    // order: {"recordCode": ..., "coupons"?: [keys of GET /coupons]}
    boost::asio::awaitable<Result<Quote>> quote(Lot const& lot, json::Value const& order, Milliseconds wait);
    // order: as for quote, with "carNum"?, "carColor"?, "entryTime"?, "phoneNumber"?, "payType"?, "orderCode"?, and
    // "due"?: the amount that the driver agreed to; another one is not paid.
    boost::asio::awaitable<Result<Payment>> fee_and_pay(Lot const& lot, json::Document order, Milliseconds wait);
    // 5.3.1: a new temporary plate comes in at this lane. order: {"inCross": ...}
    boost::asio::awaitable<Result<Scan>> scan_in(Lot const& lot, json::Document order, Milliseconds wait);
    // 5.3.2: it goes out. order: {"plateno": ..., "outCross": ...}
    boost::asio::awaitable<Result<Scan>> scan_out(Lot const& lot, json::Document order, Milliseconds wait);

private:
    boost::asio::awaitable<Result<Answered>> ask(Lot const& lot, std::string_view interface, std::string body,
                                                 Milliseconds wait);
    boost::asio::awaitable<Result<Answered>> ask_fee(Lot const& lot, std::string record_code, std::string coupons,
                                                     Milliseconds wait);
    Result<> judge(Lot const& lot, Quote const& quote, Answered const& without);
    Result<std::string> exit_request(Lot const& lot, json::Value const& order);

    Storage& storage_;
    Downlink& downlink_;
    Clock const& clock_;
    Visits visits_;
    Accounts accounts_;
};

}  // namespace lotbridge::refcloud
