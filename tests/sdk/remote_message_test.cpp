#include <lotbridge/remote/framing.hpp>
#include <lotbridge/remote/message.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::remote {
namespace {

using ::testing::HasSubstr;

TEST(RemoteMessage, IsJsonRpcWithItsMembersByName) {
    EXPECT_EQ(request(3, Poll{.cursor = "17"}), R"({"jsonrpc":"2.0","id":3,"method":"poll","params":{"cursor":"17"}})");
    EXPECT_EQ(answer(3, Polled{.more = true}), R"({"jsonrpc":"2.0","id":3,"result":{"more":true,"words":""}})");
    EXPECT_EQ(failure(3, {Errc::retry, "away"}), R"({"jsonrpc":"2.0","id":3,"error":{"code":1,"message":"away"}})");
    EXPECT_EQ(notification(Log{.level = 2, .line = "slow"}),
              R"({"jsonrpc":"2.0","method":"log","params":{"level":2,"line":"slow"}})");
}

TEST(RemoteMessage, CarriesJsonAsAValueAndWhateverIsNoneAsAText) {
    EXPECT_EQ(answer(1, Reply{{R"({"fee":2.50})"}}), R"({"jsonrpc":"2.0","id":1,"result":{"body":{"fee":2.50}}})");
    for (std::string const none : {"", "no JSON", R"({"a":1)", "[1]", "{}{}"}) {
        auto const read = Incoming::parse(answer(1, Reply{{none}}));
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->read<Reply>()->body.text, none);
    }
    std::string deep;
    for (int i = 0; i < 40; ++i) deep = "{\"a\":" + (deep.empty() ? "1" : deep) + "}";
    EXPECT_EQ(Incoming::parse(answer(1, Reply{{deep}}))->read<Reply>()->body.text, deep);
}

TEST(RemoteMessage, ComesBackAsItWent) {
    Submit const batch{.messages = {{.name = "vehicle_entry",
                                     .body = {R"({"carNum":"粤B12345","sum":0.10})"},
                                     .key = "k\n\"1\"",
                                     .image = "i",
                                     .origin = LB_ORIGIN_REPLAY}},
                       .cursor = "c"};

    auto const incoming = Incoming::parse(request(9, batch));

    ASSERT_TRUE(incoming) << incoming.error().message;
    EXPECT_EQ(incoming->kind, Incoming::Kind::request);
    EXPECT_EQ(incoming->id, 9);
    EXPECT_EQ(incoming->method, "submit");
    auto const read = incoming->read<Submit>();
    ASSERT_TRUE(read);
    EXPECT_EQ(read->cursor, "c");
    ASSERT_EQ(read->messages.size(), 1u);
    EXPECT_EQ(read->messages[0].body.text, batch.messages[0].body.text);
    EXPECT_EQ(read->messages[0].key, batch.messages[0].key);
    EXPECT_EQ(read->messages[0].origin, LB_ORIGIN_REPLAY);
}

TEST(RemoteMessage, CarriesBytesWhole) {
    for (std::string bytes; bytes.size() < 300; bytes += static_cast<char>(bytes.size())) {
        auto const read = Incoming::parse(request(1, PutImage{"image/jpeg", {bytes}}))->read<PutImage>();
        ASSERT_TRUE(read);
        EXPECT_EQ(read->data.bytes, bytes);
    }
    EXPECT_THAT(request(1, PutImage{"", {"foobar"}}), HasSubstr("\"Zm9vYmFy\""));
    EXPECT_THAT(request(1, PutImage{"", {"foob"}}), HasSubstr("\"Zm9vYg==\""));
}

TEST(RemoteMessage, LeavesOutWhatItDoesNotKnowAndTakesDefaultsForWhatIsMissing) {
    auto const incoming =
        Incoming::parse(R"({"id":1,"method":"poll","params":{"new":[1,{}],"cursor":null},"more":true})");

    ASSERT_TRUE(incoming);
    EXPECT_EQ(incoming->read<Poll>()->cursor, "");
    EXPECT_TRUE(Incoming::parse(R"({"id":1,"method":"stop"})")->read<Stop>());
    EXPECT_EQ(Incoming::parse(R"({"method":"log"})")->kind, Incoming::Kind::notification);
}

