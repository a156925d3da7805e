#include "kit/scaffold.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "store/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::kit {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Scaffold, WritesAProjectThatKnowsOnlyItsOwnName) {
    test::Folder const folder;

    for (auto const* kind : {"cpp", "sql", "exec"}) {
        auto const name = std::string("door_") + kind;
        auto const files = scaffold(kind, name, folder.path);

        ASSERT_TRUE(files) << files.error().message;
        EXPECT_TRUE(std::filesystem::exists(folder.path / name / "README.md"));
        for (auto const& file : *files) {
            auto const content = base::read_file(file).value_or("");
            EXPECT_THAT(content + base::to_text(file.filename()),
                        Not(testing::AnyOf(HasSubstr("atehouse"), HasSubstr("门岗"))))
                << file;
        }
        EXPECT_THAT(*base::read_file(folder.path / name / "README.md"), HasSubstr("# Door"));
    }
}

TEST(Scaffold, OverwritesNothing) {
    test::Folder const folder;
    ASSERT_TRUE(scaffold("sql", "parkdb", folder.path));
    std::filesystem::remove(folder.path / "parkdb" / "README.md");

    auto const again = scaffold("cpp", "parkdb", folder.path);

    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().message, HasSubstr("is there already; nothing was written"));
    EXPECT_FALSE(std::filesystem::exists(folder.path / "parkdb" / "README.md"));
}

TEST(Scaffold, RefusesWhatIsNoName) {
    test::Folder const folder;

    for (auto const* name : {"", "9gate", "Gate", "a b", "../gate", "gate/house", "门岗"}) {
        auto const made = scaffold("cpp", name, folder.path);

        ASSERT_FALSE(made) << name;
        EXPECT_THAT(made.error().message, HasSubstr("is no name for an adapter"));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path));
}

}  // namespace
}  // namespace lotbridge::kit
