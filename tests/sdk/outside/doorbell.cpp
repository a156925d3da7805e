// Adapter for a device that posts each car to us, signed, and waits until it is told that the car is on disk.
#include <lotbridge/adapter/pushed.hpp>
#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/crypto/digest.hpp>
#include <lotbridge/net/http_listener.hpp>

#include <optional>

namespace doorbell {

namespace crypto = lotbridge::crypto;
namespace net = lotbridge::net;
namespace vo = lotbridge::vo;
using lotbridge::LocalTime;
using lotbridge::Memory;
using lotbridge::Result;

struct Ring {
    net::HttpRequest request;
    net::Answer answer;
};

class Adapter final : public lotbridge::PushedAdapter<Ring> {
public:
    static constexpr auto offers = lotbridge::native<vo::VehicleEntry>;
    static constexpr char settings_schema[] = R"({
        "type": "object", "additionalProperties": false, "required": ["port", "secret"],
        "properties": {
            "port": {"type": "integer", "title": "Port to listen on", "x-title-zh": "监听端口"},
            "secret": {"type": "string", "x-secret": true, "title": "Signing secret", "x-title-zh": "签名密钥"}
        }})";

protected:
    Result<> open(lotbridge::Settings const& settings, net::Network& network) override {
        LOTBRIDGE_TRY(auto const port, settings.integer("port"));
        LOTBRIDGE_TRY(secret_, settings.text("secret"));
        net::HttpListenerOptions options;
        options.listen.address = "127.0.0.1";
        options.listen.port = static_cast<std::uint16_t>(port);
        auto const hear = [this](net::HttpRequest request, net::Answer answer) {
            if (!is_signed(request)) return answer.send(403, "{}");
            heard({std::move(request), std::move(answer)});  // without room the answer goes: come again
        };
        LOTBRIDGE_TRY(listener_, net::HttpListener::open(network, options, hear));
        return {};
    }
    void close() override { listener_.reset(); }

    // What rang is handed over once, and answered when it is on disk.
    Result<> take(std::vector<Ring> rings) override {
        auto next = draft();
        for (auto const& [request, answer] : rings) {
            auto const id = net::find_header(request.headers, "X-Id");
            if (next.known.see("rings", id) != Memory::Seen::fresh) continue;
            auto const time = LocalTime::parse(net::find_header(request.headers, "X-Time"));
            next.batch.add(vo::VehicleEntry{.record_code = "DB-" + std::string(id),
                                            .car_num = request.body,
                                            .in_time = time.value_or(LocalTime())},
                           id);
        }
        LOTBRIDGE_CHECK(keep(std::move(next)));
        for (auto const& ring : rings) ring.answer.send(200, "{}");
        return {};
    }

private:
    bool is_signed(net::HttpRequest const& request) const {
        auto const expected = crypto::to_hex(crypto::hmac(crypto::Digest::sha256, secret_, request.body));
        return crypto::same_bytes(expected, net::find_header(request.headers, "X-Sign"));
    }

    std::string secret_;
    std::optional<net::HttpListener> listener_;
};

}  // namespace doorbell

LOTBRIDGE_ADAPTER(doorbell::Adapter, "com.example.doorbell", "1.0.0", "门铃", "Doorbell");
