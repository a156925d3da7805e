// Cameras that push by HTTP: one listener for all, told apart by their serial numbers. What they are to do travels in
// the answers.
#pragma once

#include "camera.hpp"

#include <lotbridge/adapter/once.hpp>
#include <lotbridge/net/http_listener.hpp>

#include <deque>
#include <map>
#include <memory>

namespace lotbridge::vzenith {

class HttpCamera final : public Camera {
public:
    HttpCamera(Lane lane, std::size_t number, std::chrono::minutes utc_offset, Report report);

    // Ends when the camera has fetched the order; withdrawn when it does not call in time.
    Result<> carry_out(Order const& order, std::chrono::milliseconds limit) override;
    Result<bool> input(int number, std::chrono::milliseconds limit) override;
    void tend(std::optional<std::int64_t> stored) override;

    // Network thread: one request of this camera.
    void take(JsonValue const& body, net::Answer answer);

private:
    struct Waiting {
        Order order;
        std::uint64_t number;
    };

    void take_plate(JsonValue const& alarm, net::Answer answer);
    void take_input(JsonValue const& trigger);
    // The members of an answer that carry orders; the orders are the camera's from then on.
    void put_orders(JsonWriter& json, std::vector<Order> const& own);
    std::string reply(Verdict const& verdict, Recognition const* seen);

    std::size_t number_;  // of the lane
    std::chrono::minutes utc_offset_;
    Report report_;
    std::mutex mutex_;
    std::condition_variable fetched_;
    std::deque<Waiting> waiting_;
    std::uint64_t last_number_ = 0;
    Clock::time_point last_call_{};
    bool told_up_ = false;  // adapter's thread
};

class HttpCameras {
public:
    // warn: once for each stranger that calls. Network thread.
    using Warn = std::function<void(std::string const&)>;
    static Result<std::unique_ptr<HttpCameras>> open(net::Network& network, net::HttpListenerOptions const& options,
                                                     std::vector<HttpCamera*> cameras, Warn warn);

private:
    void take(net::HttpRequest const& request, net::Answer const& answer);

    std::map<std::string, HttpCamera*, std::less<>> by_serial_;
    Once strangers_;
    Warn warn_;
    std::optional<net::HttpListener> listener_;
};

}  // namespace lotbridge::vzenith
