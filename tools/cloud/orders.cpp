#include "orders.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;

namespace lotbridge::refcloud {
namespace {

constexpr auto quiet = asio::as_tuple(asio::use_awaitable);
constexpr auto look_every = std::chrono::seconds(1);

Order order_from(Storage::Query& query) {
    return {query.number(0), query.text(1), query.text(2), query.text(3), query.text(4), query.text(5)};
}

}  // namespace

std::shared_ptr<Orders::Line> Orders::line_of(Lot const& lot) {
    auto& line = lines_[lot.park_id];
    if (!line) line = std::make_shared<Line>(io_);
    return line;
}

Result<std::int64_t> Orders::keep_order(Lot const& lot, Order order, Keep const& keep) {
    return storage_.attempt("keeping an order", [&] {
        Storage::Query(storage_,
                       "INSERT INTO change(at, park_id, interface, opr_num, body, state, words) VALUES(?,?,?,?,?,?,?)",
                       clock_.now(), lot.park_id, order.interface, order.opr_num, order.body, order.state, order.words)
            .next();
        auto const seq = storage_.last_row();
        keep(seq, order.body);
        return seq;
    });
}

Order Orders::read(std::string const& park_id, std::int64_t seq) {
    Storage::Query query(storage_,
                         "SELECT seq, interface, opr_num, body, state, words FROM change WHERE park_id=? AND seq=?",
                         park_id, seq);
    return query.next() ? order_from(query) : Order();
}

std::optional<Order> Orders::first_waiting(std::string const& park_id) {
    Storage::Query query(storage_,
                         "SELECT seq, interface, opr_num, body, state, words FROM change"
                         " WHERE park_id=? AND state='waiting' ORDER BY seq LIMIT 1",
                         park_id);
    return query.next() ? std::optional(order_from(query)) : std::nullopt;
}

asio::awaitable<Result<Order>> Orders::give(Lot const& lot, schema::Interface const& interface, std::string body,
                                            Keep keep) {
    Order order;
    order.interface = interface.id;
    order.opr_num = new_uuid();
    auto checked = schema::normalise(*interface.pushed, body);
    if (!checked) co_return fail(checked.error());
    order.body = std::move(*checked);
    auto const seq = keep_order(lot, std::move(order), keep);
    if (!seq) co_return fail(seq.error());
    if (auto pushed = co_await push(lot); !pushed) co_return fail(pushed.error());
    co_return storage_.attempt("reading an order", [&] { return read(lot.park_id, *seq); });
}

asio::awaitable<Result<>> Orders::push(Lot const& lot) {
    auto const line = line_of(lot);
    while (line->busy) co_await line->free.async_wait(quiet);
    line->busy = true;
    Result<> outcome;
    for (;;) {
        auto waiting = storage_.attempt("reading the orders", [&] { return first_waiting(lot.park_id); });
        if (!waiting) outcome = fail(waiting.error());
        if (!waiting || !*waiting) break;
        auto const sent = co_await send(lot, std::move(**waiting));
        if (!sent) outcome = fail(sent.error());
        if (!sent || sent->state == "waiting") break;
    }
    line->busy = false;
    line->free.cancel();
    co_return outcome;
}

asio::awaitable<Result<Order>> Orders::send(Lot const& lot, Order order) {
    Sending sending;
    sending.lot = &lot;
    sending.opr_num = order.opr_num;
    sending.wait = settings_.times.answer;
    auto const answers =
        co_await downlink_.ask(*schema::find_interface(order.interface), order.body, std::move(sending));
    if (!answers) {
        order.words = answers.error().message;
    } else {
        auto const& reply = answers->front().reply;
        order.state = is_success(reply.result_code) ? "done" : "refused";
        order.words = reply.result_message;
    }
    auto const kept = storage_.attempt("noting what became of an order", [&] {
        Storage::Query(storage_, "UPDATE change SET state=?, words=? WHERE seq=?", order.state, order.words, order.seq)
            .next();
    });
    if (!kept) co_return fail(kept.error());
    co_return order;
}

asio::awaitable<void> Orders::push_again(Lot const& lot) {
    if (auto const pushed = co_await push(lot); !pushed) spdlog::error("{}", pushed.error().message);
}

void Orders::look_again() {
    timer_.expires_after(look_every);
    timer_.async_wait([this](boost::system::error_code error) {
        if (error) return;
        for (auto const& lot : settings_.lots) {
            auto const waiting = storage_.attempt("reading the orders", [&] { return first_waiting(lot.park_id); });
            if (!waiting || !*waiting || !downlink_.connected(lot) || line_of(lot)->busy) continue;
            asio::co_spawn(io_, push_again(lot), [](std::exception_ptr failure) {
                if (failure) spdlog::error("sending an operator's orders ended by an exception");
            });
        }
        look_again();
    });
}

}  // namespace lotbridge::refcloud
