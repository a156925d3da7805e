// The TCP door (B.2): lots connect and say hello, the platform asks, the lot's reply is matched by its oprNum and
// judged.
#pragma once

#include "frame.hpp"
#include "platform.hpp"
#include "settings.hpp"
#include "storage.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lotbridge::refcloud {

// How a request goes out; everything that is not the default breaks the protocol on purpose.
struct Sending {
    Lot const* lot = nullptr;
    std::string opr_num;             // empty: a new one
    std::string code;                // empty: the interface's own
    std::string signature = "good";  // good, wrong, none, unknown_key
    std::vector<std::size_t> cuts;   // byte positions: the packet goes out in these pieces
    unsigned copies = 1;             // the same packet so many times in one write
    bool as_given = false;           // the body as the caller wrote it, not completed with defaults (E7)
    bool stars = false;              // leave '*' inside strings as it is (a reader must cope, D1)
    std::size_t fill = 0;            // blanks before the end, until the packet has this many bytes
    Milliseconds wait{10'000};
};

struct Answered {
    std::string packet;  // the reply as it came, without its '*'
    Reply reply;
    Findings findings;
    std::int64_t milliseconds = 0;
};

std::string as_json(Answered const& answered);

class Downlink {
public:
    Downlink(boost::asio::io_context& io, Settings const& settings, Platform& platform, Storage& storage, Clock& clock);
    ~Downlink();

    Result<> listen(std::string const& address);
    unsigned short port() const { return endpoint_.port(); }
    void shut();
    Result<> reopen();

    bool connected(Lot const& lot) const;
    // The sealed packet as ask() would send it, without the final '*'.
    Result<std::string> packet(schema::Interface const& interface, std::string const& body, Sending& sending);
    // Asks and waits for the reply to this oprNum; with copies, for as many replies.
    boost::asio::awaitable<Result<std::vector<Answered>>> ask(schema::Interface const& interface, std::string body,
                                                              Sending sending);
    // Sends these bytes exactly and gives back whatever packets come in answer, at most expected of them.
    boost::asio::awaitable<Result<std::vector<std::string>>> send_raw(Lot const& lot, std::string bytes,
                                                                      std::vector<std::size_t> cuts,
                                                                      std::size_t expected, Milliseconds wait);

    // What a caller found wrong that a single reply does not show.
    Result<> report(Lot const& lot, std::string_view interface, std::string const& opr_num, Findings const& findings);

private:
    struct Waiting;
    struct Session;
    using SessionPtr = std::shared_ptr<Session>;
    using Acceptor = std::shared_ptr<boost::asio::ip::tcp::acceptor>;

    boost::asio::awaitable<void> accept(Acceptor acceptor);
    boost::asio::awaitable<void> serve(SessionPtr session);
    boost::asio::awaitable<void> read_packets(SessionPtr session);
    // Whether the connection may stay.
    boost::asio::awaitable<bool> receive(SessionPtr session, std::string packet);
    bool deliver(Session& session, std::string const& packet);
    bool hello(SessionPtr const& session, Incoming& incoming);
    // Whose hello it is; null, with the finding, if it is none.
    Lot const* recognise(Incoming& incoming);
    boost::asio::awaitable<bool> login(SessionPtr session, Incoming incoming);
    void enter(SessionPtr const& session, Lot const& lot);
    void close(Session& session);
    boost::asio::awaitable<Result<>> write(SessionPtr session, std::string bytes, std::vector<std::size_t> cuts);
    boost::asio::awaitable<Result<>> collect(SessionPtr session, std::shared_ptr<Waiting> waiting, Milliseconds wait);

    struct Asked {
        std::string packet;
        std::int64_t milliseconds;  // until all replies were there, or the wait was over
    };
    void keep(schema::Interface const& interface, Sending const& sending, Asked const& asked,
              std::vector<Answered> const& answers, Result<> const& collected);
    Answered judge(schema::Interface const& interface, Sending const& sending, std::string packet);
    void judge_body(schema::Interface const& interface, Lot const& lot, json::Value const& asked, Answered& answered);
    void judge_repetition(std::string const& first_packet, Answered& answered);
    Result<std::vector<Answered>> judge_all(schema::Interface const& interface, Sending const& sending,
                                            std::string const& body, Waiting const& waiting, std::int64_t began);

    boost::asio::io_context& io_;
    Settings const& settings_;
    Platform& platform_;
    Storage& storage_;
    Clock& clock_;
    boost::asio::ip::tcp::endpoint endpoint_;
    Acceptor acceptor_;
    std::map<std::string, SessionPtr> by_lot_;  // the newest connection of each lot
    std::vector<std::weak_ptr<Session>> sessions_;
};

}  // namespace lotbridge::refcloud
