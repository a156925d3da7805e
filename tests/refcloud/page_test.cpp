// What the API's port gives to a browser, and what it keeps from pages of other sites. The page itself is tested in a
// browser: page/page.py.
#include "lot.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::HasSubstr;

class CloudPage : public testing::Test {
protected:
    HttpAnswer ask(std::string const& line, std::string const& headers, std::string const& body = "") const {
        return talk(cloud.api_port(), line + " HTTP/1.1\r\n" + headers +
                                          "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    std::string own() const { return "127.0.0.1:" + std::to_string(cloud.api_port()); }

    CloudProcess cloud;
};

TEST_F(CloudPage, IsServedWithItsPartsAndRunsNothingElse) {
    auto const page = http(cloud.api_port(), "GET", "/", "", "");

    EXPECT_EQ(page.status(), 200);
    EXPECT_THAT(page.head, HasSubstr("text/html"));
    EXPECT_THAT(page.head, HasSubstr("Content-Security-Policy: default-src 'self'"));
    for (auto const* part :
         {"style.css", "main.js", "api.js", "dom.js", "words.js", "driver.js", "operator.js", "live.js"})
        EXPECT_EQ(http(cloud.api_port(), "GET", "/page/" + std::string(part), "", "").status(), 200) << part;
    EXPECT_EQ(http(cloud.api_port(), "GET", "/page/other.js", "", "").status(), 404);
}

TEST_F(CloudPage, MayActOnItsOwnPlatform) {
    auto const headers = "Host: " + own() + "\r\nOrigin: http://" + own() + "\r\nSec-Fetch-Site: same-origin\r\n";

    EXPECT_EQ(ask("POST /clock", headers, R"({"now":""})").status(), 200);
}

TEST_F(CloudPage, OfAnotherSiteMayNotAct) {
    auto const answer = ask("POST /clock", "Host: " + own() + "\r\nOrigin: http://evil.example\r\n", R"({"now":""})");

    EXPECT_EQ(answer.status(), 403);
    EXPECT_THAT(answer.body, HasSubstr("another site"));
}

TEST_F(CloudPage, OfAnotherSiteMayNotActWithoutSayingWhoItIs) {
    auto const headers = "Host: " + own() + "\r\nSec-Fetch-Site: cross-site\r\n";

    EXPECT_EQ(ask("DELETE /faults", headers).status(), 403);
}

TEST_F(CloudPage, IsNotServedUnderAForeignName) {
    auto const answer = ask("GET /records", "Host: evil.example:" + std::to_string(cloud.api_port()) + "\r\n");

    EXPECT_EQ(answer.status(), 403);
    EXPECT_THAT(answer.body, HasSubstr("by its address"));
}

TEST_F(CloudPage, IsServedToLocalhost) {
    EXPECT_EQ(ask("GET /", "Host: localhost:" + std::to_string(cloud.api_port()) + "\r\n").status(), 200);
}

}  // namespace
}  // namespace lotbridge::test
