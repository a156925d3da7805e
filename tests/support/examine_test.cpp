// What the doctor finds on a real disk, at real ports and in a real store.
#include "support/examine.hpp"

#include "base/file.hpp"
#include "base/listener.hpp"
#include "found.hpp"
#include "store/desk.hpp"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <limits>

namespace lotbridge::support {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ContainsRegex;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class Examined : public testing::Test {
protected:
    Examined() {
        host.data_directory = folder.path;
        host.log.directory = folder.path / "log";
        host.store.min_free_bytes = 1;
    }
    std::vector<std::string> disk() const {
        return found([&](auto const& report) { examine_disk(host, report); });
    }
    std::vector<std::string> queue() const {
        return found([&](auto const& report) { examine_queue(host, report); });
    }

    test::Folder folder;
    config::HostSettings host;
};

TEST_F(Examined, ADiskIsWrittenFlushedAndReadBack) {
    EXPECT_THAT(disk(), AllOf(Contains(StartsWith("ok disk: ")),
                              Contains(ContainsRegex("64 KiB in .* 16 pieces, each flushed in .* ms")),
                              Not(Contains(StartsWith("failed")))));
    EXPECT_TRUE(is_empty(folder.path));
}

TEST_F(Examined, ADiskWithTooLittleRoomIsAFault) {
    host.store.min_free_bytes = std::numeric_limits<std::uint64_t>::max() / 8;

    EXPECT_THAT(disk(), Contains(AllOf(StartsWith("failed disk: "), HasSubstr("TO DO make room"))));
}

TEST_F(Examined, ADataFolderThatIsNotThereIsNoFault) {
    host.data_directory = folder.path / "none";

    EXPECT_THAT(disk(), ElementsAre(StartsWith("note disk: the data folder")));
    EXPECT_FALSE(exists(host.data_directory));
}

#if defined(_WIN32)
TEST_F(Examined, ADataFolderOnADiskThatIsNotThereIsAFault) {
    host.data_directory = R"(Q:\lotbridge)";

    EXPECT_THAT(disk(), ElementsAre(AllOf(StartsWith("failed disk: the data folder Q:"), HasSubstr("not there"))));
}

TEST_F(Examined, ADataFolderOnAnotherComputerIsAFault) {
    host.data_directory = R"(\\server\lotbridge)";

    EXPECT_THAT(disk(), ElementsAre(StartsWith(R"(failed disk: \\server\lotbridge is on a network share)")));
}
#endif

#if !defined(_WIN32)
TEST_F(Examined, AFolderThatEverybodyMayLookIntoIsNoted) {
    auto const folders = [&] { return found([&](auto const& report) { examine_folders(host, report); }); };
    permissions(folder.path, std::filesystem::perms(0755));
    EXPECT_THAT(folders(), Contains(AllOf(StartsWith("note folders: every user"), HasSubstr("chmod -R go="))));

    permissions(folder.path, std::filesystem::perms(0700));

    EXPECT_THAT(folders(), ElementsAre(StartsWith("ok folders: this account may write in")));
}
#endif

TEST_F(Examined, AQueueTellsWhatIsDeadAndWhatWaits) {
    EXPECT_THAT(queue(), IsEmpty());
    {
        test::Desk desk(folder.path);
        desk.take_in({test::letter("vehicle_entry", "R1"), test::letter("vehicle_entry", "R2")});
        desk.settle({test::dead(desk.claim().at(0).seq)});
    }

    EXPECT_THAT(queue(),
                ElementsAre(AllOf(StartsWith("note lot 1: queue: 1 messages wait for the cloud"),
                                  HasSubstr("the oldest waits for"), HasSubstr("lotbridge outbox list")),
                            AllOf(StartsWith("note lot 1: queue: 1 messages are dead"), HasSubstr("--state dead"))));
}

class Ports : public testing::Test {
protected:
    std::vector<std::string> ports(std::string const& settings, std::int64_t running = 0) {
        lot.name = "north";
        lot.adapters = {{.name = "gates", .settings = settings}};
        return found([&](auto const& report) { examine_ports(lot, running, report); });
    }
    std::string settings() const {
        return R"({ "cameras": [{ "listen": { "port": )" + std::to_string(port) + " } }] }";
    }

    config::LotSettings lot;
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor other{io, {boost::asio::ip::address_v4::loopback(), 0}};
    unsigned short port = other.local_endpoint().port();

    // Whether the system says whose the port is.
    bool told() const {
        auto const found = base::tcp_listener(port);
        return found && found->process != 0;
    }
};

TEST_F(Ports, InUseByAnotherProgramAreAFaultThatNamesIt) {
    if (!told()) GTEST_SKIP() << "wine does not always tell whose a port is";
    auto const here = std::to_string(base::process_id());

    EXPECT_THAT(
        ports(settings()),
        ElementsAre(AllOf(StartsWith("failed north: ports: port " + std::to_string(port) + ", which adapter gates"),
                          HasSubstr("is in use by support_test"), HasSubstr("process " + here))));
}

TEST_F(Ports, HeldByTheHostAreAsTheyShouldBe) {
    if (!told()) {
        EXPECT_THAT(ports(settings(), base::process_id()), ElementsAre(StartsWith("note north: ports")));
        return;
    }
    EXPECT_THAT(ports(settings(), base::process_id()), ElementsAre(StartsWith("ok north: ports")));
}

TEST_F(Ports, ThatNobodyHoldsAreFreeUntilAHostRuns) {
    other.close();

    EXPECT_THAT(ports(settings()), ElementsAre(AllOf(StartsWith("ok north: ports"), HasSubstr("is free"))));
    EXPECT_THAT(ports(settings(), 1), ElementsAre(StartsWith("failed north: ports")));
    EXPECT_THAT(ports("{}"), IsEmpty());
}

TEST(Advices, SayWhatToDoAboutWhatACheckFound) {
    app::CheckFinding const fault{app::Grade::failed, "database: adapter gates: database", "cannot be reached", {}};
    EXPECT_THAT(advice_on(fault), HasSubstr("does the database run"));
    EXPECT_THAT(advice_on({app::Grade::failed, "database: clock", "", {}}), HasSubstr("w32tm"));
    EXPECT_EQ(advice_on({app::Grade::note, "north: adapter gates: clock", "which is this computer's", {}}), "");
    EXPECT_EQ(advice_on({app::Grade::failed, "cloud", "", "its own"}), "its own");
    EXPECT_EQ(advice_on({app::Grade::ok, "cloud", "", {}}), "");
}

TEST(Advices, StandInTheJsonWithTheWorst) {
    std::vector<app::CheckFinding> const findings{{app::Grade::ok, "disk", "good", {}},
                                                  {app::Grade::note, "clock", "\"late\"", "set it"}};

    EXPECT_EQ(worst(findings), app::Grade::note);
    EXPECT_THAT(to_json(findings),
                HasSubstr(R"("worst":"note","findings":[{"grade":"ok","subject":"disk","words":"good"},)"
                          R"({"grade":"note","subject":"clock","words":"\"late\"","advice":"set it"}]})"));
}

}  // namespace
}  // namespace lotbridge::support
