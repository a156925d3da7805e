#include "vzenith/recognition.hpp"
#include "vzenith/packet.hpp"

#include <lotbridge/crypto/bytes.hpp>
#include <lotbridge/crypto/cipher.hpp>
#include <lotbridge/text/encoding.hpp>

#include <gtest/gtest.h>

namespace lotbridge::vzenith {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

// The bytes of the research notes.
TEST(Packet, IsTheHeaderAndTheDataOfTheManual) {
    auto const getsn = packet(PacketKind::data, R"({"cmd":"getsn","id":"1"})", 1);

    EXPECT_EQ(crypto::to_hex(getsn.substr(0, 8)), "565a000100000018");
    EXPECT_EQ(data_of(getsn), R"({"cmd":"getsn","id":"1"})");
    EXPECT_EQ(crypto::to_hex(packet(PacketKind::heartbeat, "")), "565a010000000000");
    EXPECT_EQ(crypto::to_hex(*from_utf8("测A12345", Encoding::gb18030)), "b2e24131323334 35"s.erase(14, 1));
}

Recognition push(std::string const& plate_result, std::string_view key = "") {
    auto const json = JsonValue::parse(R"({"serialno":"s","result":{"PlateResult":)" + plate_result + "}}");
    return read_push(json.value(), 8h, key).value();
}

TEST(Recognition, OfAPushHasPlateColorTimeAndPictures) {
    auto const seen = push(R"({"license":"测A12345","colorType":1,"type":1,"plateid":77,"isoffline":1,
        "imageFile":"/9j/","imageFragmentFile":"/9g=","gioouts":[{"ionum":0,"ctrltype":2}],
        "timeStamp":{"Timeval":{"sec":1748822400,"usec":5,"decyear":2025,"decmon":6,"decday":2,"dechour":8,"decmin":0,"decsec":9}}})");

    EXPECT_EQ(seen.id, "77");
    EXPECT_EQ(seen.plate, "测A12345");
    EXPECT_EQ(seen.color, "蓝");
    EXPECT_EQ(seen.time.text(), "2025-06-02 08:00:09");
    EXPECT_TRUE(seen.replayed);
    EXPECT_TRUE(seen.opened_itself);
    EXPECT_EQ(seen.picture, "\xFF\xD8\xFF");
    EXPECT_EQ(seen.cutting, "\xFF\xD8");
}

TEST(Recognition, TimesComeFromSecondsWhereTheCalendarIsMissing) {
    auto const seen = push(R"({"license":"测A12345","timeStamp":{"Timeval":{"sec":1748822400}}})");
    EXPECT_EQ(seen.time.text(), "2025-06-02 08:00:00");
    EXPECT_TRUE(push(R"({"license":"测A12345"})").time.empty());
    EXPECT_TRUE(push(R"({"timeStamp":{"Timeval":{"decyear":2025,"decmon":99}}})").time.empty());
    EXPECT_TRUE(push(R"({"timeStamp":{"Timeval":{"sec":9223372036854775807}}})").time.empty());
}

TEST(Recognition, NoPlateIsNoPlateInAllItsWritings) {
    for (auto const* plate : {R"("_无_")", R"("无牌车")", R"("")"})
        EXPECT_EQ(push(R"({"license":)"s + plate + "}").plate, "");
    EXPECT_EQ(push(R"({"license":"测A12345","type":31})").plate, "");
}

TEST(Recognition, AnEncryptedPlateIsOpenedAndNeverTakenForAPlate) {
    std::string const key = "0123456789abcdef";
    auto const sealed = crypto::to_base64(*crypto::encrypt(crypto::Cipher::aes_ecb, crypto::Padding::zeros, key, "",
                                                           *from_utf8("测A12345", Encoding::gb18030)));
    auto const result = R"({"enable_encrypt":1,"license":")" + sealed + "\"}";

    EXPECT_EQ(push(result, key).plate, "测A12345");
    EXPECT_EQ(push(result).plate, "");
    EXPECT_TRUE(push(result).unreadable);
    EXPECT_EQ(push(R"({"enable_encrypt":1,"license":"测A12345"})", key).plate, "");
}

TEST(Recognition, OfAPacketHasItsPicturesBehindTheZero) {
    auto const json = *from_utf8(R"({"cmd":"ivs_result","id":9,"timeString":"2025-06-02 08:00:00","fullImgSize":3,)"
                                 R"("clipImgSize":2,"PlateResult":{"license":"测A12345","colorType":5}})",
                                 Encoding::gb18030);

    auto const seen = read_result(json + "\0abcde"s, 8h, "");

    ASSERT_TRUE(seen) << seen.error().message;
    EXPECT_EQ(seen->id, "9");
    EXPECT_EQ(seen->plate, "测A12345");
    EXPECT_EQ(seen->color, "绿");
    EXPECT_EQ(seen->picture, "abc");
    EXPECT_EQ(seen->cutting, "de");
    EXPECT_FALSE(read_result(json + "\0abcd"s, 8h, ""));
    EXPECT_FALSE(read_result(json, 8h, ""));
    EXPECT_FALSE(read_result("{\"cmd\":\"ivs_result\"}", 8h, ""));
    EXPECT_FALSE(read_result("\0\0\0"s, 8h, ""));
}

}  // namespace
}  // namespace lotbridge::vzenith
