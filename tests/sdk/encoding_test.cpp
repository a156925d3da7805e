#include <lotbridge/text/encoding.hpp>

#include <gtest/gtest.h>

namespace lotbridge::test {
namespace {

TEST(Encoding, GbkTextComesBackAsItWas) {
    std::string const gbk =
        "\xD4\xC1"
        "B12345 \xC1\xD9\xCA\xB1\xB3\xB5";  // 粤B12345 临时车

    EXPECT_EQ(to_utf8(gbk, Encoding::gbk).value(), "粤B12345 临时车");
    EXPECT_EQ(from_utf8("粤B12345 临时车", Encoding::gbk).value(), gbk);
}

TEST(Encoding, FourByteCharactersNeedGb18030) {
    std::string const bytes = "\x95\x32\x82\x36";  // U+20000, a plate owner's rare name

    EXPECT_FALSE(from_utf8("𠀀", Encoding::gbk));
#ifdef _WIN32
    if (auto const text = to_utf8(bytes, Encoding::gb18030); !text)
        GTEST_SKIP() << "a Windows without code page 54936: " << text.error().message;
#endif
    EXPECT_EQ(to_utf8(bytes, Encoding::gb18030).value(), "𠀀");
    EXPECT_EQ(from_utf8("𠀀", Encoding::gb18030).value(), bytes);
}

TEST(Encoding, BytesThatAreNoGbkAreAnErrorThatNamesThem) {
    auto const text = to_utf8("AB\xD4", Encoding::gbk);

    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, Errc::rejected);
    EXPECT_EQ(text.error().message, "byte 3 (D4) is no GBK text");
}

TEST(Encoding, Utf8IsCheckedToo) {
    EXPECT_EQ(to_utf8("粤B", Encoding::utf8).value(), "粤B");
    EXPECT_FALSE(
        to_utf8("\xD4\xC1"
                "B",
                Encoding::utf8));
}

TEST(Encoding, AnAnswerInEitherEncodingIsRead) {
    std::string const gbk =
        "\xB2\xE2"
        "A12345";

    EXPECT_EQ(to_utf8_of_either("测A12345").value(), "测A12345");
    EXPECT_EQ(to_utf8_of_either(gbk).value(), "测A12345");
    EXPECT_FALSE(to_utf8_of_either("AB\xFF"));
    EXPECT_EQ(to_utf8_of_either("\xF7\xB2\xA4\xB1").value(), "鞑け") << "no character has so high a number";
}

TEST(Encoding, NamesAreTheOnesOfMappingFiles) {
    EXPECT_EQ(encoding_named("GB18030"), Encoding::gb18030);
    EXPECT_EQ(encoding_named("latin1"), std::nullopt);
}

}  // namespace
}  // namespace lotbridge::test
