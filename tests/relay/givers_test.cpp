#include "relay/givers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::relay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using enum Givers::Verdict;

config::AdapterSettings named(std::string name, std::vector<std::string> reports = {}) {
    config::AdapterSettings settings;
    settings.name = std::move(name);
    settings.reports = std::move(reports);
    return settings;
}

TEST(Givers, TheFirstInTheFileThatCanGivesATopicAndTheOthersLeaveIt) {
    Givers givers({named("database"), named("cameras")});
    givers.learn("database", {"vehicle_entry"});
    givers.learn("cameras", {"vehicle_entry", "image_upload"});

    EXPECT_EQ(givers.verdict("database", "vehicle_entry"), gives);
    EXPECT_EQ(givers.verdict("cameras", "vehicle_entry"), leaves);
    EXPECT_EQ(givers.verdict("cameras", "image_upload"), gives);
}

TEST(Givers, TheLotsFileSaysWhoGivesAndNobodyElseDoes) {
    Givers givers({named("database"), named("cameras", {"image_upload"})});
    givers.learn("database", {"vehicle_entry", "image_upload"});
    givers.learn("cameras", {"vehicle_entry", "image_upload", "channel_info"});

    EXPECT_EQ(givers.verdict("database", "image_upload"), leaves);
    EXPECT_EQ(givers.verdict("cameras", "image_upload"), gives);
    EXPECT_EQ(givers.verdict("cameras", "channel_info"), leaves) << "its list is whole";
}

TEST(Givers, WhatTheCloudCannotBeToldIsNotLeftSilently) {
    Givers givers({named("database"), named("cameras", {"image_upload"})});

    EXPECT_EQ(givers.verdict("cameras", "vehicle_entrance"), gives);
    EXPECT_EQ(givers.verdict("cameras", "gate_control"), gives);
}

TEST(Givers, TwoThatTheFileNamesBothGive) {
    Givers const givers({named("north", {"vehicle_entry"}), named("south", {"vehicle_entry"})});

    EXPECT_EQ(givers.verdict("north", "vehicle_entry"), gives);
    EXPECT_EQ(givers.verdict("south", "vehicle_entry"), gives);
}

TEST(Givers, NobodyStepsInForOneThatHasNeverToldWhatItCan) {
    Givers givers({named("database"), named("cameras")});
    givers.learn("cameras", {"vehicle_entry"});

    EXPECT_EQ(givers.verdict("cameras", "vehicle_entry"), open);

    givers.learn("database", {"fee_query"});

    EXPECT_EQ(givers.verdict("cameras", "vehicle_entry"), gives);
}

TEST(Givers, WhatTheFileSaysIsNeverOpen) {
    Givers const givers({named("database", {"vehicle_entry"}), named("cameras", {"image_upload"})});

    EXPECT_EQ(givers.verdict("cameras", "vehicle_entry"), leaves);
    EXPECT_EQ(givers.verdict("cameras", "image_upload"), gives);
}

TEST(Givers, WhatNoSheetOffersIsGivenByWhoTellsIt) {
    Givers givers({named("a"), named("b")});
    givers.learn("a", {});
    givers.learn("b", {});

    EXPECT_EQ(givers.verdict("b", "free_spaces"), gives);
}

TEST(Givers, SayWhoGivesWhatAndWhereTheFileIsSilent) {
    Givers givers({named("database"), named("cameras"), named("late")});
    givers.learn("database", {"vehicle_entry", "fee_query"});
    givers.learn("cameras", {"vehicle_entry", "image_upload", "gate_control"});

    auto const words = givers.words();

    EXPECT_THAT(words.gives, ElementsAre(Pair("database", "vehicle_entry"), Pair("cameras", "image_upload")));
    EXPECT_THAT(words.warnings, ElementsAre(HasSubstr("what late can tell is not known"),
                                            HasSubstr("cameras can tell vehicle_entry too; database gives it")));
}

TEST(Givers, HaveNothingToWarnOfWhenTheFileSaysAll) {
    Givers givers({named("database", {"vehicle_entry"}), named("cameras", {"image_upload"})});
    givers.learn("database", {"vehicle_entry"});
    givers.learn("cameras", {"vehicle_entry", "image_upload"});

    EXPECT_THAT(givers.words().warnings, IsEmpty());
}

}  // namespace
}  // namespace lotbridge::relay
