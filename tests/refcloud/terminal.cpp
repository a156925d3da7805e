#include "terminal.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <thread>

namespace asio = boost::asio;

namespace lotbridge::test {

struct Terminal::Line {
    asio::io_context io;
    asio::ip::tcp::socket socket{io};
};

Terminal::Terminal(unsigned short port) : line_(std::make_unique<Line>()) {
    line_->socket.connect({asio::ip::address_v4::loopback(), port});
}

Terminal::Terminal(CloudProcess const& cloud, Lot const& lot) : Terminal(cloud.downlink()) {
    send(lot.envelope("8", R"({"parkId":"P1","parkCode":"PC1"})") + "*");
    while (!on_the_downlink(cloud)) std::this_thread::yield();
}

Terminal::~Terminal() = default;

void Terminal::send(std::string_view bytes) { asio::write(line_->socket, asio::buffer(bytes)); }

std::string Terminal::packet() {
    std::array<char, 65536> chunk;
    auto end = buffer_.find('*');
    for (; end == std::string::npos; end = buffer_.find('*'))
        buffer_.append(chunk.data(), line_->socket.read_some(asio::buffer(chunk)));
    auto const packet = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    return packet;
}

bool Terminal::closed() {
    std::array<char, 256> chunk;
    boost::system::error_code error;
    while (!error) line_->socket.read_some(asio::buffer(chunk), error);
    return true;
}

std::string reply(std::string_view code, std::string_view number, std::string_view data, std::string_view result_code) {
    return R"({"code":")" + std::string(code) + R"(","oprNum":")" + std::string(number) +
           R"(","ip":"","resultCode":")" + std::string(result_code) + R"(","resultMessge":"done","signature":")" +
           Lot::signature(data) + R"(","data":)" + std::string(data) + "}*";
}

std::string number_of(std::string const& packet) {
    rapidjson::Document document;
    document.Parse(packet.c_str());
    return text(document, "oprNum");
}

bool on_the_downlink(CloudProcess const& cloud) { return cloud.get("/lots")[0]["downlink"].GetBool(); }

}  // namespace lotbridge::test
