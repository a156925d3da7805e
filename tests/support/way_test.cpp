// The way to a cloud on a loopback socket: refused, silent, with certificates of every kind.
#include "support/examine.hpp"

#include "cloud/certificates.hpp"
#include "found.hpp"
#include "store/folder.hpp"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <fstream>
#include <thread>

namespace lotbridge::support {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using cloud::Certificate;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

// Answers one request on a thread of its own; without a certificate in clear.
class Answering {
public:
    Answering(std::string answer, std::optional<Certificate> const& shown) : answer_(std::move(answer)) {
        if (shown) {
            auto const pem = shown->pem(), key = shown->key_pem();
            tls_.emplace(asio::ssl::context::tls_server);
            tls_->use_certificate_chain(asio::buffer(pem));
            tls_->use_private_key(asio::buffer(key), asio::ssl::context::pem);
        }
        thread_ = std::thread([this] { serve(); });
    }
    ~Answering() {
        // Nobody may have come: then this is who is waited for.
        boost::system::error_code ignored;
        tcp::socket last(io_);
        last.connect(acceptor_.local_endpoint(), ignored);
        last.close(ignored);
        thread_.join();
    }

    std::string address(std::string const& scheme) const {
        return scheme + "://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/parking";
    }
    std::string asked;

private:
    void serve() {
        boost::system::error_code error;
        tcp::socket socket(io_);
        acceptor_.accept(socket, error);
        if (!tls_) return answer(socket);
        asio::ssl::stream<tcp::socket&> stream(socket, *tls_);
        stream.handshake(asio::ssl::stream_base::server, error);
        if (!error) answer(stream);
    }
    void answer(auto& stream) {
        boost::system::error_code error;
        asio::streambuf buffer;
        auto const size = asio::read_until(stream, buffer, "\r\n\r\n", error);
        if (error) return;
        asked.assign(asio::buffers_begin(buffer.data()), asio::buffers_begin(buffer.data()) + static_cast<long>(size));
        asio::write(stream, asio::buffer(answer_), error);
    }

    asio::io_context io_;
    tcp::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
    std::string answer_;
    std::optional<asio::ssl::context> tls_;
    std::thread thread_;
};

class Ways : public testing::Test {
protected:
    Ways() {
        lot.name = "north";
        std::ofstream(folder.path / "ca.pem", std::ios::binary) << authority.pem();
        lot.cloud.tls.ca_file = folder.path / "ca.pem";
        lot.cloud.profile.times.connect = 2s;
        lot.cloud.profile.times.answer = 2s;
    }
    std::vector<std::string> way() {
        return found([&](auto const& report) { examine_way(lot, report); });
    }
    std::vector<std::string> way_with(Certificate const& shown) {
        Answering const cloud(answer, shown);
        lot.cloud.url = cloud.address("https");
        return way();
    }

    test::Folder folder;
    Certificate authority = cloud::make_authority("a test's authority");
    config::LotSettings lot;
    std::string answer = "HTTP/1.1 405 No\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 100\r\n\r\n";
};

TEST_F(Ways, TellConnectionAndClockWithoutTls) {
    Answering const cloud(answer, std::nullopt);
    lot.cloud.url = cloud.address("http");

    auto const lines = way();

    EXPECT_THAT(lines, Contains(AllOf(StartsWith("ok north: connection: 127.0.0.1:"), HasSubstr("answers in"))));
    EXPECT_THAT(lines, Contains("ok north: TLS: is not used: http://"));
    EXPECT_THAT(lines, Contains(AllOf(StartsWith("note north: clock: this computer is "), HasSubstr(" s ahead of"))));
    EXPECT_THAT(cloud.asked, StartsWith("HEAD /parking HTTP/1.1\r\n"));
}

TEST_F(Ways, TellTheCertificateAndItsEnd) {
    auto const lines = way_with(cloud::make_certificate(authority, "IP:127.0.0.1"));

    EXPECT_THAT(lines, Contains(AllOf(StartsWith("ok north: TLS: TLSv1.3, "), HasSubstr("issued by CN = a test's"))));
    EXPECT_THAT(lines, Contains(AllOf(HasSubstr("north: TLS: the cloud's certificate ends on "), HasSubstr(" days"))));
    EXPECT_THAT(lines, Contains(StartsWith("note north: clock")));
    EXPECT_THAT(lines, Not(Contains(StartsWith("failed"))));
}

TEST_F(Ways, TellWhyACertificateIsRefused) {
    EXPECT_THAT(way_with(cloud::make_certificate(authority, "IP:127.0.0.1", cloud::Validity::over)),
                Contains(AllOf(StartsWith("failed north: TLS"), HasSubstr("expired"), HasSubstr("clock right"))));
    EXPECT_THAT(way_with(cloud::make_certificate(authority, "IP:10.0.0.1")),
                Contains(AllOf(StartsWith("failed north: TLS"), HasSubstr("of another name"))));
    EXPECT_THAT(way_with(cloud::make_certificate(cloud::make_authority("another"), "IP:127.0.0.1")),
                Contains(AllOf(StartsWith("failed north: TLS"), HasSubstr("cloud.tls.ca_file"))));
}

TEST_F(Ways, TellWhereNobodyAnswers) {
    asio::io_context io;
    tcp::acceptor taken(io, {asio::ip::address_v4::loopback(), 0});
    lot.cloud.url = "http://127.0.0.1:" + std::to_string(taken.local_endpoint().port());
    lot.cloud.profile.times.connect = 100ms;
    lot.cloud.profile.times.answer = 100ms;
    EXPECT_THAT(way(), Contains(AllOf(StartsWith("failed north: clock: no answer of http://127.0.0.1"))));
    // So that it is not taken for a cloud that refuses the account.
    EXPECT_FALSE(examine_way(lot, [](auto const&) {}));

    taken.close();
    lot.cloud.profile.times.connect = 5s;

    EXPECT_THAT(way(), Contains(AllOf(StartsWith("failed north: connection: connecting to 127.0.0.1"))));
}

TEST_F(Ways, TellANameThatNobodyKnows) {
    lot.cloud.url = "http://no-such-host.invalid";

    EXPECT_THAT(way(), Contains(AllOf(StartsWith("failed north: DNS: "), HasSubstr("no-such-host.invalid"))));
}

}  // namespace
}  // namespace lotbridge::support
