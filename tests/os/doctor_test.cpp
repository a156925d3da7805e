// lotbridge doctor and support-bundle, called as a shell would call them, where no cloud answers.
#include "base/text.hpp"
#include "config/kept_secrets.hpp"
#include "os/spoken.hpp"
#include "store/desk.hpp"
#include "support/unpacked.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <fstream>

namespace lotbridge::os {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;

class Helped : public testing::Test {
protected:
    Helped() {
        config::KeptSecrets const kept(folder.path / "data");
        EXPECT_TRUE(kept.set("password", "hunter2-password"));
        EXPECT_TRUE(kept.set("key", "hunter2hunter2hunter2key"));
        EXPECT_TRUE(kept.set("iv", "hunter2v"));
        write("host.json", R"({ "data": "data", "plugins": "plugins", "lots": ["north.json"],
                                "store": { "min_free": "1MiB" } })");
        write("north.json", R"({ // the old password was hunter2-old
            "name": "north", "park_id": "p", "park_code": "c",
            "cloud": { "url": "http://127.0.0.1:1/parking", "user": "u", "password": { "kept": "password" },
                       "login_key": { "kept": "key" }, "login_iv": { "kept": "iv" } },
            "adapters": [{ "name": "gates", "plugin": "no.such", "settings": { "connect": "PWD=hunter2-more;" } }] })");
    }
    void write(std::string const& name, std::string_view text) const {
        std::filesystem::create_directories((folder.path / name).parent_path());
        std::ofstream(folder.path / name, std::ios::binary) << text;
    }
    Spoken help(std::vector<std::string> words) const {
        words.insert(words.end(), {"--settings", base::to_text(folder.path / "host.json")});
        return say(std::move(words));
    }

    test::Folder folder;
};

TEST_F(Helped, ByADoctorWhoSaysWhatToDo) {
    auto const spoken = help({"doctor"});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(
        spoken.out,
        AllOf(HasSubstr("disk: 64 KiB in"), HasSubstr("FAILED  north: connection: connecting to 127.0.0.1"),
              HasSubstr("        to do: is the cloud up"),
              HasSubstr("FAILED  north: adapter gates: no plugin \"no.such\" is installed"), Not(HasSubstr("hunter2"))))
        << spoken.error;
}

// Looking at it mends it, so nobody else can say that something was lost.
TEST_F(Helped, ByADoctorWhoSaysThatTheStoreWasDamaged) {
    { test::Desk const desk(folder.path / "data"); }
    write("data/lotbridge.db", std::string(20'000, 'x'));

    EXPECT_THAT(help({"doctor"}).out, AllOf(HasSubstr("FAILED  north: store: the database was damaged"),
                                            HasSubstr("        to do: the store is sound again")));
}

TEST_F(Helped, ByADoctorInJson) {
    auto const spoken = help({"doctor", "--json"});

    rapidjson::Document json;
    json.Parse(spoken.out.c_str());
    ASSERT_TRUE(json.IsObject()) << spoken.out << spoken.error;
    EXPECT_STREQ(json["worst"].GetString(), "failed");
    EXPECT_GT(json["findings"].Size(), 5u);
    EXPECT_EQ(spoken.exit_code, 1);
}

TEST_F(Helped, ByADoctorWhoNamesTheLineOfBrokenSettings) {
    write("north.json", R"({ "nmae": "a" })");
    EXPECT_THAT(help({"doctor"}).out,
                HasSubstr("FAILED  settings: " + base::to_text(folder.path / "north.json") + ":1:3"));
    write("host.json", "{");

    auto const spoken = help({"doctor"});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.out, AllOf(HasSubstr("host.json:1:2: is not JSON here"), HasSubstr("to do: correct the file")));
}

TEST_F(Helped, ByABundleWithoutPlatesAndSecrets) {
    {
        test::Desk desk(folder.path / "data");
        desk.take_in({test::letter("vehicle_entry", "R1", "", R"({"recordCode":"R1","plateNo":"京A12345"})")});
        desk.settle({test::dead(desk.claim().at(0).seq)});
    }
    write("data/log/lotbridge.log", "a vendor printed 京A12345 and hunter2-password\n");
    auto const file = folder.path / "bundle.tar.gz";

    auto const spoken = help({"support-bundle", base::to_text(file)});

    EXPECT_EQ(spoken.exit_code, 0) << spoken.error;
    EXPECT_THAT(spoken.out, HasSubstr("written to " + base::to_text(file)));
    auto const files = support::unpacked(file);
    for (auto const* name : {"versions.txt", "doctor.txt", "status.json", "settings/host.json",
                             "settings/lots/north.json", "log/lotbridge.log", "outbox/dead.txt", "contents.txt"})
        EXPECT_THAT(files, Contains(Key(std::string("lotbridge-support/") + name)));
    EXPECT_THAT(files, Each(Pair(testing::_, AllOf(Not(HasSubstr("hunter2")), Not(HasSubstr("A12345"))))));
    EXPECT_THAT(files.at("lotbridge-support/outbox/dead.txt"), HasSubstr("vehicle_entry"));
}

TEST_F(Helped, ByABundleThatSaysWhereItCannotBeWritten) {
    auto const spoken = help({"support-bundle", base::to_text(folder.path / "none" / "bundle.tar.gz")});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.error, HasSubstr("bundle.tar.gz cannot be written; name another file"));
}

}  // namespace
}  // namespace lotbridge::os
