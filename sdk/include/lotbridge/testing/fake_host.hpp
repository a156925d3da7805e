// A host for an adapter's own tests. It drives the adapter through the C structs, not round them, so every adapter's
// test is also a test of the border, and it behaves as the real one does: a batch and its cursor are stored together or
// not at all, the same (name, record, key) is stored once, and a body that breaks the schema is quarantined.
#pragma once

#include <lotbridge/abi/ask.h>
#include <lotbridge/abi/check.h>
#include <lotbridge/abi/images.h>
#include <lotbridge/abi/questions.h>
#include <lotbridge/abi/totals.h>
#include <lotbridge/abi/wake.h>
#include <lotbridge/adapter.hpp>

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace lotbridge::testing {

class FakeHostBase {
public:
    struct Stored {
        std::string name, body, key, image;
        Origin origin = Origin::seen;
        std::string problems;  // of a quarantined body
    };
    struct Finding {
        Findings::Outcome outcome;
        std::string subject, words;
    };
    using Create = lb_adapter*(LOTBRIDGE_CALL*)(lb_host const*, lb_error*);

    explicit FakeHostBase(Create create);
    ~FakeHostBase();
    FakeHostBase(FakeHostBase const&) = delete;
    FakeHostBase& operator=(FakeHostBase const&) = delete;

    Result<> start(std::string_view settings_json);
    void stop() { adapter_->stop(adapter_); }
    // One poll from the stored cursor; true when the adapter asks to be polled again at once.
    Result<bool> poll();
    // Polls until the adapter has nothing more. An adapter that asks for ever is an error after 10,000 polls.
    Result<> poll_all();
    Result<std::string> command(std::string_view name, std::string_view body,
                                std::chrono::milliseconds time_left = std::chrono::seconds(10),
                                std::string_view opr_num = "00000000-0000-4000-8000-000000000001");
    template <schema::Message M>
    Result<schema::Reply<M>> command(M const& message, std::chrono::milliseconds time_left = std::chrono::seconds(10)) {
        LOTBRIDGE_TRY(auto const reply, command(schema::about<M>.id, schema::encode(message), time_left));
        return schema::decode<schema::Reply<M>>(reply);
    }
    Result<std::string> capabilities();
    Result<std::vector<Finding>> check(std::string_view settings_json);
    Result<std::vector<Finding>> check_at_lot(std::string_view settings_json, CheckTerms const& terms);

    // lotbridge.totals/1. Listed messages are checked as submitted ones are, and not stored.
    Result<std::vector<Stored>> list_day(std::string_view day);
    Result<> submit_day(std::string_view day, std::vector<std::string> const& records);

    // lotbridge.questions/1. True when the adapter asks to be called again at once.
    std::chrono::milliseconds look_every();
    Result<bool> look();
    // lotbridge.wake/1: how often the adapter has asked to be looked at, which a test does by look(). Any thread.
    int wakes() const { return wakes_; }
    // Those that look() would ask; problems say what breaks the schema.
    Result<std::vector<Stored>> questions();

    // What the last poll or look could not read, in its words; empty when it has read everything.
    std::string const& left_out() const { return left_out_; }
    std::string const& cursor() const { return cursor_; }
    void set_cursor(std::string cursor) { cursor_ = std::move(cursor); }
    std::vector<Stored> const& messages() const { return stored_; }
    // Of one kind, in order.
    template <schema::Message M>
    std::vector<M> stored() const {
        std::vector<M> found;
        for (auto const& message : stored_)
            if (message.name == schema::about<M>.id) found.push_back(schema::decode<M>(message.body).value());
        return found;
    }
    std::vector<Stored> const& quarantined() const { return quarantined_; }
    std::vector<std::string> const& images() const { return images_; }  // bytes; image n has the key "image-n", from 0
    // Also what other threads of the adapter have said by now.
    std::vector<std::pair<LogLevel, std::string>> logged() const;

    // How the cloud answers questions, by name and body. Until one is set no answer comes in time.
    using Answer = std::function<Result<std::string>(std::string_view name, std::string_view body)>;
    void answer_with(Answer answer) { answer_ = std::move(answer); }
    struct Question {
        std::string name, body;
        std::chrono::milliseconds limit;
    };
    std::vector<Question> const& asked() const { return asked_; }

    // The next submit stores nothing and answers with this, as when the disk is full.
    void fail_next_submit(Error error) { next_failure_ = std::move(error); }

    lb_adapter* c() { return adapter_; }  // for tests of the border itself

private:
    static lb_status LOTBRIDGE_CALL submit(lb_host const*, lb_message const*, std::size_t, lb_text, lb_error*);
    static void LOTBRIDGE_CALL log(lb_host const*, std::int32_t, lb_text);
    static void const* LOTBRIDGE_CALL extension(lb_host const*, char const*);
    static lb_status LOTBRIDGE_CALL put_image(lb_host const*, lb_text, void const*, std::size_t, lb_text_sink, void*,
                                              lb_error*);
    static lb_status LOTBRIDGE_CALL ask(lb_host const*, lb_message const*, std::uint32_t, lb_text_sink, void*,
                                        lb_error*);
    static void LOTBRIDGE_CALL wake(lb_host const*);
    template <class Ability, class Call>
    Result<std::vector<Finding>> check_by(char const* id, Call call);
    static Stored checked(lb_message const& message);
    static Stored copied(lb_message const& message);
    lb_adapter_questions const* asking() const;
    void keep(lb_message const& message);

    lb_host host_{};
    lb_adapter* adapter_ = nullptr;
    std::string cursor_, left_out_;
    std::vector<Stored> stored_, quarantined_;
    std::set<std::tuple<std::string, std::string, std::string>> keys_;
    std::vector<std::string> images_;
    mutable std::mutex logging_;
    std::vector<std::pair<LogLevel, std::string>> logged_;
    std::optional<Error> next_failure_;
    std::vector<Question> asked_;
    Answer answer_;
    std::atomic<int> wakes_{0};
};

// FakeHost<acme::Adapter> host; an adapter whose class is hidden in its source file: FakeHostBase
// host(lb_entry_v1.create).
template <class Class>
class FakeHost : public FakeHostBase {
public:
    FakeHost() : FakeHostBase(&lotbridge::detail::create<Class>) {}
};

}  // namespace lotbridge::testing
