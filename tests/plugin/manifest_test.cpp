#include "plugin/library.hpp"

#include "base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>

namespace lotbridge::plugin {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

constexpr auto good = R"({"id": "test.lot", "version": "1.2.3", "title_zh": "车场", "title_en": "Lot",
"library": "lot.so", "abi_major": 1, "abi_minor": 0})";

class ManifestTest : public testing::Test {
protected:
    void SetUp() override {
        auto const* test = testing::UnitTest::GetInstance()->current_test_info();
        root_ = base::to_path(testing::TempDir()) / "lotbridge-manifest" / test->name();
        fs::remove_all(root_);
        fs::create_directories(root_);
    }
    void TearDown() override { fs::remove_all(root_); }

    fs::path write(std::string const& folder, std::string const& json) {
        fs::create_directories(root_ / folder);
        std::ofstream(root_ / folder / "manifest.json", std::ios::binary) << json;
        return root_ / folder;
    }
    std::string problem(std::string const& json) {
        auto const read = read_manifest(write("one", json));
        return read ? "no problem" : read.error().message;
    }

    fs::path root_;
};

TEST_F(ManifestTest, SaysWhatTheAdapterIsAndWhereItsLibraryLies) {
    auto const directory = write("one", good);

    auto const manifest = read_manifest(directory);

    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_EQ(manifest->id, "test.lot");
    EXPECT_EQ(manifest->version, "1.2.3");
    EXPECT_EQ(manifest->title_zh, "车场");
    EXPECT_EQ(manifest->title_en, "Lot");
    EXPECT_EQ(manifest->abi_major, 1);
    EXPECT_EQ(manifest->abi_minor, 0);
    EXPECT_TRUE(manifest->library.is_absolute());
    EXPECT_EQ(manifest->library.parent_path(), fs::absolute(directory));
    EXPECT_EQ(manifest->library.filename(), "lot.so");
}

TEST_F(ManifestTest, NamesTheFileThatIsNotThere) {
    auto const read = read_manifest(root_ / "nowhere");

    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("manifest.json: cannot be opened"));
}

TEST_F(ManifestTest, NamesLineAndColumnOfBrokenJson) {
    EXPECT_THAT(problem("{\n  \"id\": \"a\",\n  oops\n}"), HasSubstr("manifest.json:3:3: "));
}

TEST_F(ManifestTest, NamesLineColumnAndMemberOfAWrongType) {
    EXPECT_THAT(problem("{\n  \"abi_major\": \"one\"\n}"),
                EndsWith("manifest.json:2:3: 'abi_major' must be a whole number"));
    EXPECT_THAT(problem("{\n  \"id\": 7\n}"), EndsWith("manifest.json:2:3: 'id' must be a text"));
    EXPECT_THAT(problem("{\n  \"abi_major\": 1.5\n}"),
                EndsWith(":2:3: 'abi_major' is neither a text nor a whole number"));
}

TEST_F(ManifestTest, RefusesMembersThatItDoesNotKnowRepeatedOnesAndNestedOnes) {
    EXPECT_THAT(problem("{\"libary\": \"lot\"}"), EndsWith(":1:2: 'libary' is no member of a manifest"));
    EXPECT_THAT(problem("{\"id\": \"a\", \"id\": \"b\"}"), EndsWith("'id' is there twice"));
    EXPECT_THAT(problem("{\"id\": {\"name\": \"a\"}}"), HasSubstr("'id' is an object"));
    EXPECT_THAT(problem("{\"id\": [\"a\"]}"), HasSubstr("'id' is a list"));
    EXPECT_THAT(problem("\"text\""), EndsWith("the manifest must be an object"));
}

TEST_F(ManifestTest, NamesTheMemberThatIsMissingOrEmpty) {
    EXPECT_THAT(problem(R"({"id": "a"})"), EndsWith("manifest.json: 'version' is missing"));
    EXPECT_THAT(problem(R"({"id": ""})"), EndsWith("'id' is empty"));
}

TEST_F(ManifestTest, MaySayThatItsLibraryLoadsAVendors) {
    std::string const json = good;

    EXPECT_FALSE(read_manifest(write("a", json))->vendor_libraries);
    EXPECT_TRUE(read_manifest(write("b", json.substr(0, json.size() - 1) + R"(, "vendor_libraries": true})"))
                    ->vendor_libraries);
    EXPECT_THAT(problem(R"({"vendor_libraries": 1})"), EndsWith("'vendor_libraries' must be true or false"));
    EXPECT_THAT(problem(R"({"id": true})"), EndsWith("'id' must be a text"));
}

TEST_F(ManifestTest, MayNameAProgramInPlaceOfALibrary) {
    auto const with = [](std::string const& member) {
        return R"({"id": "a", "version": "1", "title_zh": "a", "title_en": "a", )" + member + "}";
    };

    auto const manifest = read_manifest(write("a", with(R"("program": ["python3", "adapter.py"])")));

    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_THAT(manifest->program, ElementsAre("python3", "adapter.py"));
    EXPECT_TRUE(manifest->library.empty());
    EXPECT_EQ(manifest->place(), fs::absolute(root_ / "a"));
    EXPECT_THAT(problem(with(R"("program": "python3")")), EndsWith("'program' must be a list of texts"));
    EXPECT_THAT(problem(with(R"("program": ["python3", 3])")), EndsWith("'program' must be a list of texts"));
    EXPECT_THAT(problem(with(R"("program": [])")), EndsWith("'program' must begin with the name of a program"));
    EXPECT_THAT(problem(with(R"("program": ["a"], "library": "lot.so")")),
                EndsWith("'library' is of a library, but this adapter is a program"));
    EXPECT_THAT(problem(with(R"("abi_major": 1)")), EndsWith("'library' is missing"));
}

TEST_F(ManifestTest, TakesNoLibraryFromAnotherFolder) {
    auto const json = R"({"id": "a", "version": "1", "title_zh": "a", "title_en": "a", "library": "../elsewhere/lot",
"abi_major": 1, "abi_minor": 0})";

    EXPECT_THAT(problem(json), HasSubstr("without a folder"));
}

TEST_F(ManifestTest, ScanSortsByIdAndKeepsBrokenOnesAsProblems) {
    write(
        "z",
        R"({"id": "a.first", "version": "1", "title_zh": "a", "title_en": "a", "library": "a", "abi_major": 1, "abi_minor": 0})");
    write("a", good);
    write("broken", "{");
    fs::create_directories(root_ / "no-manifest-no-adapter");

    auto const found = scan(root_);

    ASSERT_EQ(found.manifests.size(), 2u);
    EXPECT_EQ(found.manifests[0].id, "a.first");
    EXPECT_EQ(found.manifests[1].id, "test.lot");
    EXPECT_THAT(found.problems, ElementsAre(HasSubstr("broken")));
}

TEST_F(ManifestTest, ScanLeavesOutASecondAdapterOfTheSameId) {
    write("one", good);
    write("two", good);

    auto const found = scan(root_);

    EXPECT_EQ(found.manifests.size(), 1u);
    EXPECT_THAT(found.problems, ElementsAre(HasSubstr("its id test.lot is taken by")));
}

TEST_F(ManifestTest, ScanNamesAFolderThatCannotBeListed) {
    auto const found = scan(root_ / "nowhere");

    EXPECT_TRUE(found.manifests.empty());
    EXPECT_THAT(found.problems, ElementsAre(HasSubstr("nowhere: cannot be listed")));
}

}  // namespace
}  // namespace lotbridge::plugin
