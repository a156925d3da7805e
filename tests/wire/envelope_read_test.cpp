#include "golden.hpp"
#include "wire/envelope.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::wire {
namespace {

std::string words_of_failure(std::string_view json) {
    auto const reply = read_reply(json);
    return reply ? "" : reply.error().message;
}

TEST(ReadingARequest, KeepsTheDataExactlyAsItStands) {
    auto const request = read_request(
        "{ \"data\" : { \"a\" : [1, {\"b\": \"}\\\"\"}] , \"c\":1.50 } "
        ",\n\"k\":\"t\",\"code\":\"9\",\"oprNum\":\"u\"}");

    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->data, "{ \"a\" : [1, {\"b\": \"}\\\"\"}] , \"c\":1.50 }");
    EXPECT_EQ(request->head.k, "t");
    EXPECT_EQ(request->head.code, "9");
    EXPECT_EQ(request->head.opr_num, "u");
    EXPECT_TRUE(request->warnings.empty());
}

TEST(ReadingARequest, ReadsWhatItWrites) {
    auto const request = read_request(golden("sealed_entry.json"));

    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->head.k, golden_token);
    EXPECT_EQ(request->head.ip, "192.168.1.15");
    EXPECT_EQ(request->data, golden_entry);
    EXPECT_EQ(golden_signer().verify(request->data, request->signature), Signer::Verdict::good);
}

TEST(ReadingARequest, TakesNullAndMissingForTheDefault) {
    auto const request = read_request(R"({"k":null,"code":9,"signature":null,"data":null})");

    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->head.k, "");
    EXPECT_EQ(request->head.code, "9");
    EXPECT_EQ(request->head.opr_num, "");
    EXPECT_EQ(request->signature, "");
    EXPECT_EQ(body_of(request->data), "{}");
    EXPECT_EQ(body_of(read_request(R"({"code":"9","data":""})").value().data), "{}");
    EXPECT_EQ(body_of(read_request(R"({"code":"9"})").value().data), "{}");
    EXPECT_EQ(body_of("[1]"), "[1]");
}

TEST(ReadingARequest, KeepsTheWordNullWhereItIsText) {
    EXPECT_EQ(read_request(R"({"k":"null"})").value().head.k, "null");
}

TEST(ReadingARequest, CountsLengthsAndUnknownMembersAsWarningsOnly) {
    auto const request = read_request(R"({"code":"12345678901","spare":{"k":"no"},"oprNum":"u","data":{}})");

    ASSERT_TRUE(request) << request.error().message;
    EXPECT_THAT(request->warnings,
                testing::ElementsAre("code has more than 10 characters", "unknown member \"spare\""));
    EXPECT_EQ(request->head.code, "12345678901");
    EXPECT_EQ(request->head.k, "");
}

TEST(ReadingARequest, RepeatsNoNameThatIsLongOrStrange) {
    auto const request = read_request("{\"" + std::string(41, 'x') + R"(":1,"\u001b[31m":1,"code":"9","data":{}})");

    ASSERT_TRUE(request) << request.error().message;
    EXPECT_THAT(request->warnings, testing::ElementsAre("unknown member with a name of 41 bytes",
                                                        "unknown member with a name of 5 bytes"));
}

TEST(ReadingARequest, RefusesAMemberThatStandsTwice) {
    EXPECT_FALSE(read_request(R"({"data":{"open":0},"data":{"open":1}})"));
    EXPECT_FALSE(read_request(R"({"code":"1","code":"18"})"));
}

TEST(ReadingARequest, RefusesWhatIsNoEnvelope) {
    for (auto const text : {"",
                            " ",
                            "1",
                            "null",
                            "[]",
                            "\"text\"",
                            "{",
                            "{}x",
                            "{\"k\":{}}",
                            "{\"k\":true}",
                            "{\"k\":[1]}",
                            "{\"data\":1}",
                            "{\"data\":true}",
                            "{\"data\":\"{}\"}",
                            "{\"data\":{}",
                            "{\"k\":\"\xC3(\"}",
                            "{\"data\":{\"a\":01}}",
                            "{\"data\":{\"a\":\"\n\"}}",
                            "{,}",
                            "{\"a\":1,}"})
        EXPECT_FALSE(read_request(text)) << text;
    EXPECT_FALSE(read_request(std::string_view("{}\0{}", 5)));
}

TEST(ReadingARequest, SurvivesAMegabyteOfOpenBrackets) {
    EXPECT_FALSE(read_request("{\"data\":" + std::string(1 << 20, '[')));
}

TEST(ReadingAReply, AcceptsTheResultTextUnderEachOfItsNames) {
    for (auto const name : {"resultMessge", "resultMessage", "message"}) {
        auto const reply = read_reply("{\"resultCode\":\"9999\",\"" + std::string(name) + "\":\"车牌\"}");
        EXPECT_EQ(reply.value().head.result_message, "车牌") << name;
        EXPECT_TRUE(reply->warnings.empty());
    }
}

TEST(ReadingAReply, AcceptsTheResultCodeAsTextOrNumber) {
    EXPECT_EQ(read_reply(R"({"resultCode":0})").value().head.result_code, "0");
    EXPECT_EQ(read_reply(R"({"resultCode":"0000"})").value().head.result_code, "0000");
    EXPECT_EQ(read_reply(R"({"resultCode":9000,"data":[]})").value().head.result_code, "9000");
    EXPECT_TRUE(is_success("0"));
    EXPECT_TRUE(is_success("0000"));
    EXPECT_FALSE(is_success("00"));
    EXPECT_FALSE(is_success(""));
}

TEST(ReadingAReply, ReplacesHalfASurrogatePairSoThatWordsStayUtf8) {
    auto const reply = read_reply(R"({"resultCode":"9999","message":"a\udc25b \ud83d\ude97"})").value();

    EXPECT_EQ(reply.head.result_message,
              "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
              "b \xF0\x9F\x9A\x97");
}

TEST(ReadingAReply, RefusesJsonWithoutAResultCode) {
    EXPECT_NE(words_of_failure(R"({"code":"1","data":{}})").find("resultCode is missing"), std::string::npos);
    EXPECT_NE(words_of_failure(R"({"resultCode":null})").find("resultCode is missing"), std::string::npos);
}

TEST(ReadingAReply, RefusesHalfAReplyAndSaysWhereItEnds) {
    auto const whole = golden("sealed_reply.json");

    auto const words = words_of_failure(whole.substr(0, whole.size() / 2));

    EXPECT_NE(words.find("byte " + std::to_string(whole.size() / 2)), std::string::npos) << words;
}

TEST(ReadingAReply, NeverRepeatsItsContentInTheWordsOfAnError) {
    EXPECT_EQ(words_of_failure(R"({"resultCode":true,"data":{"carNum":"京A12345"}})").find("京A12345"),
              std::string::npos);
}

}  // namespace
}  // namespace lotbridge::wire
