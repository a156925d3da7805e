#include "tcp_camera.hpp"

#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/crypto/cipher.hpp>
#include <lotbridge/net/framer.hpp>
#include <lotbridge/text/encoding.hpp>

namespace lotbridge::lotsim::vzenith {
namespace {

// Its own writing of the protocol: a packet is V, Z, kind, number, and the length with its highest byte first.
std::string packet(char kind, std::string const& data) {
    std::string bytes{'V', 'Z', kind, '\0'};
    for (unsigned shift : {24u, 16u, 8u, 0u}) bytes += static_cast<char>(data.size() >> shift);
    return bytes + data;
}

std::string gbk(std::string const& text) { return from_utf8(text, Encoding::gb18030).value(); }

std::string done(JsonValue const& request, std::string const& command) {
    return JsonWriter()
        .object()
        .member("cmd", command)
        .member("id", request["id"].text())
        .member("state_code", 200)
        .end()
        .text();
}

}  // namespace

Result<std::unique_ptr<TcpCamera>> TcpCamera::open(net::Network& network, CameraOptions options, std::uint16_t port) {
    std::unique_ptr<TcpCamera> camera(new TcpCamera(std::move(options)));
    auto* const self = camera.get();
    net::TcpEvents events;
    events.opened = [self](net::Connection const& connection) {
        std::lock_guard const lock(self->mutex_);
        self->connections_.emplace(connection.id(), connection);
    };
    events.message = [self](net::Connection const& connection, std::string const& whole) {
        self->take(connection, whole);
    };
    events.closed = [self](net::Connection const& connection, std::string const&) {
        std::lock_guard const lock(self->mutex_);
        self->connections_.erase(connection.id());
        self->want_results_.erase(connection.id());
    };
    net::TcpServerOptions server;
    server.listen.address = "127.0.0.1";
    server.listen.port = port;
    auto const framer = [] {
        return std::make_unique<net::LengthFramer>(net::LengthForm{.magic = "VZ", .header = 8, .length_at = 4});
    };
    LOTBRIDGE_TRY(self->server_, net::TcpServer::open(network, server, framer, std::move(events)));
    return camera;
}

void TcpCamera::take(net::Connection const& connection, std::string const& whole) {
    if (whole[2] == 1) return (void)connection.send(packet(1, ""));  // heartbeat
    auto const text = to_utf8(std::string_view(whole).substr(8), Encoding::gb18030);
    auto const request = text ? JsonValue::parse(*text) : fail(text.error());
    if (!request) return connection.close();
    auto const command = (*request)["cmd"].text();
    if (command == "ivsresult") {
        std::lock_guard const lock(mutex_);
        want_results_.insert(connection.id());
    }
    if (auto const reply = answer(command, *request); !reply.empty()) (void)connection.send(packet(0, reply));
}

// The data of the reply; empty: none is sent.
std::string TcpCamera::answer(std::string const& command, JsonValue const& request) {
    auto const with = [&](std::string_view name, auto const& value) {
        return gbk(JsonWriter()
                       .object()
                       .member("cmd", command)
                       .member("id", request["id"].text())
                       .member("state_code", 200)
                       .member(name, value)
                       .end()
                       .text());
    };
    if (command == "getsn") return with("value", std::string_view(state_.options().serialno));
    if (command == "get_max_rec_id") return with("max_id", state_.newest());
    if (command == "get_device_timestamp") return with("timestring", std::string_view(state_.now().text()));
    if (command == "get_gpio_value") return with("value", state_.open ? 1 : 0);
    if (command == "set_time") {
        if (auto const time = LocalTime::parse(request["timestring"].text())) state_.set_clock(*time);
    } else if (command == "get_record") {
        if (auto const shot = state_.record(request["id"].integer_or(0))) return result(*shot, command);
        return JsonWriter()
            .object()
            .member("cmd", command)
            .member("id", request["id"].text())
            .member("state_code", 404)
            .end()
            .text();
    } else if (command == "ioctl_resp") {
        if (request["io"].integer_or(-1) == 0 && state_.pulse()) move_barrier(true);
    } else if (command == "playserver_json_request") {
        state_.say(to_utf8(crypto::from_base64(request["body"]["voice"].text()).value_or(""), Encoding::gb18030)
                       .value_or("?"));
    } else if (command == "ttransmission") {
        if (request["subcmd"].text() == "send") {
            state_.say(
                to_utf8(crypto::from_base64(request["data"].text()).value_or(""), Encoding::gb18030).value_or("?"));
            return {};
        }
    } else if (command == "white_list_operator") {
        state_.list(request["plate"].text(), request["operator_type"].text() == "delete");
    } else if (command == "response_online") {
        return {};
    } else if (command != "ivsresult" && command != "reg_offline_check") {
        return JsonWriter()
            .object()
            .member("cmd", command)
            .member("id", request["id"].text())
            .member("state_code", 405)
            .end()
            .text();
    }
    return done(request, command);
}

std::string TcpCamera::result(Shot const& shot, std::string_view command) const {
    auto license = shot.plate.empty() ? std::string("_无_") : shot.plate;
    bool const sealed = !state_.options().plate_key.empty();
    if (sealed)
        license = crypto::to_base64(crypto::encrypt(crypto::Cipher::aes_ecb, crypto::Padding::zeros,
                                                    state_.options().plate_key, "", gbk(license))
                                        .value());
    auto const seconds = shot.time.to_utc(lot_offset).time_since_epoch().count();
    JsonWriter json;
    json.object().member("cmd", command).member("id", shot.id).member("timeString", shot.time.text());
    json.member("imageformat", "jpg").member("fullImgSize", static_cast<std::int64_t>(shot.picture.size()));
    json.member("clipImgSize", static_cast<std::int64_t>(shot.cutting.size()));
    json.object("PlateResult").member("license", license).member("enable_encrypt", sealed ? 1 : 0);
    json.member("colorType", shot.plate.empty() ? 0 : 1).member("type", shot.plate.empty() ? 31 : 1);
    json.member("confidence", 98).member("triggerType", shot.trigger).object("timeStamp").object("Timeval");
    json.member("sec", std::int64_t{seconds}).member("usec", 0).end().end().end().end();
    return gbk(json.text()) + '\0' + shot.picture + shot.cutting;
}

Shot TcpCamera::see(std::string plate, std::size_t picture_size, std::size_t pieces) {
    auto shot = state_.shoot(std::move(plate), picture_size);
    send_all(packet(0, result(shot, "ivs_result")), true, pieces);
    return shot;
}

void TcpCamera::move_barrier(bool up) {
    state_.open = up;
    JsonWriter json;
    json.object()
        .member("cmd", "gpio_trigger")
        .member("gpio", state_.options().opened_input)
        .member("value", up ? 1 : 0)
        .end();
    send_all(packet(0, json.text()), false);
}

bool TcpCamera::has_listener() {
    std::lock_guard const lock(mutex_);
    return !want_results_.empty();
}

void TcpCamera::hang_up() {
    send_all(packet(0, R"({"cmd":"close_socket","value":129})"), false);
    std::lock_guard const lock(mutex_);
    for (auto const& [id, connection] : connections_) connection.close();
}

void TcpCamera::send_all(std::string const& whole, bool results_only, std::size_t pieces) {
    std::lock_guard const lock(mutex_);
    auto const size = whole.size() / pieces + 1;
    for (auto const& [id, connection] : connections_) {
        if (results_only && !want_results_.contains(id)) continue;
        for (std::size_t at = 0; at < whole.size(); at += size) (void)connection.send(whole.substr(at, size));
    }
}

}  // namespace lotbridge::lotsim::vzenith
