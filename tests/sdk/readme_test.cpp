// The guides show real code: what stands in sdk/README.md is what `lotbridge adapter new` writes, what stands in
// docs/adapter-guide.md is a part of tests/sdk/guide_test.cpp, or of the adapter that tests/sdk/outside builds.
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <sstream>

namespace lotbridge::test {
namespace {

std::string read(std::string const& path) {
    std::ifstream file(std::string(LOTBRIDGE_SOURCE_DIR "/") + path);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_TRUE(file) << path;
    return text.str();
}

std::string block(std::string const& language, std::string const& text) {
    auto const open = "```" + language + "\n";
    auto const begin = text.find(open);
    if (begin == std::string::npos) return {};
    auto const from = begin + open.size();
    return text.substr(from, text.find("```", from) - from);
}

// Shown code stands at the page's edge; where it is built it may stand inside a class and be wrapped elsewhere.
std::string without_blanks(std::string text) {
    std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
    return text;
}

TEST(Readme, ShowsTheAdapterThatANewProjectBeginsWith) {
    EXPECT_EQ(block("cpp", read("sdk/README.md")), read("sdk/templates/cpp/gatehouse.cpp"));
}

TEST(Readme, ShowsItsBuildFileAndManifest) {
    auto const build_file = block("cmake", read("sdk/README.md"));

    ASSERT_FALSE(build_file.empty());
    EXPECT_NE(read("sdk/templates/cpp/CMakeLists.txt").find(build_file), std::string::npos);
    EXPECT_EQ(block("json", read("sdk/README.md")), read("sdk/templates/cpp/manifest.json"));
}

TEST(AdapterGuide, ShowsCodeThatIsBuiltAndRun) {
    auto const guide = read("docs/adapter-guide.md");
    auto const built = without_blanks(read("tests/sdk/guide_test.cpp") + read("tests/sdk/outside/doorbell.cpp"));
    std::size_t blocks = 0;
    for (auto at = guide.find("```cpp\n"); at != std::string::npos; at = guide.find("```cpp\n", at + 1)) {
        auto const shown = block("cpp", guide.substr(at));
        EXPECT_NE(built.find(without_blanks(shown)), std::string::npos) << shown;
        ++blocks;
    }
    EXPECT_GE(blocks, 5u);
}

}  // namespace
}  // namespace lotbridge::test
