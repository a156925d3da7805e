// The four cameras of a lot: two push by HTTP, two speak TCP, one of each at the entrances and at the exits.
#pragma once

#include "push_camera.hpp"
#include "tcp_camera.hpp"

#include "lotsim/chance.hpp"
#include "lotsim/ledger.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace lotbridge::lotsim::vzenith {

struct CameraPlan {
    std::string push_url;             // where the pushing cameras push to
    std::uint16_t entry_port = 8131;  // of the cameras that speak TCP
    std::uint16_t exit_port = 8132;
    std::string plate_key = "0123456789abcdef";      // of the exit that encrypts its plates
    std::chrono::seconds push_ahead{}, tcp_ahead{};  // of their clocks; TCP's until the adapter sets them
};

class Cameras {
public:
    static Result<std::unique_ptr<Cameras>> open(net::Network& network, net::HttpClient const& client,
                                                 CameraPlan const& plan);

    // False: it was told to stop before all cameras had found their listener.
    bool wait_for_listeners(std::function<bool()> const& stop);
    // What the pushing ones kept while their line was cut comes in another order.
    void catch_up(Chance& chance);
    std::size_t pending() const { return push_in.pending() + push_out.pending(); }
    void hang_up();  // those that speak TCP
    // Signs of life, orders; each move of a barrier becomes a line of the ledger, and each plate on a camera's list. A
    // barrier that is stuck has had its one pulse then, and moves again.
    Result<> tend(Ledger& ledger);

    PushCamera push_in, push_out;
    std::unique_ptr<TcpCamera> tcp_in, tcp_out;

private:
    Cameras(net::HttpClient const& client, CameraPlan const& plan);

    // That the ledger has: moves by lane, plates of each lane's list.
    std::map<std::string, int> moves_;
    std::set<std::pair<std::string, std::string>> listed_;
};

}  // namespace lotbridge::lotsim::vzenith
