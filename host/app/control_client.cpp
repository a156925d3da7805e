#include "app/control.hpp"
#include "app/control_place.hpp"
#include "base/json.hpp"

#include <fmt/format.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace lotbridge::app {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::string request_line(std::string const& token, std::string_view command, std::string_view arguments) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer writer(buffer);
    writer.StartObject();
    writer.Key("token");
    writer.String(token.c_str());
    writer.Key("command");
    writer.String(command.data(), static_cast<rapidjson::SizeType>(command.size()));
    writer.Key("arguments");
    writer.RawValue(arguments.data(), arguments.size(), rapidjson::kObjectType);
    writer.EndObject();
    return std::string(buffer.GetString()) + '\n';
}

struct Exchange {
    std::string request, answer;
    bool connected = false, done = false;
    std::string words;  // why it is not done
};

asio::awaitable<void> run(tcp::endpoint host, Exchange& exchange) try {
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(host, asio::use_awaitable);
    exchange.connected = true;
    co_await asio::async_write(socket, asio::buffer(exchange.request), asio::use_awaitable);
    co_await asio::async_read_until(socket, asio::dynamic_buffer(exchange.answer, max_control_answer), '\n',
                                    asio::use_awaitable);
    exchange.done = true;
} catch (boost::system::system_error const& e) {
    exchange.words = e.code().message();
} catch (std::exception const& e) {
    exchange.words = e.what();
}

// Nothing: it is not this folder's host that answers there. A host that was killed leaves its file, and its port may go
// to another program.
std::optional<Result<std::string>> read_answer(std::string const& line) {
    rapidjson::Document json;
    if (!base::json::read_object(json, line) || !json.HasMember("ok") || !json["ok"].IsBool()) return std::nullopt;
    if (json["ok"].GetBool()) {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer writer(buffer);
        if (json.HasMember("result")) json["result"].Accept(writer);
        return std::string(buffer.GetString(), buffer.GetSize());
    }
    auto const code = json.HasMember("code") && json["code"].IsInt() ? json["code"].GetInt() : 0;
    auto const known = code >= static_cast<int>(Errc::retry) && code <= static_cast<int>(Errc::broken);
    if (code == static_cast<int>(strange_token)) return std::nullopt;
    auto const* words = json.HasMember("words") && json["words"].IsString() ? json["words"].GetString() : "";
    return fail(known ? static_cast<Errc>(code) : Errc::broken, words);
}

}  // namespace

std::optional<Result<std::string>> ask_host(std::filesystem::path const& data_directory, std::string_view command,
                                            std::string_view arguments, std::chrono::milliseconds limit) {
    auto const place = read_place(data_directory);
    if (!place) return fail(place.error());
    if (!*place) return std::nullopt;

    Exchange exchange{.request = request_line((*place)->token, command, arguments)};
    asio::io_context io;
    tcp::endpoint const host(asio::ip::address_v4::loopback(), (*place)->port);
    asio::co_spawn(io, run(host, exchange), [](std::exception_ptr) {});  // run() keeps what went wrong
    io.run_for(limit);
    if (!exchange.connected && !exchange.words.empty()) return std::nullopt;
    if (exchange.done) return read_answer(exchange.answer);
    auto const why = exchange.words.empty() ? fmt::format("no answer within {} ms", limit.count()) : exchange.words;
    return fail(Errc::retry, fmt::format("asking the running host to {}: {}", command, why));
}

}  // namespace lotbridge::app
