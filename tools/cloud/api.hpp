// The platform's own HTTP API for tests, demos and people: what came in, what was wrong with it, what to ask, what to
// break. It belongs on loopback: it has no accounts and shows everything.
#pragma once

#include "clock.hpp"
#include "downlink.hpp"
#include "faults.hpp"
#include "http_server.hpp"
#include "settings.hpp"
#include "storage.hpp"

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>
#include <vector>

namespace lotbridge::refcloud {

class Api {
public:
    Api(Settings const& settings, Storage& storage, Downlink& downlink, Faults& faults, Clock& clock)
        : settings_(settings), storage_(storage), downlink_(downlink), faults_(faults), clock_(clock) {}

    boost::asio::awaitable<HttpReply> answer(HttpRequest request);

private:
    // "GET /records/R1?limit=5" as its parts.
    struct Call {
        std::string method;
        std::vector<std::string> path;  // at least one element
        std::map<std::string, std::string, std::less<>> query;
        std::string body;

        std::string text(std::string_view name, std::string_view otherwise = "") const;
        std::int64_t number(std::string_view name, std::int64_t otherwise) const;
        std::string tail() const { return path.size() > 1 ? path[1] : std::string(); }
    };
    static Call parse(HttpRequest const& request);

    Result<std::string> look(Call const& call);
    Result<std::string> rows(Call const& call);
    std::string counts();
    std::string lots();
    Result<std::string> break_things(Call const& call);
    Result<std::string> set_clock(Call const& call);
    boost::asio::awaitable<Result<std::string>> ask(Call call);
    boost::asio::awaitable<Result<std::string>> ask_raw(Call call);
    boost::asio::awaitable<Result<std::string>> pay(Call call);
    Result<Lot const*> lot_of(Call const& call) const;
    Result<Sending> sending_of(Call const& call) const;

    Settings const& settings_;
    Storage& storage_;
    Downlink& downlink_;
    Faults& faults_;
    Clock& clock_;
};

}  // namespace lotbridge::refcloud
