#include "certificate.hpp"
#include "lot.hpp"

#include <gmock/gmock.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

namespace asio = boost::asio;

namespace lotbridge::test {
namespace {

using testing::HasSubstr;

class CloudTls : public testing::Test {
protected:
    CloudTls() { write_certificate(certificate, key); }

    std::string exchange_over_tls(unsigned short port, std::string const& bytes) const {
        asio::io_context io;
        asio::ssl::context context(asio::ssl::context::tls_client);
        context.load_verify_file(certificate);
        context.set_verify_mode(asio::ssl::verify_peer);
        asio::ssl::stream<asio::ip::tcp::socket> stream(io, context);
        stream.set_verify_callback(asio::ssl::host_name_verification("127.0.0.1"));
        stream.next_layer().connect({asio::ip::address_v4::loopback(), port});
        stream.handshake(asio::ssl::stream_base::client);
        asio::write(stream, asio::buffer(bytes));
        std::string got;
        boost::system::error_code error;
        asio::read(stream, asio::dynamic_buffer(got), error);
        return got;
    }

    Folder folder;
    std::string certificate = folder.file("cert.pem"), key = folder.file("key.pem");
};

TEST_F(CloudTls, CarriesTheUplink) {
    CloudProcess const cloud({"--certificate", certificate, "--private-key", key});
    auto const body = "param=" + percent_encoded(Lot(cloud).envelope("8", "{}"));

    auto const answer = exchange_over_tls(cloud.uplink(),
                                          "POST / HTTP/1.1\r\nHost: cloud\r\nConnection: close\r\nContent-Type: "
                                          "application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: " +
                                              std::to_string(body.size()) + "\r\n\r\n" + body);

    EXPECT_THAT(answer, HasSubstr(R"("resultCode":"9000")"));
}

TEST_F(CloudTls, DoesNotAnswerPlainHttp) {
    CloudProcess const cloud({"--certificate", certificate, "--private-key", key});

    auto const told = Lot(cloud).tell("8", "{}");

    EXPECT_TRUE(told.http.connected);
    EXPECT_EQ(told.http.status(), 0);
}

TEST_F(CloudTls, NamesTheFileThatCannotBeRead) {
    auto const ended = run_cloud({"--park-id", "P1", "--user", "u", "--key", "0123456789abcdef01234567", "--iv",
                                  "01234567", "--certificate", folder.file("missing.pem"), "--private-key", key});

    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.words, HasSubstr("missing.pem"));
}

}  // namespace
}  // namespace lotbridge::test
