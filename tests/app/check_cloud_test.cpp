// lotbridge check against a platform on a loopback socket, which runs on a thread of its own as a real one would.
#include "app/check.hpp"
#include "cloud/session_fixture.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <thread>

namespace lotbridge::app {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class CheckCloud : public cloud::SessionTest {
protected:
    void check() {
        auto const work = boost::asio::make_work_guard(io_);
        std::thread platform([this] { io_.run(); });
        check_cloud(
            lot_,
            [this](std::string_view token) -> Result<> {
                saved_.emplace_back(token);
                return {};
            },
            [this](CheckFinding finding) { findings_.push_back(std::move(finding)); });
        io_.stop();
        platform.join();
    }

    static auto finding(Grade grade, char const* words) {
        return AllOf(Field(&CheckFinding::grade, grade), Field(&CheckFinding::words, HasSubstr(words)));
    }

    std::vector<CheckFinding> findings_;
};

TEST_F(CheckCloud, LogsInAndSavesTheTokenForTheHost) {
    check();

    EXPECT_EQ(server_.logins, 1u);
    EXPECT_THAT(saved_, Contains(HasSubstr(server_.token)));
    EXPECT_THAT(findings_, Contains(finding(Grade::ok, "a heartbeat was accepted")));
    EXPECT_THAT(findings_, Not(Contains(Field(&CheckFinding::grade, Grade::failed))));
}

TEST_F(CheckCloud, FailsWhenTheAccountIsRefused) {
    server_.login_script = {cloud::answer_code("9999", "wrong password")};

    check();

    EXPECT_THAT(findings_, Contains(finding(Grade::failed, "9999 wrong password")));
    EXPECT_THAT(saved_, IsEmpty());
}

}  // namespace
}  // namespace lotbridge::app
