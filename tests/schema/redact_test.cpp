#include <lotbridge/schema/field.hpp>
#include <lotbridge/vo/all.hpp>

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string redacted(std::string_view body) { return schema::redact(schema::shape_of<vo::Prepayment>, body); }

TEST(Redact, HidesWhoItWasAndShowsWhatItWas) {
    auto const line =
        redacted(R"({"orderMoney":5.50,"carNum":"京A12345","orderCode":"O-1","phoneNumber":"13800001234"})");

    EXPECT_THAT(line, HasSubstr("\"orderMoney\":5.50"));
    EXPECT_THAT(line, HasSubstr("\"orderCode\":\"O-1\""));
    EXPECT_THAT(line, Not(HasSubstr("A12345")));
    EXPECT_THAT(line, Not(HasSubstr("1380000")));
}

TEST(Redact, LetsTheSameValueBeRecognised) {
    EXPECT_EQ(redacted(R"({"carNum":"京A12345"})"), redacted(R"({"carNum":"京A12345"})"));
    EXPECT_NE(redacted(R"({"carNum":"京A12345"})"), redacted(R"({"carNum":"京A12346"})"));
}

// Who knows what a platform writes under a name that we do not know.
TEST(Redact, HidesMembersThatNoRowNames) {
    auto const line = redacted(R"({"plateNo":"京A12345","owner":{"phone":"13800001234"},"tags":["京A12345"]})");

    EXPECT_THAT(line, Not(HasSubstr("A12345")));
    EXPECT_THAT(line, Not(HasSubstr("138")));
}

TEST(Redact, HidesInsideLists) {
    auto const line = schema::redact(schema::shape_of<vo::SupplementaryBill>,
                                     R"({"paymentRecordList":[{"billNumber":"B1","tollCollectorAccout":"zhang"}]})");

    EXPECT_THAT(line, HasSubstr("\"billNumber\":\"B1\""));
    EXPECT_THAT(line, Not(HasSubstr("zhang")));
}

TEST(Redact, ShowsPicturesByTheirSize) {
    std::string const picture(100'000, 'A');

    auto const line =
        schema::redact(schema::shape_of<vo::ImageUpload>, "{\"recordCode\":\"R\",\"imageBase64\":\"" + picture + "\"}");

    EXPECT_EQ(line, "{\"recordCode\":\"R\",\"imageBase64\":\"(100000 bytes)\"}");
}

TEST(Redact, ShowsNothingOfWhatIsNotJson) { EXPECT_EQ(redacted("carNum=A12345"), "(13 bytes, not JSON)"); }

TEST(RedactWords, HidesWhatTheyRepeatOfTheBody) {
    auto const words = schema::redact_words(schema::shape_of<vo::Prepayment>,
                                            R"({"orderCode":"O-1","carNum":"京A12345","phoneNumber":"13800001234"})",
                                            "O-1: 京A12345 is not inside (京A12345, 13800001234)");

    EXPECT_THAT(words, AllOf(HasSubstr("O-1: ("), HasSubstr(") is not inside (")));
    EXPECT_THAT(words, AllOf(Not(HasSubstr("A12345")), Not(HasSubstr("138"))));
}

TEST(RedactWords, HidesWhatStandsInLists) {
    EXPECT_THAT(schema::redact_words(schema::shape_of<vo::SupplementaryBill>,
                                     R"({"paymentRecordList":[{"tollCollectorAccout":"zhang"}]})", "no zhang here"),
                Not(HasSubstr("zhang")));
}

TEST(RedactWords, LeavesTheOthersAlone) {
    auto const words = [](std::string_view body) {
        return schema::redact_words(schema::shape_of<vo::Prepayment>, body, "9999 failure");
    };
    EXPECT_EQ(words(R"({"carNum":"京A12345"})"), "9999 failure");
    EXPECT_EQ(words(R"({"carNum":"9"})"), "9999 failure");
    EXPECT_EQ(words("not JSON"), "9999 failure");
}

TEST(UnknownMembers, AreNamedWithTheirPath) {
    EXPECT_THAT(
        schema::unknown_members(schema::shape_of<vo::SupplementaryBill>,
                                R"({"outCross":"S","paymentRecordList":[{"billNumber":"B"},{"amountReceivable":1}]})"),
        ElementsAre("/outCross", "/paymentRecordList/1/amountReceivable"));
}

}  // namespace
}  // namespace lotbridge::test
