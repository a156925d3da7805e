// Known answers: computed by others from the brands' descriptions with keys of no meaning.
#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/crypto/cipher.hpp>
#include <lotbridge/crypto/digest.hpp>
#include <lotbridge/crypto/sorted.hpp>

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <memory>

namespace lotbridge::crypto {
namespace {

TEST(Signatures, AkeSignsKeyTimeAndBody) {
    std::string const body = R"({"parkCode":"P1","carCode":"测A12345"})";

    EXPECT_EQ(to_base64("k1:20240101120000"), "azE6MjAyNDAxMDExMjAwMDA=");
    EXPECT_EQ(to_hex(md5("k1:20240101120000:s1")), "1898a383856742f7824dcf2bc95d1547");
    EXPECT_EQ(to_hex(md5("k1:20240101120000:" + body + ":s1")), "e33b10607812d08f78ad185d7c686efc");
}

TEST(Signatures, HikvisionSignsHeadersAndPath) {
    std::string const text =
        "POST\n*/*\napplication/json\nx-ca-key:12345678\nx-ca-timestamp:1700000000000\n"
        "/artemis/api/pms/v1/crossRecords/page";

    EXPECT_EQ(to_base64(hmac(Digest::sha256, "secret1", text)), "SryqwUp1Ifj/K1ydalHTnQCHJGJUQ14vmhOf0v38+Js=");
}

TEST(Signatures, KeyTopSignsSortedMembersWithTheSecretBehindThem) {
    auto const text = sorted_text({{"ts", "1700000000000"},
                                   {"parkId", "1"},
                                   {"cardNo", ""},
                                   {"plateNo", "测A12345"},
                                   {"serviceCode", "getParkingPaymentInfo"},
                                   {"reqId", "r1"}});

    EXPECT_EQ(to_hex(md5(text + "&secret1"), Letters::upper), "C074A39B5735B13F719F6BB7D4001F7D");
}

TEST(Signatures, JieShunSignsTheTextAsItIsSent) {
    std::string const p =
        R"({"serviceId":"3c.park.queryparkspace","requestType":"DATA","attributes":{"parkCodes":"P1"}})";

    EXPECT_EQ(to_hex(md5(p + "key1"), Letters::upper), "657D629A1B8F8D6E63D890D43B5CB91D");
}

TEST(Signatures, YmSignsLoweredMembersTwice) {
    SortedForm const form{.drop_empty = false, .lower_case = true};
    auto const page = sorted_text(
        {{"PageIndex", "1"}, {"PageSize", "25"}, {"OrderBy", "UID"}, {"OrderType", "0"}, {"QueryCondition", ""}}, form);
    auto const data = to_hex(md5(sorted_text({{"LaneNo", "1"}}, form)));

    EXPECT_EQ(to_hex(md5(page)), "0a78297be1cf12b1faf9efa8b74f1c5e");  // the vendor's own
    EXPECT_EQ(data, "dc5068ba40590e476ba856877dcd728e");
    auto sign = to_base64(
        hmac(Digest::sha256, "secret1", "appid=app1&data=" + data + "&parkkey=1&timestamp=1700000000000&nonce=abc"));
    for (char& c : sign) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_EQ(sign, "zakznoat0az5mgf0vwpbnqlj7nhnpqiikk5xxeusijo=");
}

TEST(Signatures, MembersAreSortedByBytesAndEqualNamesKeepTheirOrder) {
    EXPECT_EQ(sorted_text({{"b", "1"}, {"B", "2"}, {"a", "3"}, {"a", "2"}}), "B=2&a=3&a=2&b=1");
    EXPECT_EQ(sorted_text({{"b", ""}, {"a", "1"}}, {.drop_empty = false, .trailing_join = true}), "a=1&b=&");
    EXPECT_EQ(sorted_text({{"b", "2"}, {"a", ""}}, {.drop_empty = false, .names = false, .join = "|"}), "|2");
    EXPECT_EQ(sorted_text({}), "");
}

class Rsa : public testing::Test {
protected:
    Rsa() : key_(EVP_RSA_gen(2048), EVP_PKEY_free) {}

