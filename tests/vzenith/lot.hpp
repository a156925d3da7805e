// A lot of the adapter under test, at which cameras of the simulator act.
#pragma once

#include "fakes/pushing_lot.hpp"
#include "lotsim/vzenith/push_camera.hpp"
#include "lotsim/vzenith/tcp_camera.hpp"
#include "vzenith/adapter.hpp"

namespace lotbridge::vzenith {

namespace sim = lotsim::vzenith;
using namespace std::chrono_literals;
using lotbridge::testing::FakeHost;

class LotTest : public test::PushingLot<Adapter> {
protected:
    net::HttpClient client_ = net::HttpClient::open(network_).value();
};

}  // namespace lotbridge::vzenith
