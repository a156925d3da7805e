#include "bad_plugin.hpp"

#include "base/file.hpp"
#include "base/text.hpp"
#include "store/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>

namespace lotbridge::plugin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string refusal(std::string const& name) {
    auto const loaded = load_plugin(name);
    return loaded ? "loaded" : loaded.error().message;
}

TEST(LibraryTest, LoadsAGoodOneAndShowsItsEntry) {
    auto const library = load_plugin("good");

    ASSERT_TRUE(library) << library.error().message;
    EXPECT_STREQ((*library)->entry().id, "test.good");
    EXPECT_EQ((*library)->manifest().id, "test.good");
}

TEST(LibraryTest, StaysInMemoryWhenNobodyHoldsItAnyMore) {
    auto library = load_plugin("good");
    ASSERT_TRUE(library);
    auto const& entry = (*library)->entry();

    library->reset();

    EXPECT_STREQ(entry.id, "test.good");
}

TEST(LibraryTest, RefusesAFileThatIsNoLibraryWithTheSystemsWords) {
    auto const words = refusal("not_a_library");

    EXPECT_THAT(words, HasSubstr("cannot be loaded as a library: "));
    EXPECT_THAT(words, Not(HasSubstr("Bad file descriptor")));
    EXPECT_THAT(words, Not(HasSubstr("Unknown error code")));
}

#if defined(_WIN32)
TEST(LibraryTest, SaysThatAnotherLibraryIsMissingWhichThisOneNeeds) {
    test::Folder const folder;
    auto manifest = *read_manifest(std::filesystem::path(LOTBRIDGE_BAD_PLUGINS) / "good");
    auto bytes = *base::read_file(manifest.library);
    constexpr std::string_view needed = "KERNEL32.dll", missing = "NOTTHERE.dll";
    ASSERT_NE(bytes.find(needed), bytes.npos);
    bytes.replace(bytes.find(needed), needed.size(), missing);
    manifest.library = folder.path / "good.dll";
    std::ofstream(manifest.library, std::ios::binary) << bytes;

    auto const loaded = Library::load(manifest);

    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("a library that it needs is missing"));
}
#endif

TEST(LibraryTest, RefusesALibraryThatIsNotThere) {
    auto manifest = *read_manifest(std::filesystem::path(LOTBRIDGE_BAD_PLUGINS) / "good");
    manifest.library.replace_filename("gone.so");

    auto const loaded = Library::load(manifest);

    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, AllOf(HasSubstr("gone.so"), HasSubstr("cannot be loaded as a library: ")));
}

TEST(LibraryTest, RefusesALibraryWithoutAnEntry) {
    EXPECT_THAT(refusal("no_entry"), HasSubstr("is a library, but no adapter: it exports no lb_entry_v1"));
}

TEST(LibraryTest, RefusesAnotherMajor) {
    EXPECT_THAT(refusal("other_major"),
                HasSubstr("was made for major 2 of the adapter interface; this host has major 1"));
}

TEST(LibraryTest, RefusesAnotherMajorInTheManifestWithoutLoading) {
    auto manifest = *read_manifest(std::filesystem::path(LOTBRIDGE_BAD_PLUGINS) / "not_a_library");
    manifest.abi_major = 2;

    auto const loaded = Library::load(manifest);

    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("its manifest says major 2"));
}

TEST(LibraryTest, RefusesAnEntryThatIsTooShort) {
    EXPECT_THAT(refusal("short_entry"), AllOf(HasSubstr("its entry says that it has"), HasSubstr("the oldest entry")));
}

TEST(LibraryTest, RefusesAnEmptyId) { EXPECT_THAT(refusal("empty_id"), HasSubstr("its entry has an empty id")); }

TEST(LibraryTest, RefusesAnEmptyVersion) {
    EXPECT_THAT(refusal("empty_version"), HasSubstr("its entry has an empty version"));
}

TEST(LibraryTest, RefusesAnEntryWithoutCreate) {
    EXPECT_THAT(refusal("no_create"), HasSubstr("its entry has no create function"));
}

TEST(LibraryTest, RefusesAnIdThatTheManifestDoesNotSay) {
    EXPECT_THAT(refusal("other_id"),
                HasSubstr("its entry has the id 'test.somebody_else', the manifest beside it 'test.other_id'"));
}

TEST(LibraryTest, RefusesAVersionThatTheManifestDoesNotSay) {
    EXPECT_THAT(refusal("other_version"),
                HasSubstr("its entry has the version '2.0.0', the manifest beside it '1.0.0'"));
}

#ifndef _WIN32
TEST(LibraryTest, FindsAMissingFunctionWhenItLoadsAndNamesIt) {
    EXPECT_THAT(refusal("missing_symbol"), HasSubstr("vendor_function_of_another_release"));
}
#endif

}  // namespace
}  // namespace lotbridge::plugin
