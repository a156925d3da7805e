// lotbridge acceptance on a store that a host has left, without that host.
#include "base/text.hpp"
#include "os/spoken.hpp"
#include "store/desk.hpp"

#include <gmock/gmock.h>
#include <rapidjson/document.h>
#include <fstream>

namespace lotbridge::os {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct AcceptanceCommand : testing::Test {
    test::Folder folder;

    AcceptanceCommand() {
        write("host.json", R"({ "data": "data", "lots": ["lot.json"] })");
        write("secret", "0123456789abcdef01234567");
        write("iv", "01234567");
        write("lot.json", R"({ "name": "north", "park_id": "P1", "park_code": "PC1",
            "cloud": { "url": "https://cloud.example.com", "user": "u", "password": { "file": "secret" },
                       "login_key": { "file": "secret" }, "login_iv": { "file": "iv" } },
            "adapters": [{ "name": "a", "plugin": "p" }] })");
        auto const store = test::must(store::Store::open(folder.path / "data", {}));
        auto const lot = test::must(store->lot("north"));
        auto const now = std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now());
        store::Intake intake{.lot = lot, .letters = {test::letter("vehicle_entry", "R1")}, .captured = now};
        test::must(test::answer_of<store::IntakeReceipt>([&](auto done) { store->take_in(intake, done); }));
    }

    void write(std::string const& name, std::string const& text) const { std::ofstream(folder.path / name) << text; }
    Spoken accept(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"acceptance", "--settings", base::to_text(folder.path / "host.json")});
        return say(std::move(more));
    }
    bool there(char const* name) const {
        return std::filesystem::exists(folder.path / "data" / "acceptance" / "north" / name);
    }
};

TEST_F(AcceptanceCommand, GradesWhatWasKeptAndLeavesAReport) {
    auto const spoken = accept();

    EXPECT_EQ(spoken.exit_code, 0) << spoken.error;
    EXPECT_THAT(spoken.out, AllOf(HasSubstr("5.1.2"), HasSubstr("not tested"), HasSubstr("report.html")));
    EXPECT_TRUE(there("report.html"));
    EXPECT_TRUE(there("report.json"));
}

TEST_F(AcceptanceCommand, SpeaksToProgramsOnStandardOutputAlone) {
    auto const spoken = accept({"--json", "--report", base::to_text(folder.path / "mine.html")});

    rapidjson::Document json;
    json.Parse(spoken.out.c_str());
    ASSERT_FALSE(json.HasParseError()) << spoken.out;
    EXPECT_STREQ(json["lot"].GetString(), "north");
    EXPECT_TRUE(std::filesystem::exists(folder.path / "mine.html"));
    EXPECT_TRUE(std::filesystem::exists(folder.path / "mine.json"));
}

TEST_F(AcceptanceCommand, PlaysNoFaultWithoutAReferenceCloud) {
    auto const spoken = accept({"--faults", "cloud_down", "--yes"});

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.error, HasSubstr("reference cloud only"));
}

TEST_F(AcceptanceCommand, ThatNobodyAnswersLeavesOpenWhatNeedsAPerson) {
    auto const spoken = accept({"--tests", "--yes", "--gate", "201"});

    EXPECT_EQ(spoken.exit_code, 0) << spoken.error;
    EXPECT_THAT(spoken.out, HasSubstr("nobody was there"));
}

TEST_F(AcceptanceCommand, RefusesWhatItDoesNotKnow) {
    EXPECT_EQ(accept({"--faults", "fire"}).exit_code, 2);
    EXPECT_EQ(accept({"--days", "0"}).exit_code, 2);
    EXPECT_EQ(accept({"--language", "fr"}).exit_code, 2);
    EXPECT_THAT(accept({"--until", "yesterday"}).error, HasSubstr("--until yesterday"));
}

}  // namespace
}  // namespace lotbridge::os
