// The platform speaks the dialect of a profile file, read by itself.
#include "lot.hpp"

#include <gmock/gmock.h>
#include <fstream>

namespace lotbridge::test {
namespace {

using testing::Contains;
using testing::IsEmpty;

constexpr char const* dialect = R"({
  "codes": { "login": "LOGIN", "vehicle_entry": "CAR_IN" },
  "results": { "relogin": ["4010"] },
  "batch": { "vehicle_entry": 2 },
  "signature": { "form": "replace_last_two" },
  "login": { "password": "md5_lower", "user_member": "usr", "password_member": "psw" },
  "header": { "version": "1.0" },
  "times": { "window": "1h", "requests_per_window": 2 }  // and what concerns the lot only
})";

class CloudProfile : public testing::Test {
protected:
    static std::string written(std::string const& file) {
        std::ofstream(file) << dialect;
        return file;
    }
    std::string envelope(std::string_view code, std::string_view data, std::string_view number,
                         std::string_view extra = R"("version":"1.0",)") const {
        auto const signature = md5_capitals(std::string(data) + "k0").substr(0, 30) + "00";
        return R"({"k":")" + token_ + R"(","code":")" + std::string(code) + R"(","oprNum":")" + std::string(number) +
               R"(","ip":"","signature":")" + signature + R"(",)" + std::string(extra) + R"("data":)" +
               std::string(data) + "}";
    }
    Told tell(std::string_view code, std::string_view data, std::string_view number) const {
        return post_form(cloud_.uplink(), envelope(code, data, number));
    }
    Told login(std::string_view password = "5ebe2294ecd0e0f08eab7690d2a6ee69") {  // md5sum of "secret"
        auto told = tell("LOGIN", R"({"usr":"lot1","psw":")" + std::string(password) + R"("})", "L1");
        token_ = text(told.envelope()["data"], "token");
        return told;
    }

    Folder const folder_;
    CloudProcess const cloud_{{"--profile", written(folder_.file("dialect.json"))}};
    std::string token_;
};

TEST_F(CloudProfile, TakesTheLoginAsItSays) {
    auto const told = login();

    EXPECT_EQ(told.code(), "0000");
    EXPECT_EQ(text(told.envelope(), "version"), "1.0");
    EXPECT_THAT(cloud_.violations(), IsEmpty());
    EXPECT_EQ(login("5EBE2294ECD0E0F08EAB7690D2A6EE69").code(), "9999");
}

TEST_F(CloudProfile, AnswersAnInvalidTokenWithItsOwnCode) {
    EXPECT_EQ(tell("CAR_IN", entry("R1"), "N1").code(), "4010");
}

TEST_F(CloudProfile, WantsItsOwnHeaderMembers) {
    login();

    EXPECT_EQ(post_form(cloud_.uplink(), envelope("CAR_IN", entry("R1"), "N1", "")).code(), "0000");
    EXPECT_EQ(post_form(cloud_.uplink(), envelope("CAR_IN", entry("R2"), "N2", R"("version":"2",)")).code(), "0000");

    EXPECT_THAT(cloud_.violations(), testing::UnorderedElementsAre("B.1.2.1 version of the profile is missing",
                                                                   "B.1.2.1 version is not as the profile says"));
}

TEST_F(CloudProfile, TakesListsUpToItsSize) {
    login();

    EXPECT_EQ(tell("CAR_IN", "[" + entry("R1") + "," + entry("R2") + "]", "N1").code(), "0000");
    EXPECT_EQ(tell("CAR_IN", "[" + entry("R3") + "," + entry("R4") + "," + entry("R5") + "]", "N2").code(), "9999");
}

TEST_F(CloudProfile, CountsRequestsByItsOwnRule) {
    login();
    for (int i = 0; i < 3; ++i) tell("CAR_IN", entry("R1"), "N1");

    EXPECT_THAT(cloud_.violations(), Contains("B.1.2.5 more than 2 requests with one oprNum in an hour"));
}

}  // namespace
}  // namespace lotbridge::test
