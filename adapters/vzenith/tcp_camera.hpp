// A camera by its own TCP protocol: it is the server, and pushes what it sees. What was missed while the connection was
// away is fetched by number.
#pragma once

#include "camera.hpp"

#include <lotbridge/adapter/chore.hpp>
#include <lotbridge/net/replies.hpp>
#include <lotbridge/net/tcp.hpp>

#include <atomic>

namespace lotbridge::vzenith {

class TcpCamera final : public Camera {
public:
    // offset: of the lot's clocks, for setting the camera's.
    static Result<std::unique_ptr<TcpCamera>> open(net::Network& network, Lane lane, std::size_t number,
                                                   std::chrono::minutes utc_offset, Report report);

    Result<> carry_out(Order const& order, std::chrono::milliseconds limit) override;
    Result<bool> input(int number, std::chrono::milliseconds limit) override;
    void tend(std::optional<std::int64_t> stored) override;

private:
    struct Answer {
        JsonValue json;
        std::string data;
    };

    TcpCamera(Lane lane, std::size_t number, std::chrono::minutes utc_offset, Report report);

    // Network thread.
    void take(net::Connection const& connection, std::string const& whole);
    void take_result(std::string_view data, bool replayed);
    void take_input(JsonValue const& json);

    // Adapter's thread.
    Result<JsonValue> ask(std::string_view command, std::function<void(JsonWriter&)> const& members,
                          std::chrono::milliseconds limit);
    Result<> send(std::string_view json);
    Result<> begin_session();
    bool begins_here(std::optional<std::int64_t> stored) const;
    void tell_beginning(std::optional<std::int64_t> stored);
    Result<> set_clock();
    Result<> send_words(ScreenOrder const& order);
    void show_life();
    void fetch_missing(std::int64_t stored);
    void fetch(std::int64_t record);

    std::size_t number_;  // of the lane
    std::chrono::minutes utc_offset_;
    Report report_;
    net::Replies<std::string, Answer> replies_;
    std::atomic<std::int64_t> newest_{0};       // record that the camera is known to have
    std::atomic<std::uint64_t> connection_{0};  // that stands; 0: none
    std::uint64_t session_of_ = 0;              // the connection on which a session was begun
    std::optional<std::int64_t> first_newest_;  // when the first session began
    unsigned next_id_ = 0;
    Chore sessions_{std::chrono::seconds(5)}, life_{std::chrono::seconds(5)}, telling_{std::chrono::seconds(1)};
    Clock::time_point missing_since_{}, asked_since_{};
    std::int64_t asked_to_ = 0;             // records up to here were fetched and are on their way
    std::optional<net::TcpClient> client_;  // goes first
};

}  // namespace lotbridge::vzenith
