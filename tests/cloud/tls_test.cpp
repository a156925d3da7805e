// TLS with certificate and host name checked, on a real server.
#include "base/text.hpp"
#include "certificates.hpp"
#include "session_fixture.hpp"

#include <filesystem>
#include <fstream>

namespace lotbridge::cloud {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

class TlsTest : public testing::Test {
protected:
    // The platform shows certificate; the lot trusts authority_.
    class Cloud : public SessionTest {
    public:
        Cloud(ssl::context& tls, config::TlsSettings settings) : SessionTest(&tls) {
            lot_.cloud.tls = std::move(settings);
        }
        void TestBody() override {}

        Outcome deliver(std::string const& host) {
            lot_.cloud.url = server_.url(host);
            open();
            return outcome_of(message("1"));
        }
        using SessionTest::server_;
    };

    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("lotbridge-tls-" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) + "-" +
                   testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::create_directories(folder_);
        settings_.ca_file = file("ca.pem", authority_.pem());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file(std::string const& name, std::string const& text) {
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return folder_ / name;
    }

    void show(Certificate const& certificate) {
        auto const pem = certificate.pem(), key = certificate.key_pem();
        tls_.use_certificate_chain(asio::buffer(pem));
        tls_.use_private_key(asio::buffer(key), ssl::context::pem);
    }

    Outcome deliver(std::string const& host = "127.0.0.1") {
        cloud_.emplace(tls_, settings_);
        return cloud_->deliver(host);
    }
    std::string refused_words() const {
        auto const session = Session::open(io_, scheduler_, random_, lot_with(settings_), "", {});
        return session ? "" : session.error().message;
    }
    static config::LotSettings lot_with(config::TlsSettings tls) {
        config::LotSettings lot;
        lot.cloud.url = "https://127.0.0.1:1/";
        lot.cloud.login_key = config::Secret("0123456789abcdef01234567");
        lot.cloud.login_iv = config::Secret("12345678");
        lot.cloud.tls = std::move(tls);
        return lot;
    }

    std::filesystem::path folder_;
    Certificate const authority_ = make_authority("Test authority"), stranger_ = make_authority("Stranger");
    ssl::context tls_{ssl::context::tls_server};
    config::TlsSettings settings_;
    std::optional<Cloud> cloud_;
    mutable asio::io_context io_;
    mutable fakes::FakeIoScheduler scheduler_{io_};
    mutable fakes::FakeRandom random_;
};

TEST_F(TlsTest, DeliversToAServerWhoseAddressTheCertificateNames) {
    show(make_certificate(authority_, "IP:127.0.0.1"));

    EXPECT_EQ(deliver().kind, Kind::accepted);
}

TEST_F(TlsTest, DeliversToAServerWhoseNameTheCertificateNames) {
    show(make_certificate(authority_, "DNS:localhost"));

    EXPECT_EQ(deliver("localhost").kind, Kind::accepted);
    EXPECT_EQ(cloud_->server_.connections, 1u);
}

TEST_F(TlsTest, SendsNothingToAServerOfAnotherName) {
    show(make_certificate(authority_, "DNS:elsewhere.example,IP:127.0.0.2"));

    auto const outcome = deliver("localhost");

    EXPECT_EQ(outcome.kind, Kind::unsent);
    EXPECT_THAT(outcome.words, HasSubstr("certificate refused: hostname mismatch"));
    EXPECT_EQ(cloud_->server_.logins, 0u);
    EXPECT_THAT(deliver().words, HasSubstr("IP address mismatch"));
}

TEST_F(TlsTest, SendsNothingToAServerThatAnotherAuthorityVouchesFor) {
    show(make_certificate(stranger_, "IP:127.0.0.1"));

    auto const outcome = deliver();

    EXPECT_EQ(outcome.kind, Kind::unsent);
    EXPECT_THAT(outcome.words, HasSubstr("certificate refused: unable to get local issuer certificate"));
    EXPECT_EQ(cloud_->server_.logins, 0u);
}

TEST_F(TlsTest, SendsNothingToAServerWhoseCertificateIsOver) {
    show(make_certificate(authority_, "IP:127.0.0.1", Validity::over));

    EXPECT_THAT(deliver().words, HasSubstr("certificate has expired"));
}

TEST_F(TlsTest, TrustsTheSystemsAuthoritiesWhenNoFileIsNamed) {
    settings_.ca_file.clear();
    show(make_certificate(authority_, "IP:127.0.0.1"));

    EXPECT_THAT(deliver().words, HasSubstr("certificate refused"));
}

TEST_F(TlsTest, ShowsItsOwnCertificateToAServerThatAsks) {
    show(make_certificate(authority_, "IP:127.0.0.1"));
    auto const trusted = authority_.pem();
    tls_.add_certificate_authority(asio::buffer(trusted));
    tls_.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    auto const client = make_certificate(authority_, "DNS:lot.example");

    EXPECT_NE(deliver().kind, Kind::accepted) << "without a certificate";
    settings_.certificate_file = file("client.pem", client.pem());
    settings_.key_file = file("client.key", client.key_pem());
    EXPECT_EQ(deliver().kind, Kind::accepted) << "with its certificate";
    settings_.certificate_file = file("both.pem", client.pem() + client.key_pem());
    settings_.key_file.clear();
    EXPECT_EQ(deliver().kind, Kind::accepted) << "with both in one file";
}

TEST_F(TlsTest, NamesTheFileThatCannotBeUsed) {
    auto const good = make_certificate(authority_, "DNS:lot.example"), other = make_certificate(authority_, "DNS:x");
    auto const usable = settings_;

    settings_.ca_file = folder_ / base::to_path("缺.pem");
    EXPECT_THAT(refused_words(), HasSubstr("缺.pem cannot be read"));
    settings_.ca_file = file("empty.pem", "");
    EXPECT_THAT(refused_words(), HasSubstr("empty.pem"));
    settings_ = usable;
    settings_.certificate_file = file("good.pem", good.pem());
    EXPECT_THAT(refused_words(), HasSubstr("key of the client certificate")) << "no key";
    settings_.key_file = file("other.key", other.key_pem());
    EXPECT_THAT(refused_words(), HasSubstr("other.key")) << "another certificate's key";
    settings_.key_file = file("good.key", good.key_pem());
    EXPECT_EQ(refused_words(), "");
}

}  // namespace
}  // namespace lotbridge::cloud
