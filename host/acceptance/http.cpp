#include "acceptance/http.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace lotbridge::acceptance {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

namespace {

constexpr std::uint64_t longest_answer = 256u << 20;

struct Exchange {
    beast::http::request<beast::http::string_body> request;
    HttpAnswer answer;
    bool done = false;
    std::string words;  // why it is not done
};

asio::awaitable<void> run(cloud::Url const& server, Exchange& exchange) try {
    auto const executor = co_await asio::this_coro::executor;
    tcp::resolver resolver(executor);
    auto const places = co_await resolver.async_resolve(server.host, server.port, asio::use_awaitable);
    beast::tcp_stream stream(executor);
    co_await stream.async_connect(places, asio::use_awaitable);
    co_await beast::http::async_write(stream, exchange.request, asio::use_awaitable);
    beast::flat_buffer buffer;
    beast::http::response_parser<beast::http::string_body> parser;
    parser.body_limit(longest_answer);
    co_await beast::http::async_read(stream, buffer, parser, asio::use_awaitable);
    exchange.answer = {parser.get().result_int(), std::move(parser.get().body())};
    exchange.done = true;
} catch (boost::system::system_error const& e) {
    exchange.words = e.code().message();
} catch (std::exception const& e) {
    exchange.words = e.what();
}

}  // namespace

Result<HttpAnswer> http(cloud::Url const& server, std::string_view method, std::string const& target, std::string body,
                        std::chrono::milliseconds limit) {
    Exchange exchange;
    exchange.request.method_string({method.data(), method.size()});
    exchange.request.target(target);
    exchange.request.version(11);
    exchange.request.set(beast::http::field::host, server.authority());
    exchange.request.set(beast::http::field::connection, "close");
    if (!body.empty()) exchange.request.set(beast::http::field::content_type, "application/json");
    exchange.request.body() = std::move(body);
    exchange.request.prepare_payload();

    asio::io_context io;
    asio::co_spawn(io, run(server, exchange), [](std::exception_ptr) {});  // run() keeps what went wrong
    io.run_for(limit);
    if (exchange.done) return std::move(exchange.answer);
    auto const words =
        exchange.words.empty() ? "no answer within " + std::to_string(limit.count()) + " ms" : exchange.words;
    return fail(Errc::retry, "asking " + server.authority() + " for " + target + ": " + words);
}

std::string percent_encoded(std::string_view text) {
    constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) && byte < 0x80) {
            out += c;
        } else {
            out += {'%', hex[byte >> 4], hex[byte & 15]};
        }
    }
    return out;
}

}  // namespace lotbridge::acceptance
