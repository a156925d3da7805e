// Pictures travel in imageBase64 or as a part of their own (E10).
#include "cloud/http_request.hpp"
#include "session_fixture.hpp"

#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/image_upload.hpp>

namespace lotbridge::cloud {
namespace {

class AnImage : public SessionTest {
protected:
    static Exchange picture() {
        auto exchange = message("picture", "image_upload");
        exchange.data = R"({"recordCode":"R1","imageCode":"IMG-1","imageType":1,"imageBase64":"","imagePath":""})";
        exchange.image = std::string("\xFF\xD8\x00\x01\x02\r\n--\xFF\xD9", 11);
        return exchange;
    }
};

TEST_F(AnImage, GoesAsBase64IntoItsMember) {
    open();

    EXPECT_EQ(outcome_of(picture()).kind, Kind::accepted);

    auto const& envelope = server_.received.at(0).envelope;
    auto const upload = schema::decode<vo::ImageUpload>(envelope.data).value();
    EXPECT_EQ(upload.image_base64, "/9gAAQINCi0t/9k=");
    EXPECT_EQ(upload.record_code, "R1");
    EXPECT_EQ(upload.image_type, vo::ImageType::entry_small);
    EXPECT_EQ(server_.signer.verify(envelope.data, envelope.signature), wire::Signer::Verdict::good);
}

TEST_F(AnImage, GoesAsAPartNamedByItsCodeWhereTheProfileSaysSo) {
    lot_.cloud.profile.images = config::PlatformProfile::Images::multipart;
    open();

    EXPECT_EQ(outcome_of(picture()).kind, Kind::accepted);

    auto const& got = server_.received.at(0);
    EXPECT_THAT(got.content_type, testing::StartsWith("multipart/form-data; boundary=lotbridge-"));
    EXPECT_EQ(got.envelope.data, picture().data);
    EXPECT_THAT(got.body, HasSubstr("Content-Disposition: form-data; name=\"IMG-1\"; filename=\"IMG-1.jpg\"\r\n"
                                    "Content-Type: image/jpeg\r\n\r\n" +
                                    picture().image + "\r\n--lotbridge-"));
}

TEST_F(AnImage, OfAMegabyteArrivesWhole) {
    open();
    auto exchange = picture();
    exchange.image.assign(1 << 20, '\x7F');

    EXPECT_EQ(outcome_of(exchange).kind, Kind::accepted);

    auto const upload = schema::decode<vo::ImageUpload>(server_.received.at(0).envelope.data).value();
    EXPECT_EQ(upload.image_base64.size(), 4u * ((1 << 20) / 3 + 1));
}

TEST_F(AnImage, WithoutAReadableMessageIsRefusedForGood) {
    open();
    auto exchange = picture();
    exchange.data = "[]";

    EXPECT_EQ(outcome_of(exchange).kind, Kind::permanent);
}

TEST(AMultipartBody, CannotBeBrokenByAnImageCode) {
    HttpRequestWriter writer(parse_url("http://h/").value());

    auto const request = writer.multipart("{}", {"a\"\r\nX: y", "bytes"}, "B");

    EXPECT_THAT(request, HasSubstr("name=\"a___X: y\"; filename="));
    EXPECT_THAT(request, HasSubstr("Content-Length: " + std::to_string(request.size() - request.find("\r\n\r\n") - 4)));
}

}  // namespace
}  // namespace lotbridge::cloud
