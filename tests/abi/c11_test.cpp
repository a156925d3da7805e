#include "abi/c11_adapter.h"

#include <lotbridge/testing/fake_host.hpp>

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using lotbridge::testing::FakeHostBase;

TEST(C11Adapter, SpeaksTheContractWithoutCpp) {
    FakeHostBase host(&c11_create);
    ASSERT_TRUE(host.start("{}"));

    ASSERT_TRUE(host.poll_all());

    EXPECT_EQ(host.stored<vo::VehicleEntry>().size(), 2u);
    EXPECT_EQ(host.cursor(), "2");
    EXPECT_EQ(host.capabilities().value(), R"({"vehicle_entry":"native"})");
    EXPECT_EQ(host.command(vo::GateControl{.bar_code = "G1"}).error(),
              (Error{Errc::unsupported, "\"gate_control\" is no question"}));
}

TEST(C11Adapter, AsksTheCloud) {
    FakeHostBase host(&c11_create);
    ASSERT_TRUE(host.start("{}"));
    host.answer_with([](auto, auto) { return R"({"isVip":1,"isAutoPay":1})"; });

    auto const reply = host.command(vo::MemberQuery{.car_num = "A1"}, std::chrono::milliseconds(250));

    EXPECT_TRUE(reply.value().is_vip);
    ASSERT_EQ(host.asked().size(), 1u);
    EXPECT_EQ(host.asked()[0].limit, std::chrono::milliseconds(250));
}

TEST(C11Adapter, ItsMessagesMayGrowAtTheEnd) {
    FakeHostBase host(&c11_create_newer);
    ASSERT_TRUE(host.start("{}"));

    ASSERT_TRUE(host.poll_all());

    ASSERT_EQ(host.stored<vo::VehicleEntry>().size(), 2u);
    EXPECT_EQ(host.stored<vo::VehicleEntry>()[1].record_code, "C-2");
}

}  // namespace
}  // namespace lotbridge::test
