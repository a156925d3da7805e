#include "base/text.hpp"

#include <gtest/gtest.h>

namespace lotbridge::base {
namespace {

TEST(ValidUtf8, KeepsChineseAndPictures) {
    EXPECT_EQ(valid_utf8("京A12345 😀"), "京A12345 😀");
    EXPECT_EQ(find_bad_utf8("京A12345 😀"), std::string_view::npos);
}

TEST(ValidUtf8, ReplacesEachBadByte) {
    EXPECT_EQ(valid_utf8("\xBE\xA9"
                         "A1"),
              "��A1");  // 京 as GBK
    EXPECT_EQ(find_bad_utf8("A1\xBE\xA9"), 2u);
}

TEST(ValidUtf8, RefusesSurrogatesOverlongFormsAndCutCharacters) {
    EXPECT_EQ(find_bad_utf8("\xED\xA0\x80"), 0u);
    EXPECT_EQ(find_bad_utf8("\xC0\xAF"), 0u);
    EXPECT_EQ(find_bad_utf8("\xF4\x90\x80\x80"), 0u);
    EXPECT_EQ(find_bad_utf8("\xE4\xBA"), 0u);
}

TEST(Characters, CountsCharactersNotBytes) { EXPECT_EQ(characters("京A12345"), 7u); }

TEST(Paths, KeepTheirTextThroughTheSystemsForm) {
    EXPECT_EQ(to_path("停车场/lot.json"), to_path("停车场") / "lot.json");
    EXPECT_EQ(to_text(to_path("停车场.json")), "停车场.json");
}

TEST(Paths, AreWholeFromAFolderOn) {
    EXPECT_EQ(whole_path(to_path("/north/lots"), to_path("../pictures")), to_path("/north/pictures").make_preferred());
#if defined(_WIN32)
    for (auto const* share : {R"(\\server\pictures\2026)", "//server/pictures/2026", R"(\\server\pictures\.\2026)"})
        EXPECT_EQ(to_text(whole_path("C:\\lots", share)), R"(\\server\pictures\2026)") << share;
    EXPECT_EQ(to_text(whole_path(R"(\\server\lots)", "../pictures")), R"(\\server\pictures)");
    EXPECT_EQ(to_text(whole_path(R"(C:\lots)", R"(\pictures)")), R"(C:\pictures)");
#endif
}

TEST(Paths, OfWindowsMayLieOnAnotherComputer) {
#if defined(_WIN32)
    EXPECT_TRUE(is_share(R"(\\server\pictures)"));
    EXPECT_TRUE(is_share("//server/pictures"));
    EXPECT_FALSE(is_share(R"(\pictures)"));
#endif
    EXPECT_FALSE(is_share("C:/pictures"));
    EXPECT_FALSE(is_share("/pictures"));
}

TEST(WithoutMark, TakesAwayWhatEditorsPutInFront) {
    EXPECT_EQ(without_mark("\xEF\xBB\xBF京"), "京");
    EXPECT_EQ(without_mark("京"), "京");
}

TEST(WordsOf, AreUtf8AndKnowEveryError) {
    for (int const number : {2, 193, 10048}) {  // the last two are unknown to MinGW's own library
        std::error_code const error(number, std::system_category());
        EXPECT_EQ(find_bad_utf8(words_of(error)), std::string_view::npos) << number;
        EXPECT_EQ(words_of(error).find("Unknown error code"), std::string::npos) << number;
    }
}

TEST(WindowsWord, KeepsSpacesQuotesAndBackslashesThatStandBeforeQuotes) {
    EXPECT_EQ(windows_word("C:\\Program Files\\泊桥"), "\"C:\\Program Files\\泊桥\"");
    EXPECT_EQ(windows_word("C:\\data\\"), "\"C:\\data\\\\\"");
    EXPECT_EQ(windows_word("a\\\"b"), "\"a\\\\\\\"b\"");
    EXPECT_EQ(windows_word(""), "\"\"");
}

}  // namespace
}  // namespace lotbridge::base
