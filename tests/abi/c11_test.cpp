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
              (Error{Errc::unsupported, "this adapter only reads"}));
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
