// Adapter for a device that posts each car to us, signed, and waits until it is told that the car is on disk.
#include <lotbridge/adapter.hpp>
#include <lotbridge/adapter/memory.hpp>
#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/crypto/digest.hpp>
#include <lotbridge/net/http_listener.hpp>
#include <lotbridge/net/inbox.hpp>

#include <optional>

namespace doorbell {

namespace crypto = lotbridge::crypto;
namespace net = lotbridge::net;
namespace vo = lotbridge::vo;
using lotbridge::Batch;
using lotbridge::Memory;
using lotbridge::Result;

class Adapter final : public lotbridge::Adapter {
public:
    static constexpr auto offers = lotbridge::native<vo::VehicleEntry>;
    static constexpr char settings_schema[] = R"({
        "type": "object", "additionalProperties": false, "required": ["port", "secret"],
        "properties": {
            "port": {"type": "integer", "title": "Port to listen on", "x-title-zh": "监听端口"},
            "secret": {"type": "string", "x-secret": true, "title": "Signing secret", "x-title-zh": "签名密钥"}
        }})";

    Result<> start(lotbridge::Settings const& settings) override {
        LOTBRIDGE_TRY(auto const port, settings.integer("port"));
        LOTBRIDGE_TRY(secret_, settings.text("secret"));
        LOTBRIDGE_TRY(network_, net::Network::start());
        net::HttpListenerOptions options;
        options.listen.address = "127.0.0.1";
        options.listen.port = static_cast<std::uint16_t>(port);
        auto const take = [this](net::HttpRequest request, net::Answer answer) {
            inbox_.put({std::move(request), std::move(answer)});  // when it is full, the answer goes: come again
        };
        LOTBRIDGE_TRY(listener_, net::HttpListener::open(*network_, options, take));
        return {};
    }

    Result<Batch> poll(std::string_view cursor) override {
        LOTBRIDGE_TRY(memory_, Memory::read(cursor));
        return look();
    }

    // What came is handed over at once, and answered when it is on disk.
    std::chrono::milliseconds look_every() const override { return std::chrono::milliseconds(50); }
    Result<Batch> look() override {
        auto const rings = inbox_.take(100);
        Batch batch;
        auto next = memory_;
        for (auto const& [request, answer] : rings) {
            auto const id = net::find_header(request.headers, "X-Id");
            auto const time = lotbridge::LocalTime::parse(net::find_header(request.headers, "X-Time"));
            if (!is_signed(request) || next.see("rings", id) != Memory::Seen::fresh) continue;
            batch.add(vo::VehicleEntry{.record_code = "DB-" + std::string(id),
                                       .car_num = request.body,
                                       .in_time = time.value_or(lotbridge::LocalTime())},
                      id);
        }
        if (next != memory_) batch.resume_at(next.text());
        LOTBRIDGE_CHECK(host().submit(batch));
        memory_ = std::move(next);
        for (auto const& [request, answer] : rings) answer.send(is_signed(request) ? 200 : 403, "{}");
        return Batch();
    }

    void stop() override {
        listener_.reset();
        inbox_.clear();
        network_.reset();
    }

private:
    struct Ring {
        net::HttpRequest request;
        net::Answer answer;
    };

    bool is_signed(net::HttpRequest const& request) const {
        auto const expected = crypto::to_hex(crypto::hmac(crypto::Digest::sha256, secret_, request.body));
        return crypto::same_bytes(expected, net::find_header(request.headers, "X-Sign"));
    }

    std::string secret_;
    Memory memory_;
    net::Inbox<Ring> inbox_;
    std::optional<net::Network> network_;
    std::optional<net::HttpListener> listener_;  // goes before the network
};

}  // namespace doorbell

LOTBRIDGE_ADAPTER(doorbell::Adapter, "com.example.doorbell", "1.0.0", "门铃", "Doorbell");
