// What a service manager is told of an end.
#include "os/managed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::os {
namespace {

using testing::HasSubstr;

TEST(ServiceEnd, IsNoErrorAfterAnOrderlyStop) {
    EXPECT_EQ(service_end(0, true), ServiceEnd());
    EXPECT_EQ(service_end(0, false), ServiceEnd());
}

TEST(ServiceEnd, CarriesTheExitCodeOfItsOwn) {
    EXPECT_EQ(service_end(wrong_settings, false), (ServiceEnd{1066, wrong_settings}));
    EXPECT_THAT(end_words({1066, wrong_settings}), HasSubstr("settings"));
}

// It would be started again, against the will of whoever stopped it.
TEST(ServiceEnd, IsNoErrorWhenAStopLeftAnAdapterInsideItsDriver) {
    EXPECT_EQ(service_end(3, true), ServiceEnd());
    EXPECT_EQ(service_end(3, false), (ServiceEnd{1066, 3}));
}

}  // namespace
}  // namespace lotbridge::os
