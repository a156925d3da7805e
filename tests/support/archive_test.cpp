#include "support/archive.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "store/folder.hpp"
#include "unpacked.hpp"

#include <gmock/gmock.h>
#include <fstream>

namespace lotbridge::support {
namespace {

using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(Archives, GiveBackWhatWasPutIn) {
    test::Folder const folder;
    auto const file = folder.path / base::to_path("泊桥.tar.gz");
    auto const large = std::string(3'000'000, 'x') + "end";
    {
        auto archive = Archive::create(file);
        ASSERT_TRUE(archive) << archive.error().message;
        EXPECT_TRUE(archive->add("a/b.txt", "hello", {}));
        EXPECT_TRUE(archive->add("empty", "", {}));
        EXPECT_TRUE(archive->add("whole", std::string(512, 'y'), {}));
        EXPECT_TRUE(archive->add(std::string(90, 'f') + "/" + std::string(100, 'n'), large, {}));
        EXPECT_TRUE(archive->finish());
    }

    EXPECT_THAT(unpacked(file),
                UnorderedElementsAre(Pair("a/b.txt", "hello"), Pair("empty", ""), Pair("whole", std::string(512, 'y')),
                                     Pair(std::string(90, 'f') + "/" + std::string(100, 'n'), large)));
}

TEST(Archives, RefuseNamesThatDoNotFit) {
    test::Folder const folder;
    auto archive = Archive::create(folder.path / "a.tar.gz");

    EXPECT_FALSE(archive->add(std::string(101, 'n'), "", {}));
}

TEST(Archives, NeverReplaceAFile) {
    test::Folder const folder;
    auto const file = folder.path / "lotbridge.db";
    std::ofstream(file) << "a store";

    auto const archive = Archive::create(file);

    ASSERT_FALSE(archive);
    EXPECT_THAT(archive.error().message, HasSubstr("lotbridge.db is there already; name another file"));
    EXPECT_EQ(base::read_file(file), "a store");
}

TEST(Archives, NameTheFileThatCannotBeWritten) {
    test::Folder const folder;

    auto const archive = Archive::create(folder.path / "no folder" / "a.tar.gz");

    ASSERT_FALSE(archive);
    EXPECT_THAT(archive.error().message, HasSubstr("a.tar.gz cannot be written"));
}

}  // namespace
}  // namespace lotbridge::support
