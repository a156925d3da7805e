// The platform of the simulator: takes signed calls, serves pictures, pushes until it is heard. The protocol and its
// habits; what happens at the lot is play.cpp's.
#pragma once

#include <lotbridge/net/http_client.hpp>
#include <lotbridge/net/http_listener.hpp>
#include <lotbridge/text/json.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lotbridge::lotsim::ake {

// How often in a hundred calls or pushes it misbehaves.
struct Faults {
    int stumbles = 0;         // HTTP 404 for a call that is there
    int half_answers = 0;     // half a JSON text
    int wrong_signature = 0;  // status 4 for a right one
    int gbk_answers = 0;
    int slow_answers = 0;    // carried out, and answered when nobody waits any more
    int doubled_pushes = 0;  // the same lockKey twice
    int broken_pushes = 0;   // the line breaks in the middle of the body
};

struct PlatformOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::filesystem::path certificate, private_key;  // empty: plain HTTP
    std::string key = "k1", secret = "s1", park_code = "P1";
    std::string push_url;
    Faults faults;
};

class Platform {
public:
    struct Reply {
        std::int64_t status = 1, result = 0;
        std::string data = "{}", message = "业务成功";
    };
    // Network thread, one at a time. cmd "lotsim": an order of a test, its words in "words".
    using Handler = std::function<Reply(std::string const& cmd, JsonValue const& body)>;

    static Result<std::unique_ptr<Platform>> open(net::Network& network, PlatformOptions options, Handler handler);

    // body: a JSON object without cmd, parkCode and lockKey. Pushed again until it is answered with status 1.
    void push(std::string const& cmd, std::string const& body);
    // Once, and what came back; empty: nothing, or no answer of status 1. lock_key: of its own.
    std::string push_once(std::string const& cmd, std::string const& body, std::string const& lock_key,
                          std::chrono::milliseconds limit = std::chrono::seconds(11));
    // A picture under this name; not there before so long.
    void put_picture(std::string const& name, std::string bytes, std::chrono::milliseconds late = {});
    std::string picture_url(std::string const& name) const;
    // Pushes and answers what is due. The caller's thread, every few milliseconds.
    void tend();
    std::size_t waiting() const { return waiting_.size(); }

    std::uint16_t port() const { return listener_->port(); }
    std::string url() const;
    // Tests turn the platform's clock, and let it misbehave.
    void turn_clock(std::chrono::seconds by) { clock_ = by.count(); }
    void stumble(int times) { stumbles_ = times; }
    std::vector<std::string> calls() const;                // commands, in order
    std::map<std::string, std::int64_t> misdeeds() const;  // how often each of the faults was played
    bool did_all_misdeeds() const;  // each that is wished for and had its occasion, once at least
    std::string last_body(std::string const& cmd) const;

private:
    using Clock = std::chrono::steady_clock;
    struct Push {
        std::string cmd, body, lock_key;
        Clock::time_point due;
        int tries = 0;
    };
    struct Late {
        Clock::time_point due;
        net::Answer answer;
        net::HttpReply reply;
    };
    struct Picture {
        std::string name, bytes;
        Clock::time_point from;
    };

    Platform(PlatformOptions options, Handler handler);
    void take(net::HttpRequest const& request, net::Answer const& answer);
    void take_call(std::string const& cmd, std::string_view sign, net::HttpRequest const& request,
                   net::Answer const& answer);
    net::HttpReply serve_picture(std::string_view target);
    bool is_signed(net::HttpRequest const& request, std::string_view sign) const;
    std::chrono::sys_seconds now() const {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) +
               std::chrono::seconds(clock_.load());
    }
    // Whether it misbehaves now: of a hundred times so many, evenly, so that no day is spared. Counted under this name.
    bool wrong(int percent, std::string const& fault);

    PlatformOptions options_;
    Handler handler_;
    mutable std::mutex mutex_;  // of what the network thread uses too
    std::atomic<std::int64_t> clock_{0};
    std::atomic<int> stumbles_{0};
    std::vector<std::pair<std::string, std::string>> calls_;
    struct Times {
        std::int64_t asked = 0, done = 0;
    };
    std::map<std::string, Times> misdeeds_;
    std::vector<Late> late_;
    std::vector<Picture> pictures_;
    std::deque<Push> waiting_;
    std::uint64_t pushes_ = 0;
    std::optional<net::HttpClient> client_;
    std::optional<net::HttpListener> listener_;  // goes first
};

}  // namespace lotbridge::lotsim::ake
