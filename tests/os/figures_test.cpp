// The figures of 6.1 as `lotbridge status` shows them.
#include "os/figures.hpp"

#include "base/text.hpp"
#include "os/spoken.hpp"
#include "store/desk.hpp"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

namespace lotbridge::os {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

TEST(Durations, AreSaidInTheirLargestUnits) {
    EXPECT_EQ(duration_text(0ms), "0");
    EXPECT_EQ(duration_text(820ms), "820 ms");
    EXPECT_EQ(duration_text(2345ms), "2.3 s");
    EXPECT_EQ(duration_text(65s), "1 min 5 s");
    EXPECT_EQ(duration_text(3h + 2min), "3 h 2 min");
    EXPECT_EQ(duration_text(97h), "4 d 1 h");
}

struct FiguresOfStatus : testing::Test {
    // A thousand messages today, one of them refused for good.
    void play() {
        test::Desk desk(folder.path);
        auto const now = std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now());
        store::Intake intake{.lot = desk.lot, .captured = now};
        for (int i = 0; i < 1000; ++i) {
            intake.letters.push_back(test::letter("vehicle_entry", "R" + std::to_string(i)));
            intake.letters.back().occurred = now;
        }
        test::must(desk.try_take_in(std::move(intake)));
        std::vector<store::Settlement> settlements;
        for (auto const& letter : desk.claim(1000)) {
            auto& settlement = settlements.emplace_back(letter.seq == 1 ? test::dead(1) : test::delivered(letter.seq));
            settlement.captured = settlement.at = now;
            settlement.happened = now - 1s;
            settlement.packets = 1;
            settlement.malformed = letter.seq == 1;
        }
        desk.settle(std::move(settlements));
        test::must(
            test::answer_of<void>([&](auto done) { desk.store->outage(desk.lot, true, now - 90s, std::move(done)); }));
    }
    Spoken status(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"status", "--data", base::to_text(folder.path)});
        return say(std::move(more));
    }

    test::Folder folder;
};

TEST_F(FiguresOfStatus, HaveARowForEachDay) {
    play();

    auto const spoken = status();

    EXPECT_EQ(spoken.exit_code, 0) << spoken.error;
    EXPECT_THAT(spoken.out, AllOf(HasSubstr("CORRECT"), HasSubstr("99.90%"), HasSubstr("0.10%"), HasSubstr("999")));
}

TEST_F(FiguresOfStatus, AreThereForProgramsToo) {
    play();

    rapidjson::Document json;
    json.Parse(status({"--json"}).out.c_str());

    ASSERT_TRUE(json.IsObject());
    auto const& lot = json["figures"]["lot 1"];
    EXPECT_EQ(lot["days"].Size(), 1u);
    EXPECT_EQ(lot["days"][0]["due"].GetInt64(), 1000);
    EXPECT_EQ(lot["total"]["accepted"].GetInt64(), 999);
    EXPECT_EQ(lot["total"]["lost"].GetInt64(), 1);
    EXPECT_EQ(lot["total"]["malformed"].GetInt64(), 1);
    EXPECT_TRUE(lot["outages"].IsArray());
}

TEST_F(FiguresOfStatus, AreLeftOutWhereNothingWasCountedYet) {
    { test::Desk const desk(folder.path); }

    EXPECT_THAT(status().out, testing::Not(HasSubstr("CORRECT")));
}

}  // namespace
}  // namespace lotbridge::os
