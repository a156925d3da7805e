#include "app/control.hpp"
#include "app/control_place.hpp"
#include "base/json.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

namespace lotbridge::app {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

constexpr auto request_limit = 10s;  // for the line to arrive
constexpr auto answer_limit = 60s;   // for the handler and for the line to leave
constexpr std::size_t max_sessions = 16;

std::string written(Result<std::string> const& result) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer writer(buffer);
    writer.StartObject();
    writer.Key("ok");
    writer.Bool(result.has_value());
    if (result) {
        writer.Key("result");
        writer.RawValue(result->data(), result->size(), rapidjson::kObjectType);
    } else {
        writer.Key("code");
        writer.Int(static_cast<int>(result.error().code));
        writer.Key("words");
        writer.String(result.error().message.c_str());
    }
    writer.EndObject();
    std::string line(buffer.GetString(), buffer.GetSize());
    std::replace(line.begin(), line.end(), '\n', ' ');  // between the tokens of a result; inside texts it is escaped
    return line + '\n';
}

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

struct ControlServer::Body : std::enable_shared_from_this<Body> {
    Body(asio::io_context& io, std::filesystem::path directory, Handlers table)
        : acceptor(io), data_directory(std::move(directory)), handlers(std::move(table)) {}

    void accept();

    tcp::acceptor acceptor;
    std::filesystem::path data_directory;
    Handlers handlers;
    std::string token;
    std::size_t sessions = 0;
};

namespace {

// One connection: a line in, a line out. Lives as long as something is pending.
class Session : public std::enable_shared_from_this<Session> {
public:
    using Ask = std::function<void(std::string_view line, ControlServer::Answer answer)>;

    Session(tcp::socket socket, Ask ask, std::function<void()> ended)
        : socket_(std::move(socket)),
          deadline_(socket_.get_executor()),
          ask_(std::move(ask)),
          ended_(std::move(ended)) {}
    ~Session() { ended_(); }

    void start() {
        close_after(request_limit);
        asio::async_read_until(socket_, asio::dynamic_buffer(line_, max_control_request), '\n',
                               [self = shared_from_this()](error_code error, std::size_t size) {
                                   if (!error) return self->ask(size);
                                   if (error == asio::error::not_found) self->reply(too_long());
                               });
    }

private:
    static Result<std::string> too_long() {
        return fail(Errc::rejected, fmt::format("the request is longer than {} bytes", max_control_request));
    }
    void ask(std::size_t size) {
        close_after(answer_limit);
        line_.resize(size);
        ask_(line_, [self = shared_from_this()](Result<std::string> const& result) { self->reply(result); });
    }
    void reply(Result<std::string> const& result) {
        line_ = written(result);
        asio::async_write(socket_, asio::buffer(line_), [self = shared_from_this()](error_code, std::size_t) {
            error_code ignored;
            self->deadline_.cancel();
            self->socket_.shutdown(tcp::socket::shutdown_both, ignored);
        });
    }
    void close_after(std::chrono::seconds time) {
        deadline_.expires_after(time);
        deadline_.async_wait([weak = weak_from_this()](error_code error) {
            auto const self = weak.lock();
            error_code ignored;
            if (!error && self) self->socket_.close(ignored);
        });
    }

    tcp::socket socket_;
    asio::steady_timer deadline_;
    Ask ask_;
    std::function<void()> ended_;
    std::string line_;
};

struct Request {
    std::string token, command, arguments;
};

Result<Request> read_request(std::string_view line) {
    rapidjson::Document json;
    bool const whole = base::json::read_object(json, line);
    auto const text = [&](char const* name) { return json.HasMember(name) && json[name].IsString(); };
    if (!whole || !text("token") || !text("command")) {
        return fail(Errc::rejected, "the request is not a line of JSON with token and command");
    }
    Request request{json["token"].GetString(), json["command"].GetString(), "{}"};
    if (auto const arguments = json.FindMember("arguments"); arguments != json.MemberEnd()) {
        if (!arguments->value.IsObject()) return fail(Errc::rejected, "the request's arguments are not an object");
        rapidjson::StringBuffer buffer;
        rapidjson::Writer writer(buffer);
        arguments->value.Accept(writer);
        request.arguments = buffer.GetString();
    }
    return request;
}

// token and handlers stay with the server's body.
void serve(std::string const& token, ControlServer::Handlers const& handlers, std::string_view line,
           ControlServer::Answer const& answer) {
    auto request = read_request(line);
    if (!request) return answer(fail(std::move(request.error())));
    if (!same(request->token, token)) return answer(fail(strange_token, "the token is not this host's"));
    auto const handler = handlers.find(request->command);
    if (handler == handlers.end()) {
        return answer(fail(Errc::unsupported, fmt::format("this host knows no command \"{}\"", request->command)));
    }
    handler->second(std::move(request->arguments), answer);
}

}  // namespace

void ControlServer::Body::accept() {
    acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
        if (error == asio::error::operation_aborted || !self->acceptor.is_open()) return;
        if (!error && self->sessions < max_sessions) {
            ++self->sessions;
            std::make_shared<Session>(
                std::move(socket),
                [self](std::string_view line, Answer const& answer) {
                    serve(self->token, self->handlers, line, answer);
                },
                [self] { --self->sessions; })
                ->start();
        }
        self->accept();
    });
}

ControlServer::ControlServer(std::shared_ptr<Body> body) : body_(std::move(body)) {}

ControlServer::~ControlServer() {
    error_code ignored;
    body_->acceptor.close(ignored);
    body_->handlers.clear();
    std::error_code gone;
    std::filesystem::remove(control_file(body_->data_directory), gone);
}

Result<std::unique_ptr<ControlServer>> ControlServer::open(asio::io_context& io,
                                                           std::filesystem::path const& data_directory,
                                                           Handlers handlers) {
    auto body = std::make_shared<Body>(io, data_directory, std::move(handlers));
    LOTBRIDGE_TRY(body->token, new_token());
    tcp::endpoint const loopback(asio::ip::address_v4::loopback(), 0);
    error_code error;
    body->acceptor.open(loopback.protocol(), error);
    if (!error) body->acceptor.bind(loopback, error);
    if (!error) body->acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error)
        return fail(Errc::retry, fmt::format("cannot listen on {} for the command line: {}",
                                             loopback.address().to_string(), error.message()));
    LOTBRIDGE_CHECK(write_place(data_directory, {body->acceptor.local_endpoint().port(), body->token}));
    body->accept();
    return std::unique_ptr<ControlServer>(new ControlServer(std::move(body)));
}

}  // namespace lotbridge::app
