// The simulator's camera that pushes by HTTP, and does what the answers tell it.
#pragma once

#include "camera.hpp"

#include <lotbridge/net/http_client.hpp>
#include <lotbridge/text/json.hpp>

#include <deque>

namespace lotbridge::lotsim::vzenith {

class PushCamera {
public:
    PushCamera(net::HttpClient const& client, CameraOptions options, std::string url)
        : client_(client), state_(std::move(options)), url_(std::move(url)) {}

    CameraState& state() { return state_; }

    // Sees a car and pushes it, at most five times as the real one does; true when it was taken. What nobody takes is
    // kept, and told by replay().
    bool see(std::string plate, std::size_t picture_size = 2000, int trigger = 1);
    // Sends the last one again, as it was.
    bool repeat(int times);
    // Sees a car while it is cut off.
    Shot see_offline(std::string plate, std::size_t picture_size = 1000);
    // Tells what it has kept, in the order that `shuffle` makes of it; how many were taken.
    std::size_t replay(std::function<void(std::deque<Shot>&)> const& shuffle);
    // A sign of life; fetches orders.
    bool call();
    // The barrier's arm goes up, or comes down, whoever moved it.
    bool move_barrier(bool up);

    Shot const& last_shot() const { return last_shot_; }  // of the last car that was seen while the line was up
    std::size_t pending() const { return kept_.size(); }
    std::string last_answer() const { return last_answer_; }

private:
    std::string body(Shot const& shot, bool offline) const;
    bool push(std::string const& body);
    void obey(JsonValue const& answer);

    net::HttpClient const& client_;
    CameraState state_;
    std::string url_, last_, last_answer_;
    Shot last_shot_;
    std::deque<Shot> kept_;
};

}  // namespace lotbridge::lotsim::vzenith
