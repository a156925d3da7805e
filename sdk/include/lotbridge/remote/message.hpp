// The adapter protocol: the C border of abi/ as messages between two processes. JSON-RPC 2.0 in UTF-8; framing.hpp says
// where a message ends. Either side asks the other: the host has one request open at a time, and while the adapter
// works on it the adapter may ask the host, one request at a time too. Numbers of requests are each side's own.
//
// Each message is a struct; its members() names what is on the wire, and is all that reading and writing know. A member
// that is missing or null has its default, one that nobody knows is passed over. A failed request is answered with the
// JSON-RPC error {"code": lb_status, "message": words for an operator}; what an adapter does not know or offer it
// answers with LB_UNSUPPORTED.
#pragma once

#include <lotbridge/abi/lotbridge.h>
#include <lotbridge/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::json {
class Document;
struct Node;
}  // namespace lotbridge::json

namespace lotbridge::remote {

// Grows when a message changes its meaning. New members and methods do not need it.
inline constexpr std::int64_t protocol_version = 1;

// JSON inside JSON: written as a value when it is an object, else as a text, so that whoever checks it can say what is
// wrong with it. Read either way; numbers keep their digits.
struct Json {
    std::string text;
};

// Written as Base64 (RFC 4648) with padding.
struct Bytes {
    std::string bytes;
};

// lb_message, owned.
struct Fact {
    std::string name;
    Json body;
    std::string key, image;
    std::int64_t origin = LB_ORIGIN_SEEN;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("name", self.name);
        visit("body", self.body);
        visit("key", self.key);
        visit("image", self.image);
        visit("origin", self.origin);
    }
};

// ---- answers

struct Done {
    template <class Self, class Visit>
    static void members(Self&, Visit) {}
};

struct Greeting {
    std::int64_t protocol = 0;
    std::string id, version;             // of the adapter
    Json settings_schema, capabilities;  // lb_entry's

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("protocol", self.protocol);
        visit("id", self.id);
        visit("version", self.version);
        visit("settings_schema", self.settings_schema);
        visit("capabilities", self.capabilities);
    }
};

struct Polled {
    bool more = false;
    std::string words;  // what could not be read

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("more", self.more);
        visit("words", self.words);
    }
};

struct Reply {
    Json body;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("body", self.body);
    }
};

struct Interval {
    std::int64_t interval_ms = 0;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("interval_ms", self.interval_ms);
    }
};

struct ImageKey {
    std::string key;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("key", self.key);
    }
};

// ---- the host asks the adapter

// The first message. An adapter that speaks another version answers with its own, and is let go.
struct Hello {
    static constexpr std::string_view method = "hello";
    using Answer = Greeting;
    std::int64_t protocol = protocol_version;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("protocol", self.protocol);
    }
};

struct Start {
    static constexpr std::string_view method = "start";
    using Answer = Done;
    Json settings;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("settings", self.settings);
    }
};

struct Poll {
    static constexpr std::string_view method = "poll";
    using Answer = Polled;
    std::string cursor;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("cursor", self.cursor);
    }
};

struct Command {
    static constexpr std::string_view method = "command";
    using Answer = Reply;
    std::string name;
    Json body;
    std::string key;  // the cloud's number of the request
    std::int64_t timeout_ms = 0;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("name", self.name);
        visit("body", self.body);
        visit("key", self.key);
        visit("timeout_ms", self.timeout_ms);
    }
};

template <class Answered, char const* name>
struct Plain {
    static constexpr std::string_view method = name;
    using Answer = Answered;

    template <class Self, class Visit>
    static void members(Self&, Visit) {}
};

namespace methods {
inline constexpr char capabilities[] = "capabilities", stop[] = "stop", destroy[] = "destroy",
                      look_interval[] = "look_interval", look[] = "look", questions[] = "questions";
}
using Capabilities = Plain<Reply, methods::capabilities>;
using Stop = Plain<Done, methods::stop>;
using Destroy = Plain<Done, methods::destroy>;  // the last one; the program ends after its answer
using LookInterval = Plain<Interval, methods::look_interval>;
using Look = Plain<Polled, methods::look>;
using Questions = Plain<Done, methods::questions>;  // a Found for each, before the answer

