#include "lot.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

// A clause of the report.
struct Row {
    std::string state;
    int seen, shall;
};

Row row_of(CloudProcess const& cloud, std::string const& clause, std::string const& query = "") {
    auto const report = cloud.get("/report" + query);
    for (auto const& row : report["clauses"].GetArray())
        if (text(row, "clause") == clause) return {text(row, "state"), row["seen"].GetInt(), row["shall"].GetInt()};
    return {"absent", 0, 0};
}

class CloudReport : public testing::Test {
protected:
    CloudReport() {
        lot.login();
        lot.tell("2", entry("R1"));
    }

    CloudProcess cloud;
    Lot lot{cloud};
};

TEST_F(CloudReport, TellsAClauseThatWasKept) {
    auto const row = row_of(cloud, "5.1.2");

    EXPECT_EQ(row.state, "kept");
    EXPECT_EQ(row.seen, 1);
    EXPECT_EQ(row_of(cloud, "C.2.2").state, "kept");
    EXPECT_EQ(row_of(cloud, "B.1.2.1").seen, 2);
    EXPECT_EQ(row_of(cloud, "B.2.7").seen, 1);
}

TEST_F(CloudReport, TellsAClauseThatWasNeverTried) {
    EXPECT_EQ(row_of(cloud, "5.1.4").state, "unseen");
    EXPECT_EQ(row_of(cloud, "B.2.1").state, "unseen");
}

TEST_F(CloudReport, TellsAClauseThatWasBrokenAndHowOften) {
    lot.tell("5", image("R9"));
    lot.tell("5", image("R8"));

    auto const row = row_of(cloud, "5.1.5");

    EXPECT_EQ(row.state, "violated");
    EXPECT_EQ(row.shall, 2);
}

TEST_F(CloudReport, NamesEveryInterfaceAndItsFunction) {
    for (auto const* clause : {"5.1.1", "5.4.2", "5.6.3", "6.1.4", "B.1.2.5", "B.2.6", "C.2.1", "C.5.1", "C.7.3"})
        EXPECT_NE(row_of(cloud, clause).state, "absent") << clause;
}

TEST_F(CloudReport, ReckonsTheFiguresOfTheTransfer) {
    post_form(cloud.uplink(), "{");

    auto const report = cloud.get("/report");

    EXPECT_EQ(report["figures"]["packets"].GetInt(), 3);
    EXPECT_EQ(report["figures"]["errors"].GetInt(), 1);
    EXPECT_EQ(row_of(cloud, "6.1.4").state, "violated");
    EXPECT_EQ(row_of(cloud, "6.1.1").state, "kept");
}

TEST(CloudReportOfDelays, TimesTheWayFromTheEventToItsAcceptance) {
    CloudProcess const cloud;
    Lot lot(cloud);
    lot.login();
    cloud.post("/clock", R"({"now":"2024-05-01 08:00:20"})");

    lot.tell("2", entry("R1"));

    auto const report = cloud.get("/report");
    EXPECT_EQ(report["figures"]["delays"].GetInt(), 1);
    EXPECT_THAT(report["figures"]["meanDelayMs"].GetInt(), testing::AllOf(testing::Ge(20'000), testing::Lt(50'000)));
    EXPECT_EQ(row_of(cloud, "6.1.2").state, "violated");
}

TEST_F(CloudReport, CountsTransactionsThatNeverCameAsLost) {
    lot.tell("4", exit("R1"));
    lot.tell("13", reconciliation("3", "31.50"));

    auto const report = cloud.get("/report");

    EXPECT_EQ(report["figures"]["due"].GetInt(), 3);
    EXPECT_EQ(report["figures"]["missing"].GetInt(), 2);
    EXPECT_EQ(row_of(cloud, "6.1.3").state, "violated");
}

TEST_F(CloudReport, IsOfOneLotWhenAskedSo) { EXPECT_EQ(row_of(cloud, "5.1.2", "?lot=P9").state, "unseen"); }

TEST(CloudReportAfterARestart, StillKnowsWhatWasSeen) {
    Folder const folder;
    std::vector<std::string> const options{"--database", folder.file("cloud.db")};
    {
        CloudProcess cloud(options);
        Lot lot(cloud);
        lot.login();
        lot.tell("2", entry("R1"));
        cloud.stop();
    }
    CloudProcess const cloud(options);

    EXPECT_EQ(row_of(cloud, "5.1.2").seen, 1);
}

}  // namespace
}  // namespace lotbridge::test
