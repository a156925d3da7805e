// One connection of the TCP door, and who waits on it for a reply. Private to downlink.cpp and asking.cpp.
#pragma once

#include "downlink.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lotbridge::refcloud {

inline constexpr auto quiet = boost::asio::as_tuple(boost::asio::use_awaitable);

// Somebody waits for replies to one oprNum, or (empty) for whatever comes.
struct Downlink::Waiting {
    Waiting(boost::asio::io_context& io, std::string number, std::size_t count)
        : opr_num(std::move(number)), expected(count), done(io) {}
    std::string opr_num;
    std::size_t expected;
    std::vector<std::string> packets;
    std::vector<std::int64_t> times;  // when each came
    boost::asio::steady_timer done;   // cancelled when all are there or the connection is gone
};

struct Downlink::Session {
    explicit Session(boost::asio::ip::tcp::socket connection)
        : socket(std::move(connection)), idle(socket.get_executor()), unlocked(socket.get_executor()) {
        unlocked.expires_at(boost::asio::steady_timer::time_point::max());
    }
    boost::asio::ip::tcp::socket socket;
    boost::asio::steady_timer idle;
    Lot const* lot = nullptr;  // null until hello
    std::vector<std::shared_ptr<Waiting>> waiting;
    bool writing = false;
    boost::asio::steady_timer unlocked;  // cancelled when the writer is done
};

}  // namespace lotbridge::refcloud
