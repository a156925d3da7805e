#include <lotbridge/net/url.hpp>

#include <gtest/gtest.h>

namespace lotbridge::net {
namespace {

TEST(AnAddress, IsTakenApart) {
    auto const url = parse_url("https://cloud.example:8443/park/api?v=1").value();

    EXPECT_EQ(url.scheme, "https");
    EXPECT_EQ(url.host, "cloud.example");
    EXPECT_EQ(url.port, "8443");
    EXPECT_EQ(url.path, "/park/api?v=1");
    EXPECT_TRUE(url.tls());
    EXPECT_EQ(url.text(), "https://cloud.example:8443/park/api?v=1");
}

TEST(AnAddress, HasDefaultsForPortAndPath) {
    EXPECT_EQ(parse_url("http://h")->text(), "http://h:80/");
    EXPECT_EQ(parse_url("https://h?x")->text(), "https://h:443/?x");
    EXPECT_EQ(parse_url("tcp://h:7000")->text(), "tcp://h:7000");
}

TEST(AnAddress, MayBeIPv6) {
    auto const url = parse_url("tcp://[::1]:7000").value();

    EXPECT_EQ(url.host, "::1");
    EXPECT_EQ(url.authority(), "[::1]:7000");
}

TEST(AnAddress, IsRefusedWithTheReason) {
    for (auto const text :
         {"", "cloud.example", "ftp://h", "http://", "http://:80/", "http://h:0", "http://h:65536", "http://h:8x",
          "http://h:", "tcp://h", "tcp://h:1/path", "http://[::1", "http://[::1]x", "http://[g]:1", "http://h/#a",
          "http://h st/", "http://u:p@h/", "http://h/\r\nX: y", "http://停车/"})
        EXPECT_FALSE(parse_url(text)) << text;
}

TEST(AnAddress, NeverRepeatsAPassword) {
    EXPECT_EQ(parse_url("http://user:secret@h/").error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace lotbridge::net
