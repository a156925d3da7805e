// One program on a channel: a request and whatever the program wants to know before it answers. Private to the SDK's
// library.
#pragma once

#include <lotbridge/remote/adapter.hpp>

#include <functional>
#include <memory>
#include <string>

namespace lotbridge::remote {

// What a call hands over before its answer.
struct Sinks {
    std::function<void(Fact const&)> found = [](Fact const&) {};
    std::function<void(Finding const&)> finding = [](Finding const&) {};
};

class Conversation {
public:
    Conversation(lb_host const* host, std::chrono::milliseconds limit) : host_(host), limit_(limit) {}

    bool alive() const { return channel_ && fault_.empty(); }
    // Before it there is no conversation.
    void begin(std::unique_ptr<Channel> channel) { channel_ = std::move(channel); }

    // An error is the program's own answer, or, as broken, how it died.
    template <class Request>
    Result<typename Request::Answer> call(Request const& request, Sinks const& sinks = {}) {
        LOTBRIDGE_TRY(auto const answer, exchange(remote::request(next_, request), sinks));
        auto read = answer.template read<typename Request::Answer>();
        if (!read)
            return fail(
                end("its answer to " + std::string(Request::method) + " makes no sense: " + read.error().message));
        return read;
    }
    // Errc::retry from then on for what was never sent.
    bool sent() const { return sent_; }

private:
    Result<Incoming> exchange(std::string const& message, Sinks const& sinks);
    void told(Incoming const& notification, Sinks const& sinks);
    std::string answer_to(Incoming const& request);
    Result<Done> submit(Submit const& batch);
    Result<ImageKey> put_image(PutImage const& picture);
    Result<Reply> ask(Ask const& question);
    Error end(std::string words);

    lb_host const* host_;
    std::chrono::milliseconds limit_;
    std::unique_ptr<Channel> channel_;
    std::int64_t next_ = 1;
    bool sent_ = false;  // the last request
    std::string fault_;
};

}  // namespace lotbridge::remote