TEST(RemoteMessage, NamesTheMemberThatIsNotOfItsType) {
    auto const problem = [](std::string const& params) {
        auto const read = Incoming::parse(R"({"id":1,"method":"submit","params":)" + params + "}")->read<Submit>();
        return read ? "none" : read.error().message;
    };

    EXPECT_EQ(problem(R"({"cursor":1})"), "\"cursor\" is no text");
    EXPECT_EQ(problem(R"({"messages":{}})"), "\"messages\" is no list");
    EXPECT_EQ(problem(R"({"messages":[7]})"), "\"messages\" is no object");
    EXPECT_EQ(problem(R"({"messages":[{"origin":1.5}]})"), "\"messages\" \"origin\" is no whole number");
    EXPECT_EQ(problem(R"({"messages":[{"body":[]}]})"), "\"messages\" \"body\" is no object or text");
}

TEST(RemoteMessage, ThatIsNoneIsRefusedWithoutRepeatingIt) {
    for (std::string const none :
         {"", "粤B12345", "[]", "{}", R"({"id":1})", R"({"id":"1","result":{}})", R"({"id":1,"method":"\udc00"})",
          R"({"id":1,"\udc00":2,"method":"a"})", R"({"id":1,"method":2})", R"({"id":1,"result":[]})"}) {
        auto const incoming = Incoming::parse(none);
        ASSERT_FALSE(incoming) << none;
        EXPECT_EQ(incoming.error().code, Errc::broken);
        EXPECT_THAT(incoming.error().message, ::testing::StartsWith("no JSON-RPC message: "));
        EXPECT_THAT(incoming.error().message, ::testing::Not(HasSubstr("粤")));
    }
}

TEST(RemoteMessage, HasAnErrorThatIsAStatusOrElseBroken) {
    EXPECT_EQ(Incoming::parse(R"({"id":1,"error":{"code":3,"message":"cannot"}})")->error,
              (Error{Errc::unsupported, "cannot"}));
    EXPECT_EQ(Incoming::parse(R"({"id":1,"error":{"code":-32601}})")->error.code, Errc::broken);
    EXPECT_EQ(Incoming::parse(R"({"id":1,"error":{"code":0}})")->error.code, Errc::broken);
}

// ---- framing

std::vector<std::string> cut(std::string const& bytes, Framing framing, std::size_t piece) {
    FrameReader reader(framing);
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.feed(std::string_view(bytes).substr(at, piece));
        for (auto next = *reader.next(); next; next = *reader.next()) texts.push_back(*next);
    }
    return texts;
}

TEST(RemoteFraming, FindsMessagesHoweverTheyArrive) {
    for (auto const framing : {Framing::length, Framing::lines}) {
        std::string bytes;
        for (auto const& text : {std::string("one"), std::string(70'000, 'x'), std::string("three")})
            bytes += *framed(text, framing);

        for (std::size_t const piece : {1u, 3u, 65'536u, 1'000'000u})
            EXPECT_THAT(cut(bytes, framing, piece), ::testing::ElementsAre("one", std::string(70'000, 'x'), "three"));
    }
}

TEST(RemoteFraming, PutsAMessageIntoOneLineHoweverItsJsonWasWritten) {
    auto const message = request(1, Start{{"{\n  \"file\": \"a\\nb\"\r\n}"}});

    auto const line = *framed(message, Framing::lines);

    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(Incoming::parse(line)->read<Start>()->settings.text, R"({"file":"a\nb"})");
}

TEST(RemoteFraming, RefusesALineWithoutEnd) {
    for (auto const* const bytes : {"0123456789a", "0123456789a\n"}) {
        FrameReader reader(Framing::lines, 10);
        reader.feed(std::string("0123456789\n") + bytes);
        EXPECT_EQ(**reader.next(), "0123456789");

        EXPECT_FALSE(reader.next());
        reader.feed("more\n");
        EXPECT_FALSE(reader.next());
    }
}

TEST(RemoteFraming, RefusesALengthThatCannotBe) {
    for (auto const* const length : {"\0\0\0\0", "\0\0\0\x0B", "\xFF\xFF\xFF\xFF"}) {
        FrameReader reader(Framing::length, 10);
        reader.feed({length, 4});

        EXPECT_FALSE(reader.next());
        reader.feed("more");
        EXPECT_FALSE(reader.next());
    }
}

TEST(RemoteFraming, SendsNothingThatIsTooLongToBeRead) {
    for (auto const framing : {Framing::length, Framing::lines}) {
        EXPECT_TRUE(framed("0123456789", framing, 10));
        auto const refused = framed("0123456789a", framing, 10);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::rejected);
    }
}

}  // namespace
}  // namespace lotbridge::remote