    std::string private_pem() const {
        return pem(
            [&](BIO* out) { return PEM_write_bio_PrivateKey(out, key_.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    }
    std::string public_pem() const {
        return pem([&](BIO* out) { return PEM_write_bio_PUBKEY(out, key_.get()); });
    }

private:
    static std::string pem(auto write) {
        std::unique_ptr<BIO, int (*)(BIO*)> const out(BIO_new(BIO_s_mem()), BIO_free);
        write(out.get());
        char* data = nullptr;
        auto const size = BIO_get_mem_data(out.get(), &data);
        return {data, static_cast<std::size_t>(size)};
    }

    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

TEST_F(Rsa, WhatOneKeySignsTheOtherVerifies) {
    auto const signature = rsa_sign(Digest::sha1, private_pem(), "amount=5&plate=测A12345");

    ASSERT_TRUE(signature) << signature.error().message;
    EXPECT_EQ(rsa_verify(Digest::sha1, public_pem(), "amount=5&plate=测A12345", *signature), true);
    EXPECT_EQ(rsa_verify(Digest::sha1, public_pem(), "amount=6&plate=测A12345", *signature), false);
    EXPECT_EQ(rsa_verify(Digest::sha256, public_pem(), "amount=5&plate=测A12345", *signature), false);
    EXPECT_EQ(rsa_verify(Digest::sha1, public_pem(), "amount=5", "short"), false);
}

TEST_F(Rsa, AKeyThatIsNoneIsRefusedWithoutShowingIt) {
    auto const signature = rsa_sign(Digest::sha1, "secret text", "text");

    ASSERT_FALSE(signature);
    EXPECT_EQ(signature.error().message, "signing: the private key is no RSA key in PEM form");
    EXPECT_FALSE(rsa_verify(Digest::sha1, private_pem(), "text", *rsa_sign(Digest::sha1, private_pem(), "text")));
}

TEST(Ciphers, ReformerSendsAesInHexadecimal) {
    std::string const key = "site-key-16bytes", plain = R"({"carCode":"测A12345","serial":""})";
    std::string const text =
        "BFF06713D29E93974D4D7C9DC95A3BABCF0676A9A957D2E2C8F2EB874A6551438EE82B87EBBA970EFD93DABCA6C8640E";

    auto const sealed = encrypt(Cipher::aes_ecb, Padding::pkcs7, key, "", plain);

    ASSERT_TRUE(sealed) << sealed.error().message;
    EXPECT_EQ(to_hex(*sealed, Letters::upper), text);
    EXPECT_EQ(decrypt(Cipher::aes_ecb, Padding::pkcs7, key, "", *from_hex(text)), plain);
}

TEST(Ciphers, KeyTopsLanInterfaceTakesTheDateAsIv) {
    std::string const key = "0123456789ABCDEF01234567", plain = R"({"plateNo":"A12345"})";

    auto const sealed = encrypt(Cipher::triple_des_cbc, Padding::pkcs7, key, "20240101", plain);

    ASSERT_TRUE(sealed) << sealed.error().message;
    EXPECT_EQ(to_base64(*sealed), "JGV5Yj8K0UPrxxVLtDcbJmca2AYojpgZ");
    EXPECT_EQ(decrypt(Cipher::triple_des_cbc, Padding::pkcs7, key, "20240101", *sealed), plain);
}

// FIPS 197, appendix B.
TEST(Ciphers, OneBlockOfAesIsTheStandardsOwn) {
    auto const key = *from_hex("2b7e151628aed2a6abf7158809cf4f3c");
    auto const sealed =
        encrypt(Cipher::aes_ecb, Padding::zeros, key, "", *from_hex("3243f6a8885a308d313198a2e0370734"));

    EXPECT_EQ(to_hex(*sealed), "3925841d02dc09fbdc118597196a0b32");
}

TEST(Ciphers, ZerosFillUpAndAreTakenOff) {
    for (std::string const plain : {"", "A", "0123456789abcdef", "0123456789abcdefg"}) {
        auto const sealed = encrypt(Cipher::aes_cbc, Padding::zeros, std::string(32, 'k'), std::string(16, 'i'), plain);
        ASSERT_TRUE(sealed);
        EXPECT_EQ(sealed->size() % 16, 0u);
        EXPECT_EQ(decrypt(Cipher::aes_cbc, Padding::zeros, std::string(32, 'k'), std::string(16, 'i'), *sealed), plain);
    }
}

TEST(Ciphers, WrongKeysAndBytesAreErrorsInWords) {
    auto const words = [](auto const& result) { return result ? "no error" : result.error().message; };

    EXPECT_EQ(words(encrypt(Cipher::aes_ecb, Padding::pkcs7, "short", "", "x")),
              "the key has 5 bytes; AES takes 16, 24 or 32");
    EXPECT_EQ(words(encrypt(Cipher::triple_des_cbc, Padding::pkcs7, std::string(24, 'k'), "", "x")),
              "the iv has 0 bytes; this cipher takes 8");
    EXPECT_EQ(words(decrypt(Cipher::aes_ecb, Padding::pkcs7, std::string(16, 'k'), "", "no whole block")),
              "decrypting: not made with this key");
    EXPECT_EQ(words(decrypt(Cipher::aes_ecb, Padding::pkcs7, std::string(16, 'k'), "", "")),
              "decrypting: not made with this key");
}

TEST(Bytes, GoToTextAndBack) {
    std::string const bytes("\x00\xFFz\x10", 4);

    EXPECT_EQ(to_hex(bytes), "00ff7a10");
    EXPECT_EQ(*from_hex("00FF7a10"), bytes);
    EXPECT_EQ(*from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(to_base64(""), "");
    EXPECT_EQ(*from_base64(""), "");
    for (auto const* wrong : {"0", "0g", "-1"}) EXPECT_FALSE(from_hex(wrong)) << wrong;
    for (auto const* wrong : {"AAA", "AA=A", "A===", "AA A", "AAA\n", "===="})
        EXPECT_FALSE(from_base64(wrong)) << wrong;
    EXPECT_TRUE(same_bytes("ab", "ab"));
    EXPECT_FALSE(same_bytes("ab", "ac"));
    EXPECT_FALSE(same_bytes("ab", "abc"));
}

}  // namespace
}  // namespace lotbridge::crypto
