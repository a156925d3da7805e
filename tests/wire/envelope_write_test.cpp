#include "golden.hpp"
#include "wire/envelope.hpp"
#include "wire/frame.hpp"

#include <gtest/gtest.h>

namespace lotbridge::wire {
namespace {

TEST(WritingAnEnvelope, SealsAnEntryToTheByte) {
    auto const sealed =
        write_request({golden_token, "2", golden_opr_num, "192.168.1.15"}, golden_entry, golden_signer(), 1);

    EXPECT_EQ(sealed.value(), golden("sealed_entry.json"));
}

TEST(WritingAnEnvelope, PutsTheKeyIndexOverTheLastTwoDigitsWhereTheProfileSaysSo) {
    auto const signer = golden_signer(SignatureForm::replace_last_two);

    auto const sealed = write_request({golden_token, "2", golden_opr_num, "192.168.1.15"}, golden_entry, signer, 2);

    EXPECT_EQ(sealed.value(), golden("sealed_entry_replaced.json"));
}

TEST(WritingAnEnvelope, SealsAListOfEntriesAndAnAbsentStation) {
    std::string second = golden_entry;
    second.replace(second.find("000001"), 6, "000002");

    auto const sealed = write_request({golden_token, "2", golden_opr_num, ""}, "[" + golden_entry + "," + second + "]",
                                      golden_signer(), 0);

    EXPECT_EQ(sealed.value(), golden("sealed_entries.json"));
}

TEST(WritingAnEnvelope, SealsALoginWithoutToken) {
    auto const password = encrypt_password("pass", "0123456789abcdef01234567", "12345678", CipherText::base64);

    auto const sealed =
        write_request({"", "1", golden_opr_num, ""},
                      R"({"parkUserName":"lot","parkUserPwd":")" + password.value() + "\"}", golden_signer(), 0);

    EXPECT_EQ(sealed.value(), golden("sealed_login.json"));
}

TEST(WritingAnEnvelope, SealsAReplyWhoseDataHeldStars) {
    auto const data = escape_star(R"({"recordCode":"R1","phoneNumber":"138****1234"})");

    auto const sealed = write_reply({"9", golden_opr_num, "", "0000", "提交成功！"}, data, golden_signer(), 0);

    EXPECT_EQ(sealed.value(), golden("sealed_reply.json"));
}

TEST(WritingAnEnvelope, PutsThePlatformsOwnMembersBeforeData) {
    ExtraMembers const extra{{"version", "1.0"}, {"ve\"n", "*"}};

    auto const request = write_request({"t", "2", "1", ""}, "{}", Signer({}, {}), 0, extra);
    auto const reply = write_reply({"2", "1", "", "0000", "OK"}, "{}", Signer({}, {}), 0, extra);

    EXPECT_EQ(request.value(), R"({"k":"t","code":"2","oprNum":"1","ip":"","signature":"","ve\"n":"\u002a",)"
                               R"("version":"1.0","data":{}})");
    EXPECT_EQ(reply.value(),
              R"({"code":"2","oprNum":"1","ip":"","resultCode":"0000","resultMessge":"OK","signature":"",)"
              R"("ve\"n":"\u002a","version":"1.0","data":{}})");
    EXPECT_TRUE(read_request(*request, extra)->warnings.empty());
    EXPECT_TRUE(read_reply(*reply, extra)->warnings.empty());
    EXPECT_EQ(read_reply(*reply)->warnings.size(), 2u);
}

TEST(WritingAnEnvelope, RefusesAHeadValueOverItsLimit) {
    auto const sealed = write_request({golden_token, "12345678901", "1", ""}, "{}", golden_signer(), 0);

    ASSERT_FALSE(sealed);
    EXPECT_EQ(sealed.error().code, Errc::rejected);
    EXPECT_NE(sealed.error().message.find("code: 11 characters, at most 10"), std::string::npos);
}

TEST(WritingAnEnvelope, CountsCharactersAndNotBytes) {
    std::string words;
    for (int i = 0; i < 200; ++i) words += "停";

    EXPECT_TRUE(write_reply({"9", "1", "", "9999", words}, "{}", golden_signer(), 0));
    EXPECT_FALSE(write_reply({"9", "1", "", "9999", words + "停"}, "{}", golden_signer(), 0));
    EXPECT_TRUE(write_reply({"9", "1", "", "9999", std::string(clip(words + "停车", 200))}, "{}", golden_signer(), 0));
}

TEST(WritingAnEnvelope, RefusesAKeyThatThePoolDoesNotHave) {
    auto const sealed = write_request({"", "1", "1", ""}, "{}", golden_signer(), 3);

    ASSERT_FALSE(sealed);
    EXPECT_EQ(sealed.error().code, Errc::misuse);
}

TEST(WritingAnEnvelope, EscapesWordsSoThatTheyComeBackUnharmed) {
    std::string const words = "\"quoted\" \\ * line\nend\r\t\x01 车";

    auto const sealed = write_reply({"9", "1", "", "9999", words}, "{}", golden_signer(), 0).value();

    EXPECT_EQ(sealed.find('*'), std::string::npos);
    EXPECT_EQ(read_reply(sealed).value().head.result_message, words);
}

TEST(ClippingWords, NeverCutsACharacterInTwo) {
    EXPECT_EQ(clip("停车场", 2), "停车");
    EXPECT_EQ(clip("停车场", 3), "停车场");
    EXPECT_EQ(clip("停车场", 0), "");
    EXPECT_EQ(clip("", 5), "");
}

}  // namespace
}  // namespace lotbridge::wire
