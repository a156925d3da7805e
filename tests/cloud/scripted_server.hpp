// A cloud platform on a real loopback socket that behaves, or misbehaves as a test tells it. Lives in the test's own
// io_context, so nothing here sleeps or locks.
#pragma once

#include "cloud/tcp.hpp"
#include "wire/envelope.hpp"

#include <boost/asio/ssl/context.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lotbridge::cloud {

struct Received {
    std::string target, content_type, body;
    std::size_t connection = 0;  // which one, counted from 1
    wire::Request envelope;      // what stood in param
};

// What the server does instead of a good answer.
struct Act {
    std::string bytes;    // sent as they are
    bool close = false;   // and then the connection is closed
    bool silent = false;  // nothing is sent, nothing closed
};

Act answer_code(std::string code, std::string words = "no");
Act http_status(int status);
Act raw(std::string bytes, bool close = false);
inline Act silence() { return {{}, false, true}; }
inline Act close_after_reading() { return {{}, true, false}; }

class ScriptedServer {
public:
    explicit ScriptedServer(boost::asio::io_context& io, boost::asio::ssl::context* tls = nullptr);
    ~ScriptedServer();

    std::string url(std::string const& host = "127.0.0.1") const;
    void stop_listening();      // what is connected stays
    void refuse_connections();  // closes the listener and every connection
    void accept_connections();  // on the same port
    void hang_up();             // closes every connection
    // Answers what was met with silence, oldest first: well, or as told.
    void answer_silent(Act const& act = {});

    // Acts for the next requests that are no login, then good answers again. Logins have a script of their own.
    std::deque<Act> script, login_script;
    bool close_after_answer = false;
    std::string token;  // the valid one; each login makes a new one
    std::string park_id = "P1", park_code = "C1";
    std::string date;  // a Date field in good answers
    wire::Signer signer{{"key"}, wire::SignatureForm::append};

    std::vector<Received> received;  // without logins
    Received last_login;
    std::size_t logins = 0, connections = 0, most_at_once = 0;

    std::vector<std::string> topics() const;  // the codes received, in order

private:
    struct Peer;
    using PeerPtr = std::shared_ptr<Peer>;

    Task<> accept();
    Task<> serve(PeerPtr peer);
    Act act_for(Received const& received);
    std::string good_answer(Received const& received);
    std::string log_in(Received const& received);

    boost::asio::io_context& io_;
    boost::asio::ssl::context* tls_;
    boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, NetworkExecutor> acceptor_;
    unsigned short port_ = 0;
    std::vector<std::weak_ptr<Peer>> peers_;
    std::deque<std::pair<std::weak_ptr<Peer>, std::string>> held_back_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

std::string reply_bytes(std::string const& body, std::string const& fields = {});

}  // namespace lotbridge::cloud
