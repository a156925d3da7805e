#include "wire/frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

namespace lotbridge::wire {
namespace {

using testing::ElementsAre;

class Framing : public testing::Test {
protected:
    std::vector<std::string> texts(std::string_view bytes) {
        reader_.feed(bytes);
        std::vector<std::string> found;
        while (auto frame = reader_.next()) found.push_back(frame->text);
        return found;
    }

    FrameReader reader_{1 << 20, 3 << 20};
};

TEST_F(Framing, CutsTwoPacketsOfOneRead) {
    EXPECT_THAT(texts(R"({"a":1}*{"b":2}*)"), ElementsAre(R"({"a":1})", R"({"b":2})"));
}

TEST_F(Framing, JoinsAPacketCutAnywhere) {
    std::string const packet = R"({"a":"x\"*\\","b":["138****1234"]})";
    for (std::size_t cut = 0; cut <= packet.size(); ++cut) {
        EXPECT_THAT(texts(packet.substr(0, cut)), ElementsAre());
        EXPECT_THAT(texts(packet.substr(cut) + "*"), ElementsAre(packet)) << cut;
    }
}

TEST_F(Framing, JoinsAPacketThatComesByteByByte) {
    std::string const packet = R"({"phone":"138****1234"})";
    for (char const c : packet) EXPECT_THAT(texts({&c, 1}), ElementsAre());

    EXPECT_THAT(texts("*"), ElementsAre(packet));
}

TEST_F(Framing, KeepsAStarInAString) {
    EXPECT_THAT(texts(R"({"phone":"138****1234"}*{"next":"*"}*)"),
                ElementsAre(R"({"phone":"138****1234"})", R"({"next":"*"})"));
}

TEST_F(Framing, EndsWhatIsNoJsonAtItsFirstStar) {
    EXPECT_THAT(texts(R"(hello "world*{"a":1}*)"), ElementsAre("hello \"world", R"({"a":1})"));
    EXPECT_THAT(texts("*{\"a\":1}*"), ElementsAre("", R"({"a":1})"));
}

TEST_F(Framing, FindsThePacketBehindOneWhoseStringNeverEnds) {
    EXPECT_THAT(texts(R"({"a":"b}*{"k":"x"}*)"), ElementsAre(R"({"a":"b})", R"({"k":"x"})"));
    EXPECT_THAT(texts("{\"a\":\"b*\n{\"k\":\"x\"}*"), ElementsAre(R"({"a":"b)", "\n{\"k\":\"x\"}"));
}

TEST_F(Framing, FindsItAlsoWhenItComesLater) {
    EXPECT_THAT(texts(R"({"a":"b}*)"), ElementsAre());
    EXPECT_THAT(texts(R"({"k":"x"}*)"), ElementsAre(R"({"a":"b})", R"({"k":"x"})"));
}

TEST_F(Framing, TakesAPacketOfExactlyTheLimit) {
    std::string const packet = "{\"a\":\"" + std::string((1 << 20) - 8, 'x') + "\"}";
    reader_.feed(packet + "*");

    auto const frame = reader_.next();

    ASSERT_TRUE(frame);
    EXPECT_FALSE(frame->oversized);
    EXPECT_EQ(frame->text, packet);
}

TEST_F(Framing, ShowsTheBeginningOfAnOversizedPacketAndGoesOn) {
    reader_.feed("{\"a\":\"" + std::string(2 << 20, 'x') + "\"}*{\"b\":1}*");

    auto const big = reader_.next();
    auto const next = reader_.next();

    ASSERT_TRUE(big && next);
    EXPECT_TRUE(big->oversized);
    EXPECT_EQ(big->text.size(), 256u);
    EXPECT_EQ(next->text, "{\"b\":1}");
    EXPECT_FALSE(reader_.hopeless());
}

TEST_F(Framing, GivesUpAfterThreeMegabytesWithoutAnEnd) {
    std::string const piece(1 << 20, 'x');
    for (int i = 0; i < 3; ++i) {
        EXPECT_THAT(texts(piece), ElementsAre());
        EXPECT_FALSE(reader_.hopeless());
    }

    EXPECT_THAT(texts("x"), ElementsAre());

    EXPECT_TRUE(reader_.hopeless());
}

TEST_F(Framing, NeverGivesUpOverPacketsThatEnd) {
    std::string many;
    for (int i = 0; i < 5; ++i) many += "{\"a\":\"" + std::string(1 << 19, 'x') + "\"}*";

    EXPECT_EQ(texts(many).size(), 5u);
    EXPECT_FALSE(reader_.hopeless());
}

TEST(EscapingStars, TouchesOnlyStrings) {
    EXPECT_EQ(escape_star(R"({"a":"138****1234","b\"*":"\\*"})"),
              R"({"a":"138\u002a\u002a\u002a\u002a1234","b\"\u002a":"\\\u002a"})");
    EXPECT_EQ(escape_star("{}"), "{}");
    EXPECT_EQ(escape_star(""), "");
}

}  // namespace
}  // namespace lotbridge::wire
