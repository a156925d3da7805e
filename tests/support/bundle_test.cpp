#include "support/bundle.hpp"

#include "store/folder.hpp"
#include "unpacked.hpp"

#include <gmock/gmock.h>
#include <fstream>

namespace lotbridge::support {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;

class Bundles : public testing::Test {
protected:
    Bundles() { std::filesystem::create_directories(folder.path / "log"); }

    std::filesystem::path write(std::string const& name, std::string_view text) const {
        std::filesystem::create_directories((folder.path / name).parent_path());
        std::ofstream(folder.path / name, std::ios::binary) << text;
        return folder.path / name;
    }
    std::map<std::string, std::string> finish() {
        EXPECT_TRUE(bundle.finish());
        return unpacked(file);
    }

    test::Folder folder;
    std::filesystem::path file = folder.path / "bundle.tar.gz";
    Bundle bundle{*Archive::create(file), Veil({"hunter2"}), WallTime{}};
};

TEST_F(Bundles, PutEverythingThroughTheVeilAndListIt) {
    write("log/lotbridge.log", "京A12345 with hunter2\n");
    write("log/lotbridge.1.log", "京A12345 before\n");
    write("log/other.txt", "hunter2");
    EXPECT_TRUE(bundle.add_text("status.txt", "hunter2"));
    EXPECT_TRUE(bundle.add_settings("settings/host.json", write("host.json", R"({ "password": "hunter2" })")));
    EXPECT_TRUE(bundle.add_logs(folder.path / "log"));

    auto const files = finish();

    EXPECT_THAT(files, Each(Pair(testing::_, AllOf(Not(HasSubstr("hunter2")), Not(HasSubstr("A12345"))))));
    EXPECT_THAT(files, AllOf(Contains(Key("lotbridge-support/status.txt")),
                             Contains(Key("lotbridge-support/settings/host.json")),
                             Contains(Key("lotbridge-support/log/lotbridge.1.log")),
                             Not(Contains(Key("lotbridge-support/log/other.txt")))));
    EXPECT_THAT(files.at("lotbridge-support/contents.txt"),
                AllOf(HasSubstr("log/lotbridge.log: "), HasSubstr("settings/host.json: ")));
}

TEST_F(Bundles, ListWhatTheyLeaveOutWithTheReason) {
    EXPECT_TRUE(bundle.add_settings("settings/lots/a.json", write("a.json", "{ \"password\": \"other")));
    EXPECT_TRUE(bundle.add_settings("settings/lots/b.json", folder.path / "b.json"));
    EXPECT_TRUE(bundle.add_logs(folder.path / "nowhere"));

    auto const list = finish().at("lotbridge-support/contents.txt");

    EXPECT_THAT(list, AllOf(HasSubstr("settings/lots/a.json: left out: it is no JSON"),
                            HasSubstr("settings/lots/b.json: left out: reading"), Not(HasSubstr("other"))));
}

TEST_F(Bundles, TakeDumpsOnlyWhenToldTo) {
    write("dumps/host.dmp", "memory hunter2");
    EXPECT_TRUE(bundle.add_dumps(folder.path / "dumps", false));
    EXPECT_TRUE(bundle.add_dumps(folder.path / "dumps", true));

    auto const files = finish();

    EXPECT_THAT(files.at("lotbridge-support/contents.txt"), HasSubstr("dumps/host.dmp: left out: 14 bytes"));
    EXPECT_EQ(files.at("lotbridge-support/dumps/host.dmp"), "memory *******");
}

}  // namespace
}  // namespace lotbridge::support
