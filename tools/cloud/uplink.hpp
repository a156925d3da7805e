// The door for what lots report: one POST, one envelope, one answer, and every mishap that was ordered for it.
#pragma once

#include "faults.hpp"
#include "http_server.hpp"
#include "platform.hpp"
#include "storage.hpp"

#include <boost/asio/io_context.hpp>

namespace lotbridge::refcloud {

class Uplink {
public:
    Uplink(boost::asio::io_context& io, Platform& platform, Storage& storage, Faults& faults)
        : io_(io), platform_(platform), storage_(storage), faults_(faults) {}

    boost::asio::awaitable<HttpReply> answer(HttpRequest request);

private:
    boost::asio::awaitable<HttpReply> handle(Incoming incoming, std::optional<Fault> fault);
    boost::asio::awaitable<HttpReply> fall_short(Incoming incoming, Fault fault);

    boost::asio::io_context& io_;
    Platform& platform_;
    Storage& storage_;
    Faults& faults_;
};

}  // namespace lotbridge::refcloud
