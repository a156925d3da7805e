// docs/external-adapters.md shows real messages: each of its examples is what the message structs write, and each
// method that there is has one.
#include <lotbridge/remote/message.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <map>
#include <set>

namespace lotbridge::remote {
namespace {

// How a request and its answer are written again after they were read; no answer: nobody gives one.
struct Shown {
    std::function<std::string(Incoming const&)> message, answer;
};

template <class Message>
std::string asked_again(Incoming const& incoming) {
    auto const read = incoming.read<Message>();
    return read ? request(incoming.id, *read) : read.error().message;
}
template <class Message>
std::string told_again(Incoming const& incoming) {
    auto const read = incoming.read<Message>();
    return read ? notification(*read) : read.error().message;
}
template <class Answer>
std::string answered_again(Incoming const& incoming) {
    if (incoming.kind == Incoming::Kind::failure) return failure(incoming.id, incoming.error);
    auto const read = incoming.read<Answer>();
    return read ? answer(incoming.id, *read) : read.error().message;
}

template <class... Requests>
std::map<std::string, Shown> requests() {
    return {{std::string(Requests::method), {asked_again<Requests>, answered_again<typename Requests::Answer>}}...};
}
template <class... Notifications>
std::map<std::string, Shown> notifications() {
    return {{std::string(Notifications::method), {told_again<Notifications>, nullptr}}...};
}

class ExternalAdapters : public ::testing::Test {
protected:
    ExternalAdapters() { methods_.merge(notifications<Log, Wake, Found, Finding>()); }

    // As its struct writes it.
    std::string again(char side, Incoming const& incoming) {
        if (!incoming.method.empty()) {
            auto const known = methods_.find(incoming.method);
            if (known == methods_.end()) return "there is no method of this name";
            if (known->second.answer) open_[{side, incoming.id}] = incoming.method;
            shown_.insert(incoming.method);
            return known->second.message(incoming);
        }
        auto const asked = open_.extract({side == '>' ? '<' : '>', incoming.id});
        return asked ? methods_.at(asked.mapped()).answer(incoming) : "nobody has asked";
    }

    std::map<std::string, Shown> methods_ =
        requests<Hello, Start, Poll, Command, Capabilities, Stop, Destroy, LookInterval, Look, Questions, Check,
                 CheckAtLot, ListDay, SubmitDay, Submit, PutImage, Ask>();
    std::map<std::pair<char, std::int64_t>, std::string> open_;  // by who asked, and their number
    std::set<std::string> shown_;
};

TEST_F(ExternalAdapters, AreDocumentedWithMessagesAsTheyAreWrittenAndWithAllOfThem) {
    std::ifstream guide(LOTBRIDGE_SOURCE_DIR "/docs/external-adapters.md");
    for (std::string line; std::getline(guide, line);) {
        if (!line.starts_with("> {") && !line.starts_with("< {")) continue;
        auto const example = line.substr(2);
        auto const incoming = Incoming::parse(example);
        ASSERT_TRUE(incoming) << example << ": " << incoming.error().message;

        EXPECT_EQ(again(line.front(), *incoming), example);
    }

    EXPECT_TRUE(open_.empty()) << open_.begin()->second << " has no answer";
    for (auto const& [method, known] : methods_) EXPECT_TRUE(shown_.contains(method)) << method << " has no example";
}

}  // namespace
}  // namespace lotbridge::remote
