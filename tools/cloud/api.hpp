// The platform's own HTTP API for tests, demos and people: what came in, what was wrong with it, what to ask, what to
// break. It belongs on loopback: it has no accounts and shows everything.
#pragma once

#include "call.hpp"
#include "clock.hpp"
#include "counter.hpp"
#include "downlink.hpp"
#include "faults.hpp"
#include "http_server.hpp"
#include "reading.hpp"
#include "settings.hpp"
#include "storage.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <string>

namespace lotbridge::refcloud {

class Api {
public:
    Api(boost::asio::io_context& io, Settings const& settings, Storage& storage, Downlink& downlink, Faults& faults,
        Clock& clock)
        : settings_(settings),
          downlink_(downlink),
          faults_(faults),
          clock_(clock),
          reading_(settings, storage, downlink, clock),
          counter_(io, settings, storage, downlink, clock) {}

    boost::asio::awaitable<HttpReply> answer(HttpRequest request);
    void start() { counter_.start(); }
    void stop() { counter_.stop(); }

private:
    boost::asio::awaitable<Result<std::string>> carry_out(Call call);
    Result<std::string> break_things(Call const& call);
    Result<std::string> set_clock(Call const& call);
    boost::asio::awaitable<Result<std::string>> ask(Call call);
    boost::asio::awaitable<Result<std::string>> ask_raw(Call call);
    Result<Sending> sending_of(Call const& call) const;

    Settings const& settings_;
    Downlink& downlink_;
    Faults& faults_;
    Clock& clock_;
    Reading reading_;
    Counter counter_;
};

}  // namespace lotbridge::refcloud