// A Finding for each, before the answer.
struct Check {
    static constexpr std::string_view method = "check";
    using Answer = Done;
    Json settings;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("settings", self.settings);
    }
};

// The same by a host that says more about it. One that is answered LB_UNSUPPORTED sends Check, unless it is offline.
struct CheckAtLot {
    static constexpr std::string_view method = "check_at_lot";
    using Answer = Done;
    Json settings;
    bool offline = false;                 // connect to nothing, look only at the settings and the files that they name
    std::int64_t utc_offset_minutes = 0;  // of the lot's clock

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("settings", self.settings);
        visit("offline", self.offline);
        visit("utc_offset_minutes", self.utc_offset_minutes);
    }
};

// A Found for each, before the answer.
struct ListDay {
    static constexpr std::string_view method = "list_day";
    using Answer = Done;
    std::string day;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("day", self.day);
    }
};

struct SubmitDay {
    static constexpr std::string_view method = "submit_day";
    using Answer = Done;
    std::string day;
    std::vector<std::string> records;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("day", self.day);
        visit("records", self.records);
    }
};

// ---- the adapter asks the host, while it works on a request that allows it

struct Submit {
    static constexpr std::string_view method = "submit";
    using Answer = Done;
    std::vector<Fact> messages;
    std::string cursor;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("messages", self.messages);
        visit("cursor", self.cursor);
    }
};

struct PutImage {
    static constexpr std::string_view method = "put_image";
    using Answer = ImageKey;
    std::string media_type;
    Bytes data;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("media_type", self.media_type);
        visit("data", self.data);
    }
};

struct Ask {
    static constexpr std::string_view method = "ask";
    using Answer = Reply;
    std::string name;
    Json body;
    std::int64_t limit_ms = 0;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("name", self.name);
        visit("body", self.body);
        visit("limit_ms", self.limit_ms);
    }
};

// ---- the adapter tells the host; nobody answers

// At any time.
struct Log {
    static constexpr std::string_view method = "log";
    std::int64_t level = LB_LOG_INFO;
    std::string line;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("level", self.level);
        visit("line", self.line);
    }
};

// At any time: something has come from outside, look shall be called soon (abi/wake.h).
struct Wake {
    static constexpr std::string_view method = "wake";

    template <class Self, class Visit>
    static void members(Self&, Visit) {}
};

struct Found {
    static constexpr std::string_view method = "found";
    Fact message;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("message", self.message);
    }
};

struct Finding {
    static constexpr std::string_view method = "finding";
    std::int64_t result = 0;  // LB_CHECK_*
    std::string subject, words;

    template <class Self, class Visit>
    static void members(Self& self, Visit visit) {
        visit("result", self.result);
        visit("subject", self.subject);
        visit("words", self.words);
    }
};

// ---- to the wire and back; instantiated for the messages above

template <class Message>
std::string request(std::int64_t id, Message const& params);
template <class Message>
std::string notification(Message const& params);
template <class Answer>
std::string answer(std::int64_t id, Answer const& result);
std::string failure(std::int64_t id, Error const& error);

// One message that came in.
class Incoming {
public:
    enum class Kind { request, notification, answer, failure };

    // Errc::broken: it is no JSON-RPC message. The words repeat nothing of it.
    static Result<Incoming> parse(std::string_view text);

    Kind kind = Kind::notification;
    std::int64_t id = 0;  // of a request, or of what is answered
    std::string method;
    Error error;  // of a failure: a code that is no lb_status becomes broken

    // The params or the result. Errc::misuse: a member is not of its type.
    template <class Message>
    Result<Message> read() const;

private:
    std::shared_ptr<json::Document> document_;
    json::Node const* payload_ = nullptr;  // null: there are none
};

}  // namespace lotbridge::remote
