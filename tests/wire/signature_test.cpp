#include "wire/signature.hpp"
#include "golden.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace lotbridge::wire {
namespace {

using Verdict = Signer::Verdict;

// RFC 1321, A.5. What is signed is data ‖ key, so a known message is given in two parts.
TEST(Signing, GivesTheKnownDigestsInCapitals) {
    Signer const signer({"", "c", "xyz"}, SignatureForm::append);

    EXPECT_EQ(signer.sign("", 0), "D41D8CD98F00B204E9800998ECF8427E00");
    EXPECT_EQ(signer.sign("ab", 1), "900150983CD24FB0D6963F7D28E17F7201");
    EXPECT_EQ(signer.sign("abcdefghijklmnopqrstuvw", 2), "C3FCD3D76192E4007DFB496CCA67E13B02");
}

TEST(Signing, ReplacesTheLastTwoDigitsWhereAskedTo) {
    Signer const signer({"", "c"}, SignatureForm::replace_last_two);

    EXPECT_EQ(signer.sign("ab", 1), "900150983CD24FB0D6963F7D28E17F01");
}

TEST(Signing, WritesTwoDigitsOfIndex) {
    Signer const signer(std::vector<std::string>(12, "key"), SignatureForm::append);

    EXPECT_EQ(signer.sign("data", 11).substr(32), "11");
    EXPECT_EQ(signer.sign("data", 7).substr(32), "07");
}

TEST(Signing, SignsNothingWithoutKeys) { EXPECT_EQ(Signer({}, SignatureForm::append).sign("data", 0), ""); }

TEST(Signing, GivesTheSameOnEveryThread) {
    auto const signer = golden_signer();
    std::string other;

    std::thread([&] { other = signer.sign("data", 1); }).join();

    EXPECT_EQ(other, signer.sign("data", 1));
}

class Verifying : public testing::TestWithParam<SignatureForm> {
protected:
    Signer const signer_ = golden_signer(GetParam());
    std::string const data_ = R"({"a" : "b c\" d", "e": [1, 2]})";
};

TEST_P(Verifying, AcceptsTheRawSlice) {
    EXPECT_EQ(signer_.verify(data_, signer_.sign(data_, 0)), Verdict::good);
    EXPECT_EQ(signer_.verify(data_, signer_.sign(data_, 2)), Verdict::good);
}

TEST_P(Verifying, AcceptsWhatWasSignedInItsMinifiedForm) {
    EXPECT_EQ(signer_.verify(data_, signer_.sign(R"({"a":"b c\" d","e":[1,2]})", 1)), Verdict::good);
}

TEST_P(Verifying, NeverTouchesWhiteSpaceInsideStrings) {
    EXPECT_EQ(signer_.verify(data_, signer_.sign(R"({"a":"bc\" d","e":[1,2]})", 1)), Verdict::wrong);
}

TEST_P(Verifying, RefusesChangedDataAndAnIndexOfAnotherKey) {
    auto signature = signer_.sign(data_, 0);
    EXPECT_EQ(signer_.verify(data_ + "x", signature), Verdict::wrong);

    signature.back() = '1';
    EXPECT_EQ(signer_.verify(data_, signature), Verdict::wrong);
}

TEST_P(Verifying, TellsAnUnknownKeyFromAWrongSignature) {
    auto signature = signer_.sign(data_, 0);
    signature.back() = '3';

    EXPECT_EQ(signer_.verify(data_, signature), Verdict::unknown_key);
}

TEST_P(Verifying, TellsAnAbsentSignature) { EXPECT_EQ(signer_.verify(data_, ""), Verdict::absent); }

TEST_P(Verifying, RefusesAnotherLengthOrForm) {
    auto const signature = signer_.sign(data_, 0);

    EXPECT_EQ(signer_.verify(data_, signature + "0"), Verdict::wrong);
    EXPECT_EQ(signer_.verify(data_, signature.substr(1)), Verdict::wrong);
    EXPECT_EQ(signer_.verify(data_, signature.substr(0, signature.size() - 1) + "x"), Verdict::wrong);
}

INSTANTIATE_TEST_SUITE_P(BothForms, Verifying, testing::Values(SignatureForm::append, SignatureForm::replace_last_two),
                         [](auto const& form) {
                             return form.param == SignatureForm::append ? "Append" : "ReplaceLastTwo";
                         });

}  // namespace
}  // namespace lotbridge::wire
