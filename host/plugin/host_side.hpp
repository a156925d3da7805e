// What an adapter sees of the host: the C structs that it calls, each call checked before the host believes it.
#pragma once

#include <lotbridge/abi/ask.h>
#include <lotbridge/abi/images.h>
#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/abi/wake.h>
#include <lotbridge/adapter/picture.hpp>
#include <lotbridge/result.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace lotbridge::plugin {

struct Message {
    std::string name, body, key, image;
    int origin = LB_ORIGIN_SEEN;
};
// Errc::misuse, Errc::rejected: it breaks the contract or is no text; position is for the words.
Result<Message> read_message(lb_message const& raw, std::size_t position);

// The cloud's answer to a question. One that the host has to know dealt with carries a receipt; 0: none.
struct Answer {
    std::string body;
    std::int64_t receipt = 0;
};

// What an instance gives to the host. All called on the adapter's thread, except log and wake.
struct Upward {
    // Returns when messages and cursor are on disk.
    std::function<Result<>(std::vector<Message>, std::string cursor)> submit;
    std::function<Result<std::string>(std::string_view media_type, std::string_view bytes)> put_image;
    std::function<void(int level, std::string_view line)> log;  // any thread
    std::function<Result<std::string>()> cursor;                // where to resume, asked after every start
    // What the adapter can do (Adapter::capabilities), after every start. May be unset.
    std::function<void(std::map<std::string, std::string> const&)> offers;
    // Returns within limit (0: the host's own). Unset: this host takes no questions.
    std::function<Result<Answer>(Message question, std::chrono::milliseconds limit)> ask;
    // The call in which these receipts were given has ended; well: the adapter has done what the answers ask for.
    std::function<void(std::vector<std::int64_t> receipts, bool well)> dealt_with;
    // The adapter wants to be looked at; any thread. An Instance sets its own. Unset: nobody looks before the interval.
    std::function<void()> wake;
};

// A message as an adapter gives it, checked before the host believes it; position: in words, from 1.
Result<Message> read_message(lb_message const& raw, std::size_t position);

constexpr std::size_t max_body = 1u << 20;

class HostSide {
public:
    explicit HostSide(Upward upward);
    HostSide(HostSide const&) = delete;
    HostSide& operator=(HostSide const&) = delete;

    lb_host const* host() const { return &host_; }
    Upward const& upward() const { return upward_; }

    // The last cursor that was stored, or where to resume. Adapter's thread.
    std::string const& cursor() const { return cursor_; }
    void set_cursor(std::string cursor) { cursor_ = std::move(cursor); }
    std::uint64_t submitted() const { return submitted_; }

    // While one lives, the adapter is inside a call in which it may submit and ask: poll, look, command, or one of
    // lotbridge.totals/1.
    class Open {
    public:
        explicit Open(HostSide& side) : side_(side) { side_.inside_ = std::this_thread::get_id(); }
        ~Open();
        Open(Open const&) = delete;
        Open& operator=(Open const&) = delete;

        void ended_well(bool well) { well_ = well; }

    private:
        HostSide& side_;
        bool well_ = false;
    };

private:
    static HostSide* self(lb_host const* host) { return host ? static_cast<HostSide*>(host->self) : nullptr; }
    static lb_status submit(lb_host const*, lb_message const*, std::size_t, lb_text, lb_error*);
    static void log(lb_host const*, std::int32_t, lb_text);
    static void const* extension(lb_host const*, char const*);
    static lb_status put_image(lb_host const*, lb_text, void const*, std::size_t, lb_text_sink, void*, lb_error*);
    static lb_status ask(lb_host const*, lb_message const*, std::uint32_t, lb_text_sink, void*, lb_error*);
    static void wake(lb_host const*);

    Result<> checked_submit(lb_message const* messages, std::size_t count, lb_text next_cursor);
    Result<std::string> checked_image(lb_text media_type, void const* data, std::size_t size);
    Result<std::string> checked_ask(lb_message const* question, std::chrono::milliseconds limit);
    Result<> check_inside(char const* function) const;

    Upward upward_;
    lb_host host_;
    lb_host_images images_;
    lb_host_ask asking_;
    lb_host_wake waking_;
    std::string cursor_;
    std::atomic<std::uint64_t> submitted_ = 0;
    std::atomic<std::thread::id> inside_{};
    std::vector<std::int64_t> receipts_;  // given in the call that the adapter is in
};

}  // namespace lotbridge::plugin
