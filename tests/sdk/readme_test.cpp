// The guide shows real code: what stands in sdk/README.md is what tests/sdk/outside/ builds and runs.
#include <gtest/gtest.h>

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

TEST(Readme, ShowsTheAdapterThatIsBuiltOutsideTheTree) {
    EXPECT_EQ(block("cpp", read("sdk/README.md")), read("tests/sdk/outside/gatehouse.cpp"));
}

TEST(Readme, ShowsItsBuildFileAndManifest) {
    auto const build_file = block("cmake", read("sdk/README.md"));

    ASSERT_FALSE(build_file.empty());
    EXPECT_NE(read("tests/sdk/outside/CMakeLists.txt").find(build_file), std::string::npos);
    EXPECT_EQ(block("json", read("sdk/README.md")), read("tests/sdk/outside/manifest.json"));
}

}  // namespace
}  // namespace lotbridge::test
