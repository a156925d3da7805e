// A name server that does not answer: the system's call cannot be cut off, so nobody waits for it beyond the limit.
#include "cloud/http_connection.hpp"
#include "fakes/fake_scheduler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::cloud {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

class LookupTest : public testing::Test {
protected:
    LookupTest() {
        server_->url = *parse_url("http://cloud.example.com/api");
        server_->connect_limit = 5s;
        server_->idle_limit = 30s;
        server_->look_up = [this](std::string const&, std::string const&, NameLookup::Answer answer) {
            asked_.push_back(std::move(answer));
        };
        connection_ = std::make_shared<HttpConnection>(io_, scheduler_, server_);
    }
    ~LookupTest() override {
        connection_->close();
        scheduler_.run_ready();
    }
    void probe() {
        connection_->probe([this](HttpResult const& result) {
            words_.push_back(result.words);
            unreachable_ = result.unreachable;
        });
        scheduler_.run_ready();
    }
    void answer(boost::system::error_code error = {}) {
        boost::asio::ip::tcp::endpoint const nobody(boost::asio::ip::address_v4::loopback(), 1);
        auto const found =
            error ? NameLookup::Results{} : NameLookup::Results::create(nobody, "cloud.example.com", "80");
        std::exchange(asked_, {}).at(0)(error, found);
        scheduler_.run_ready();
    }

    boost::asio::io_context io_;
    fakes::FakeIoScheduler scheduler_{io_};
    std::shared_ptr<HttpServer> server_ = std::make_shared<HttpServer>();
    std::shared_ptr<HttpConnection> connection_;
    std::vector<NameLookup::Answer> asked_;
    std::vector<std::string> words_;
    bool unreachable_ = false;
};

TEST_F(LookupTest, IsGivenUpWhenTheConnectLimitIsOver) {
    probe();
    scheduler_.advance(4999ms);
    EXPECT_TRUE(words_.empty());

    scheduler_.advance(1ms);

    ASSERT_EQ(words_.size(), 1u);
    EXPECT_THAT(words_[0], AllOf(HasSubstr("no connection to cloud.example.com"), HasSubstr("in time")));
    EXPECT_TRUE(unreachable_);
}

TEST_F(LookupTest, IsNotBegunASecondTimeWhileTheFirstHangs) {
    probe();
    scheduler_.advance(5s);
    probe();
    EXPECT_EQ(asked_.size(), 1u);

    answer();

    EXPECT_TRUE(scheduler_.run_until([this] { return words_.size() == 2; }));
    EXPECT_THAT(words_.at(1), HasSubstr("connecting to cloud.example.com"));
}

TEST_F(LookupTest, IsBegunAnewAfterAnAnswerThatCameTooLate) {
    probe();
    scheduler_.advance(5s);
    answer();
    EXPECT_EQ(words_.size(), 1u);

    probe();
    ASSERT_EQ(asked_.size(), 1u);
    answer(boost::asio::error::host_not_found);

    ASSERT_EQ(words_.size(), 2u);
    EXPECT_THAT(words_[1], HasSubstr("looking up cloud.example.com"));
}

}  // namespace
}  // namespace lotbridge::cloud
