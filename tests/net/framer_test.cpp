#include <lotbridge/net/framer.hpp>

#include <gmock/gmock.h>
#include <vector>

namespace lotbridge::net {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

struct Read {
    std::vector<std::string> messages;
    std::string trouble;  // empty: none
};

Read read(Framer& framer, std::string_view bytes, std::size_t piece) {
    Read read;
    while (!bytes.empty()) {
        framer.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        for (;;) {
            auto message = framer.next();
            if (!message) {
                read.trouble = message.error().message;
                return read;
            }
            if (!*message) break;
            read.messages.push_back(std::move(**message));
        }
    }
    return read;
}

// The same bytes in pieces of every size.
template <class Kind>
void expect(auto options, std::string_view bytes, auto matcher) {
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        Kind framer(options);
        auto const got = read(framer, bytes, piece);
        EXPECT_EQ(got.trouble, "") << "in pieces of " << piece;
        EXPECT_THAT(got.messages, matcher) << "in pieces of " << piece;
    }
}

template <class Kind>
std::string trouble(auto options, std::string_view bytes) {
    Kind framer(options);
    return read(framer, bytes, 7).trouble;
}

TEST(LineFramer, CutsAtEitherKindOfLineEnd) {
    expect<LineFramer>(100, "one\r\ntwo\n\nthree\rstill three\nunfinished",
                       ElementsAre("one", "two", "", "three\rstill three"));
}

TEST(LineFramer, ALineWithoutAnEndIsGivenUpAtItsLimit) {
    expect<LineFramer>(4, "four\r\nfour\n", ElementsAre("four", "four"));
    EXPECT_EQ(trouble<LineFramer>(4, "fives and more"), "a message is longer than 4 bytes");
}

TEST(LengthFramer, TakesLengthsOfEitherOrderAndMeaning) {
    expect<LengthFramer>(LengthForm{.header = 2, .length_size = 2}, "\0\3abc\0\0\0\1x"s,
                         ElementsAre("\0\3abc"s, "\0\0"s, "\0\1x"s));
    expect<LengthFramer>(LengthForm{.header = 2, .length_size = 2, .big_endian = false, .counts_header = true},
                         "\5\0abc\2\0"s, ElementsAre("\5\0abc"s, "\2\0"s));
}

// The header of VZenith's cameras.
constexpr LengthForm vz{.magic = "VZ", .header = 8, .length_at = 4, .length_size = 4, .longest = 8 + 1024 * 1024};

TEST(LengthFramer, FindsThePacketsOfACamera) {
    auto const getsn = "VZ\0\1\0\0\0\x18{\"cmd\":\"getsn\",\"id\":\"1\"}"s;
    auto const heartbeat = "VZ\1\0\0\0\0\0"s;

    expect<LengthFramer>(vz, getsn + heartbeat + getsn, ElementsAre(getsn, heartbeat, getsn));
}

TEST(LengthFramer, TakesTheLargestPacketAndNoLargerOne) {
    auto const largest = "VZ\0\0\0\x10\0\0"s + std::string(1024 * 1024, 'j');
    LengthFramer framer(vz);

    EXPECT_THAT(read(framer, largest, 65536).messages, ElementsAre(largest));
    EXPECT_EQ(trouble<LengthFramer>(vz, "VZ\0\0\0\x10\0\1"s), "a message is longer than 1048584 bytes");
    EXPECT_EQ(trouble<LengthFramer>(vz, "VZ\0\0\xFF\xFF\xFF\xFF"s), "a message is longer than 1048584 bytes");
}

TEST(LengthFramer, WhatDoesNotBeginAsAgreedEndsTheStream) {
    EXPECT_EQ(trouble<LengthFramer>(vz, "V"), "");
    EXPECT_EQ(trouble<LengthFramer>(vz, "GET / HTTP/1.1"), "a message does not begin with \"VZ\"");
    EXPECT_EQ(trouble<LengthFramer>(LengthForm{.counts_header = true}, "\0\0\0\1"s),
              "a message says that it is shorter than its header");
}

TEST(JsonFramer, FindsObjectsWhateverIsInTheirTexts) {
    auto const one = R"({"remark":"a } and a { and a \" and a \\","list":[{"n":1},[]]})"s;
    auto const two = R"({"car_number":"测A12345"})"s;

    expect<JsonFramer>(1000, one + two + "\r\n\0 \t"s + one + "{\"half\":", ElementsAre(one, two, one));
    expect<JsonFramer>(1000, "\r\n\0"s, IsEmpty());
}

TEST(JsonFramer, GarbageBetweenMessagesEndsTheStream) {
    for (auto const* garbage : {"hello", "[1]", "}{", "{}x"})
        EXPECT_EQ(trouble<JsonFramer>(1000, garbage), "something between two messages is no JSON object") << garbage;
}

TEST(JsonFramer, AnObjectThatDoesNotEndIsGivenUpAtItsLimit) {
    expect<JsonFramer>(7, R"({"a":1})", ElementsAre(R"({"a":1})"));
    EXPECT_EQ(trouble<JsonFramer>(7, R"({"a":12})"), "a message is longer than 7 bytes");
    EXPECT_EQ(trouble<JsonFramer>(100'000, std::string(200'000, '{')), "a message is longer than 100000 bytes");
}

TEST(Framer, ReadsALongStreamWithoutKeepingIt) {
    JsonFramer framer;
    std::string const message = R"({"filler":")" + std::string(500, 'x') + "\"}";
    std::string stream;
    for (int i = 0; i < 1000; ++i) stream += message;

    EXPECT_THAT(read(framer, stream, 1460).messages, testing::SizeIs(1000));
}

}  // namespace
}  // namespace lotbridge::net
