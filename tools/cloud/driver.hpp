// What a driver does with the C end (3.4): asks what the parking costs and pays it. Two requests down, one after the
// other.
#pragma once

#include "downlink.hpp"
#include "json.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>

namespace lotbridge::refcloud {

struct Payment {
    Answered fee;
    std::optional<Answered> payment;  // none: the lot did not say what to pay, or there is nothing to pay
    std::string words;                // how it ended
};

// order: {"recordCode": ..., "carNum"?, "carColor"?, "phoneNumber"?, "payType"?, "orderCode"?}
boost::asio::awaitable<Result<Payment>> fee_and_pay(Downlink& downlink, Clock const& clock, Lot const& lot,
                                                    json::Document order, Milliseconds wait);

}  // namespace lotbridge::refcloud
