// The part of the API that people stand before: drivers, who ask and pay, and operators, who keep the lists. Everything
// here goes down to a lot.
#pragma once

#include "call.hpp"
#include "clock.hpp"
#include "driver.hpp"
#include "orders.hpp"
#include "register.hpp"
#include "storage.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <string>

namespace lotbridge::refcloud {

class Counter {
public:
    Counter(boost::asio::io_context& io, Settings const& settings, Storage& storage, Downlink& downlink, Clock& clock)
        : settings_(settings),
          storage_(storage),
          clock_(clock),
          driver_(storage, downlink, clock),
          orders_(io, settings, storage, downlink, clock),
          register_(storage, clock) {}

    void start() { orders_.start(); }
    void stop() { orders_.stop(); }

    bool serves(Call const& call) const;
    boost::asio::awaitable<Result<std::string>> serve(Call call);

private:
    using Answer = boost::asio::awaitable<Result<std::string>>;
    Answer drive(Call const& call, Lot const& lot, json::Document order);
    Answer order(Lot const& lot, std::string_view interface, std::string body);
    Answer add(Call const& call, Lot const& lot, json::Document given);
    Answer take_off(Call const& call, Lot const& lot);
    Answer keep_member(Lot const& lot, Member member, bool gone);
    Answer correct(Lot const& lot, json::Document given);
    std::string now_of(Lot const& lot) const { return clock_.local(lot.utc_offset).text(); }

    Settings const& settings_;
    Storage& storage_;
    Clock& clock_;
    Driver driver_;
    Orders orders_;
    Register register_;
};

}  // namespace lotbridge::refcloud
