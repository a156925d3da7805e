#include "acceptance/journal.hpp"

#include "lot_facts.hpp"
#include "store/folder.hpp"

#include <fstream>

namespace lotbridge::acceptance::test {
namespace {

struct JournalTest : testing::Test {
    lotbridge::test::Folder folder;
    std::filesystem::path file = folder.path / "journal.json";

    Journal open() const {
        auto journal = Journal::open(file);
        if (!journal) throw std::runtime_error(journal.error().message);
        return std::move(*journal);
    }
};

TEST_F(JournalTest, KeepsWhatWasFoundAndWhatWasUnderWay) {
    Item found{
        .id = "fee_query", .clause = "5.2.1", .title = {"Fee", "费用"}, .grade = Grade::fail, .why = {"no", "否"}};
    found.evidence = {{"a", "b"}};
    found.messages = {{7, "opr", "R1", now + 123ms, "words"}};
    {
        auto journal = open();
        ASSERT_TRUE(journal.begin_anew(now));
        ASSERT_TRUE(journal.finish_test(found));
        ASSERT_TRUE(journal.begin("fault.cloud_down"));
    }

    auto const journal = open();

    EXPECT_EQ(journal.begun(), now);
    EXPECT_EQ(journal.interrupted(), "fault.cloud_down");
    auto const* kept = journal.result("fee_query");
    ASSERT_NE(kept, nullptr);
    EXPECT_EQ(kept->grade, Grade::fail);
    EXPECT_EQ(kept->why, found.why);
    EXPECT_EQ(kept->evidence, found.evidence);
    EXPECT_EQ(kept->messages, found.messages);
}

TEST_F(JournalTest, HoldsTheLatestResultOfEach) {
    auto journal = open();
    ASSERT_TRUE(journal.finish_fault({.id = "fault.disk_full", .grade = Grade::fail}));
    ASSERT_TRUE(journal.finish_fault({.id = "fault.disk_full", .grade = Grade::pass}));

    ASSERT_EQ(journal.faults().size(), 1u);
    EXPECT_EQ(journal.faults()[0].grade, Grade::pass);
    EXPECT_TRUE(open().interrupted().empty());
}

TEST_F(JournalTest, ThatCannotBeReadSaysHowToBeginAnother) {
    std::ofstream(file) << "{";

    auto const journal = Journal::open(file);

    ASSERT_FALSE(journal);
    EXPECT_THAT(journal.error().message, testing::HasSubstr("--new"));
}

}  // namespace
}  // namespace lotbridge::acceptance::test
