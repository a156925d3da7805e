// What the system tells of files and ports, asked of real ones.
#include "base/file.hpp"
#include "base/listener.hpp"
#include "base/text.hpp"
#include "store/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <fstream>
#include <future>
#if defined(_WIN32)
#include <windows.h>

#include <aclapi.h>
#include <sddl.h>
#endif

namespace lotbridge::base {
namespace {

namespace fs = std::filesystem;

struct FileTest : testing::Test {
    FileTest() { fs::create_directories(folder); }
    ~FileTest() override { fs::remove_all(folder); }

    static void write(fs::path const& file, std::string const& words) {
        std::ofstream(file, std::ios::binary) << words;
    }

    fs::path folder = fs::path(testing::TempDir()) / u8"lotbridge 车场" / std::to_string(process_id());
};

TEST_F(FileTest, TakesTheNameOfTheOneThatItReplaces) {
    write(folder / "fresh", "new");
    write(folder / "file", "old");

    auto const replaced = replace_file(folder / "fresh", folder / "file");

    ASSERT_TRUE(replaced) << replaced.error().message;
    EXPECT_EQ(*read_file(folder / "file"), "new");
    EXPECT_FALSE(fs::exists(folder / "fresh"));
}

TEST_F(FileTest, ThatIsNotThereReplacesNothingAndIsNamed) {
    write(folder / "file", "old");

    auto const replaced = replace_file(folder / "nowhere", folder / "file");

    ASSERT_FALSE(replaced);
    EXPECT_THAT(replaced.error().message, testing::HasSubstr("nowhere"));
    EXPECT_EQ(*read_file(folder / "file"), "old");
}

TEST_F(FileTest, IsAmongTheEntriesOfItsFolderHoweverLongThatIsNamed) {
    auto deep = folder;
    for (int i = 0; i < 10; ++i) deep /= "a part of thirty-odd characters, " + std::to_string(i);
    std::error_code refused;
    if (fs::create_directories(deep, refused); refused) GTEST_SKIP() << "this system's paths are short";
    write(deep / u8"北门.json", "{}");

    std::error_code error;
    EXPECT_THAT(entries_of(deep, error), testing::ElementsAre(deep / u8"北门.json"));
    EXPECT_FALSE(error);

    fs::remove(deep / u8"北门.json");  // one by one: MinGW's remove_all knows short paths only
    for (; deep != folder; deep = deep.parent_path()) fs::remove(deep);
}

TEST_F(FileTest, OfAFolderThatIsNotThereIsNone) {
    std::error_code error;
    for (auto const& none : {folder / "nowhere", fs::path()}) {
        EXPECT_THAT(entries_of(none, error), testing::IsEmpty());
        EXPECT_TRUE(error);
    }
}

TEST_F(FileTest, WrittenDurablyLeavesNothingBesideIt) {
    auto const written = write_file_durably(folder / u8"设置.json", "{}");

    ASSERT_TRUE(written) << written.error().message;
    EXPECT_EQ(*read_file(folder / u8"设置.json"), "{}");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1);
}

#if defined(_WIN32)
TEST_F(FileTest, ThatAVirusScannerHoldsIsReplacedWhenItIsLetGo) {
    write(folder / "fresh", "new");
    write(folder / "file", "old");
    auto* const held =
        CreateFileW((folder / "file").c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, 0, nullptr);
    auto replaced = std::async([this] { return replace_file(folder / "fresh", folder / "file"); });

    EXPECT_EQ(replaced.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout) << "not given up at once";
    CloseHandle(held);

    auto const done = replaced.get();
    EXPECT_TRUE(done) << done.error().message;
    EXPECT_EQ(*read_file(folder / "file"), "new");
}

std::wstring list_of(fs::path const& path) {
    PSECURITY_DESCRIPTOR found = nullptr;
    wchar_t* text = nullptr;
    GetNamedSecurityInfoW(path.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, nullptr, nullptr,
                          &found);
    ConvertSecurityDescriptorToStringSecurityDescriptorW(found, SDDL_REVISION_1, DACL_SECURITY_INFORMATION, &text,
                                                         nullptr);
    std::wstring const words = text ? text : L"";
    LocalFree(text);
    LocalFree(found);
    return words;
}

TEST_F(FileTest, InAFolderOfOurOwnIsNobodyElses) {
    ASSERT_TRUE(make_own_directory(folder / "data"));

    auto const list = list_of(folder / "data");

    EXPECT_THAT(list, testing::HasSubstr(L";;;SY)"));
    for (auto const* everybody : {L";;;WD)", L";;;BU)", L";;;AU)"})
        EXPECT_THAT(list, testing::Not(testing::HasSubstr(everybody)));
}
#else
TEST_F(FileTest, InAFolderOfOurOwnIsNobodyElses) {
    ASSERT_TRUE(make_own_directory(folder / "data" / "images"));

    EXPECT_EQ(fs::status(folder / "data" / "images").permissions(), fs::perms::owner_all);
}
#endif

#if !defined(_WIN32)
TEST(Files, TellWhetherEverybodyMayReadThem) {
    test::Folder const folder;
    auto const file = folder.path / "secret";
    std::ofstream(file) << "secret";
    permissions(file, std::filesystem::perms(0644));
    EXPECT_TRUE(readable_by_all(file));

    permissions(file, std::filesystem::perms(0640));

    EXPECT_FALSE(readable_by_all(file));
    EXPECT_FALSE(readable_by_all(folder.path / "not there"));
}
#endif

TEST(Listeners, AreFoundByTheirPort) {
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor here(io, {boost::asio::ip::address_v4::loopback(), 0});
    auto const port = here.local_endpoint().port();

    auto const found = tcp_listener(port);

    ASSERT_TRUE(found);
#if !defined(_WIN32)
    ASSERT_NE(found->process, 0);
#endif
    if (found->process != 0) {  // wine does not always tell whose a port is
        EXPECT_EQ(found->process, process_id());
        EXPECT_THAT(found->program, testing::StartsWith("base_test"));
    }
    here.close();
    EXPECT_FALSE(tcp_listener(port));
}

}  // namespace
}  // namespace lotbridge::base
