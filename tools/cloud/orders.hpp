// What an operator orders at the platform and the lot has to hear of: the blacklist (5.6.1), members (5.6.2), cards
// (5.4.1), corrections (5.1.3). An order is kept before it is sent; a lot that is away, or does not answer, gets its
// orders as soon as it is back, in their order and each under its own oprNum.
#pragma once

#include "downlink.hpp"
#include "storage.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace lotbridge::refcloud {

struct Order {
    std::int64_t seq = 0;
    std::string interface, opr_num, body;
    std::string state = "waiting";  // "waiting", "done", "refused"
    std::string words;              // the lot's, or why it still waits
};

class Orders {
public:
    Orders(boost::asio::io_context& io, Settings const& settings, Storage& storage, Downlink& downlink, Clock& clock)
        : io_(io), settings_(settings), storage_(storage), downlink_(downlink), clock_(clock), timer_(io) {}

    // Notes in the platform's own lists what was ordered, together with the order itself; body as it goes down.
    using Keep = std::function<void(std::int64_t order, std::string const& body)>;
    // Comes back when the lot has answered, or cannot be reached now. body: the fields that are not defaults.
    boost::asio::awaitable<Result<Order>> give(Lot const& lot, schema::Interface const& interface, std::string body,
                                               Keep keep);
    void start() { look_again(); }
    void stop() { timer_.cancel(); }

private:
    // One order at a time goes down to a lot.
    struct Line {
        explicit Line(boost::asio::io_context& io) : free(io, boost::asio::steady_timer::time_point::max()) {}
        bool busy = false;
        boost::asio::steady_timer free;  // cancelled when the line is
    };

    std::shared_ptr<Line> line_of(Lot const& lot);
    Result<std::int64_t> keep_order(Lot const& lot, Order order, Keep const& keep);
    Order read(std::string const& park_id, std::int64_t seq);
    std::optional<Order> first_waiting(std::string const& park_id);
    // Sends what waits for this lot until it does not answer.
    boost::asio::awaitable<Result<>> push(Lot const& lot);
    boost::asio::awaitable<void> push_again(Lot const& lot);
    boost::asio::awaitable<Result<Order>> send(Lot const& lot, Order order);
    void look_again();

    boost::asio::io_context& io_;
    Settings const& settings_;
    Storage& storage_;
    Downlink& downlink_;
    Clock& clock_;
    boost::asio::steady_timer timer_;
    std::map<std::string, std::shared_ptr<Line>> lines_;
};

}  // namespace lotbridge::refcloud
