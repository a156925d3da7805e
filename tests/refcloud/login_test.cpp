#include "lot.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Signed with k1: MD5 by md5sum over data and key, cipher text by the openssl command line.
constexpr char const* golden_login =
    "param=%7B%22k%22%3A%22%22%2C%22code%22%3A%221%22%2C%22oprNum%22%3A%22N1%22%2C%22ip%22%3A%22%22%2C"
    "%22signature%22%3A%22F57F2F49F3D19FF4E0DF057C9D9CA0FA00%22%2C%22data%22%3A%7B%22parkUserName%22%3A%22lot1%22%2C"
    "%22parkUserPwd%22%3A%22qaIZrvHmrRc%3D%22%7D%7D";

constexpr char const* form = "application/x-www-form-urlencoded; charset=UTF-8";

TEST(CloudLogin, AnswersGoldenBytesWithATokenAndTheLotsOwnNames) {
    CloudProcess const cloud;

    auto const answer = Told{http(cloud.uplink(), "POST", "/", form, golden_login)}.envelope();

    EXPECT_EQ(text(answer, "code"), "1");
    EXPECT_EQ(text(answer, "oprNum"), "N1");
    EXPECT_EQ(text(answer, "resultCode"), "0000");
    EXPECT_THAT(text(answer["data"], "token"), SizeIs(36));
    EXPECT_EQ(text(answer["data"], "parkId"), "P1");
    EXPECT_EQ(text(answer["data"], "parkCode"), "PC1");
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST(CloudLogin, SignsItsAnswerOverTheDataAsItStands) {
    CloudProcess const cloud;

    auto const body = http(cloud.uplink(), "POST", "/", form, golden_login).body;

    auto const at = body.find("\"data\":") + 7;
    auto const data = body.substr(at, body.size() - at - 1);
    EXPECT_THAT(
        body, testing::AnyOf(HasSubstr(md5_capitals(data + "k0") + "00"), HasSubstr(md5_capitals(data + "k1") + "01")));
}

TEST(CloudLogin, RefusesAWrongPassword) {
    CloudProcess const cloud;
    Lot const lot(cloud);

    auto const told = lot.tell("1", R"({"parkUserName":"lot1","parkUserPwd":"m/P3akQtM5Y="})");  // "wrong"

    EXPECT_EQ(told.code(), "9999");
    EXPECT_THAT(cloud.violations(), Contains("5.1.1 user or password is wrong"));
}

TEST(CloudLogin, RefusesAPasswordThatItCannotOpen) {
    CloudProcess const cloud;
    Lot const lot(cloud);

    auto const told = lot.tell("1", R"({"parkUserName":"lot1","parkUserPwd":"secret"})");

    EXPECT_EQ(told.code(), "9999");
    EXPECT_THAT(told.words(), HasSubstr("Base64"));
}

TEST(CloudLogin, ReportsATokenInALoginRequest) {
    CloudProcess const cloud;
    Lot lot(cloud);
    lot.login();

    auto const told = lot.tell("1", R"({"parkUserName":"lot1","parkUserPwd":"qaIZrvHmrRc="})");

    EXPECT_EQ(told.code(), "0000");
    EXPECT_THAT(cloud.violations(), Contains("B.1.2.1 k is not empty in a login (E13)"));
}

TEST(CloudToken, IsKilledByASecondLoginWhichIsNoticed) {
    CloudProcess const cloud;
    Lot first(cloud), second(cloud);
    first.login();
    second.login();

    EXPECT_EQ(first.tell("8", "{}").code(), "9000");
    EXPECT_EQ(second.tell("8", "{}").code(), "0000");
    EXPECT_THAT(cloud.violations(), Contains("B.2.4 a second login while the first token was good"));
}

TEST(CloudToken, DiesWhenTheMonthOfTheLotEnds) {
    CloudProcess const cloud;
    cloud.post("/clock", R"({"now":"2024-02-29 23:59:30"})");
    Lot lot(cloud);
    lot.login();
    ASSERT_EQ(lot.tell("8", "{}").code(), "0000");

    cloud.post("/clock", R"({"now":"2024-03-01 00:00:00"})");

    EXPECT_EQ(lot.tell("8", "{}").code(), "9000");
    lot.login();
    EXPECT_EQ(lot.tell("8", "{}").code(), "0000");
    EXPECT_THAT(cloud.violations(), IsEmpty());
}

TEST(CloudToken, IsAskedForOnEveryOtherInterface) {
    CloudProcess const cloud;
    Lot const lot(cloud);

    EXPECT_EQ(lot.tell("2", entry("R1")).code(), "9000");
    EXPECT_THAT(cloud.violations(), Contains("5.1.1 a request without token"));
}

TEST(CloudToken, OutlivesTheProgram) {
    Folder const folder;
    std::vector<std::string> const options{"--database", folder.file("cloud.db")};
    std::string token;
    {
        CloudProcess cloud(options);
        Lot lot(cloud);
        lot.login();
        token = lot.token();
        EXPECT_TRUE(cloud.stop());
    }
    CloudProcess const cloud(options);

    auto const data = std::string("{}");
    auto const told =
        post_form(cloud.uplink(), R"({"k":")" + token + R"(","code":"8","oprNum":"H1","ip":"","signature":")" +
                                      Lot::signature(data) + R"(","data":{}})");

    EXPECT_EQ(told.code(), "0000");
}

}  // namespace
}  // namespace lotbridge::test
