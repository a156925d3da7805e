#include "wire/signature.hpp"

#include <gtest/gtest.h>

namespace lotbridge::wire {
namespace {

constexpr auto key = "0123456789abcdef01234567";
constexpr auto iv = "12345678";

// The example of NIST SP 800-67: with an empty iv the first block of CBC is that of the book's ECB.
TEST(EncryptingAPassword, GivesThePublishedTripleDesBlock) {
    constexpr char book_key[] =
        "\x01\x23\x45\x67\x89\xAB\xCD\xEF\x23\x45\x67\x89\xAB\xCD\xEF\x01\x45\x67\x89\xAB\xCD\xEF\x01\x23";

    auto const text = encrypt_password("The qufc", {book_key, 24}, std::string(8, '\0'), CipherText::hex);

    EXPECT_EQ(text.value().substr(0, 16), "A826FD8CE53B855F");
}

// Made with the openssl command: enc -des-ede3-cbc.
TEST(EncryptingAPassword, AgreesWithAnotherProgram) {
    EXPECT_EQ(encrypt_password("pass", key, iv, CipherText::base64).value(), "MTfl6+zgPQg=");
    EXPECT_EQ(encrypt_password("S3cret-停车", key, iv, CipherText::hex).value(), "C98684C80C42C7E47F9CA74F9423A20E");
}

TEST(DigestingAPassword, GivesTheKnownDigestInCapitals) {
    EXPECT_EQ(md5_hex("abc"), "900150983CD24FB0D6963F7D28E17F72");
}

TEST(EncryptingAPassword, ComesBackWhateverItsLength) {
    for (std::size_t length = 0; length < 20; ++length) {
        std::string const password(length, 'p');
        for (auto const form : {CipherText::base64, CipherText::hex}) {
            auto const text = encrypt_password(password, key, iv, form).value();
            EXPECT_EQ(decrypt_password(text, key, iv, form).value(), password);
        }
    }
}

TEST(EncryptingAPassword, SaysWhichLengthIsWrong) {
    auto const short_key = encrypt_password("pass", "0123456789abcdef", iv, CipherText::base64);
    auto const short_iv = encrypt_password("pass", key, "1234", CipherText::base64);

    EXPECT_EQ(short_key.error().message, "login key: 16 bytes, TripleDES takes 24");
    EXPECT_EQ(short_iv.error().message, "login iv: 4 bytes, TripleDES takes 8");
}

TEST(DecryptingAPassword, RefusesOtherKeysAndOtherText) {
    EXPECT_FALSE(decrypt_password("MTfl6+zgPQg=", "another key of 24 bytes!", iv, CipherText::base64));
    for (auto const text : {"MTfl6+zgPQg", "MTfl6-zgPQg=", "=", "====", "MTfl", "M===", "MTfl6+zgP=g="})
        EXPECT_FALSE(decrypt_password(text, key, iv, CipherText::base64)) << text;
    for (auto const text : {"3", "xy", "31 7", "3137"})
        EXPECT_FALSE(decrypt_password(text, key, iv, CipherText::hex)) << text;
}

}  // namespace
}  // namespace lotbridge::wire
