// What only a server does: it goes away, ends connections, and keeps procedures.
#include "fakes/database_server.hpp"
#include "lot_at_door.hpp"

#include <lotbridge/vo/vehicle_entry.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <future>
#include <thread>

namespace lotbridge::sql {
namespace {

using namespace std::chrono_literals;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr auto mapping = R"json({
"format": 1, "name": "server", "allow_writes": true,
"records": [
{ "message": "vehicle_entry",
  "query": "SELECT ${top} id, plate, in_time FROM stay WHERE in_time >= :since AND (in_time > :since OR id > :since_key) ORDER BY in_time, id ${limit}",
  "cursor": {"column": "in_time", "overlap": 60}, "key": "id",
  "fields": {"recordCode": {"template": "R{id}"}, "carNum": "plate", "inTime": "in_time"} } ],
"commands": {
  "fee_query": {
    "statements": %1,
    "reply": {"recordCode": {"field": "recordCode"}, "chargeMoney": {"column": "due", "transform": "yuan"}} },
  "prepayment": { "writes": true, "statements": ["INSERT INTO payment (number) VALUES (:orderCode)"],
    "reply": {"orderCode": {"field": "orderCode"}, "result": {"constant": 1}} },
  "gate_status": {
    "statements": {"mysql": ["CALL gate_of(:barCode)"], "default": ["SELECT state FROM gate WHERE code = :barCode"]}, "not_found": "no such gate",
    "reply": {"barCode": {"field": "barCode"}, "barStatus": "state"} } }
})json";

constexpr auto procedure = R"json({
      "mysql": ["SET @due = 0", "CALL fee_of(:recordCode, @due)", "SELECT @due AS due, DATE_FORMAT(NOW(), \"%H:%i:%s\") AS at"],
      "default": ["SELECT due FROM fee_of(:recordCode)"] })json";

std::string with_fee_query(std::string const& statements) { return replace(mapping, "%1", statements); }

class Server : public ::testing::TestWithParam<Door> {
protected:
    void SetUp() override {
        lot.exec(std::string("CREATE TABLE stay (id INTEGER PRIMARY KEY, plate VARCHAR(40), in_time ") +
                 words_of(GetParam().engine).datetime + ")");
        lot.write_mapping(with_fee_query(procedure));
        ASSERT_TRUE(lot.start());
    }
    void enter(int id) {
        lot.exec("INSERT INTO stay VALUES (" + std::to_string(id) + ", '测A1', '2024-01-02 08:00:00')");
    }
    void end_others() {
        auto const ends = lot.one(words_of(GetParam().engine).end_others);
        for (std::size_t i = 0; !part(ends, ";", i).empty(); ++i) lot.exec(part(ends, ";", i));
    }
    // Polls until so many entries have come, as the host would.
    bool eventually(std::size_t entries) {
        for (auto const limit = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < limit;) {
            if (lot.host.poll_all() && lot.host.stored<vo::VehicleEntry>().size() >= entries) return true;
            std::this_thread::sleep_for(100ms);
        }
        return false;
    }

    LotAtDoor lot{GetParam()};
};

TEST_P(Server, ThatIsRestartedIsReadOnWithoutALoss) {
    enter(1);
    ASSERT_TRUE(eventually(1));
    lot.server().stop();

    auto const away = lot.host.poll();
    lot.server().start();
    lot.connect();
    enter(2);

    ASSERT_FALSE(away);
    EXPECT_EQ(away.error().code, Errc::retry);
    EXPECT_THAT(away.error().message, HasSubstr("connecting to "));
    EXPECT_TRUE(eventually(2));
    EXPECT_THAT(lot.host.stored<vo::VehicleEntry>(), SizeIs(2));
}

// Whatever zone the tests run in, one of these two is wrong.
TEST_P(Server, WhoseClockIsHoursFromTheLotsMakesTheCheckFail) {
    enter(1);
    lot.host.stop();

    int failed = 0;
    for (auto const offset : {0min, 180min}) {
        auto const findings = lot.host.check_at_lot(lot.settings(), {.utc_offset = offset});
        ASSERT_TRUE(findings);
        for (auto const& finding : *findings)
            failed += finding.subject == "clock" && finding.outcome == Findings::Outcome::failed;
    }

    EXPECT_GE(failed, 1);
}

TEST_P(Server, ThatEndsTheConnectionIsAskedAgainOnANewOne) {
    enter(1);
    ASSERT_TRUE(eventually(1));
    end_others();
    enter(2);

    ASSERT_TRUE(lot.host.poll_all());

    EXPECT_THAT(lot.host.left_out(),
                AnyOf("", HasSubstr("gone away"), HasSubstr("onnection"), HasSubstr("ommunication")));
    EXPECT_TRUE(eventually(2));
}

TEST_P(Server, ThatEndsTheConnectionInTheMiddleOfAQueryIsAskedAgainOnANewOne) {
    lot.host.stop();
    auto const* const forever = words_of(GetParam().engine).forever;
    lot.write_mapping(with_fee_query(std::string(R"(["SELECT n AS due FROM ()") + forever + ") endless\"]"));
    ASSERT_TRUE(lot.start());
    auto asked =
        std::async(std::launch::async, [&] { return lot.host.command("fee_query", R"({"recordCode":"R1"})"); });
    while (asked.wait_for(50ms) != std::future_status::ready) end_others();

    auto const reply = asked.get();

    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::retry);
    EXPECT_THAT(reply.error().message, Not(HasSubstr("(it had "))) << "its time was not over";
    enter(1);
    EXPECT_TRUE(eventually(1));
}

TEST_P(Server, ThatEndsTheConnectionOfCommandsMayBeLeftForGood) {
    lot.exec("CREATE TABLE payment (number VARCHAR(40))");
    auto const pay = [&](std::string const& number) {
        return lot.host.command("prepayment", R"({"recordCode":"R1","orderMoney":5,"orderCode":")" + number + "\"}");
    };
    ASSERT_TRUE(pay("P1"));
    end_others();

    lot.host.stop();
    ASSERT_TRUE(lot.start());

    EXPECT_TRUE(pay("P2"));
    EXPECT_EQ(lot.one("SELECT count(*) FROM payment"), "2");
}

TEST_P(Server, ThatComputesAFeeInAProcedureIsAsked) {
    auto const engine = GetParam().engine;
    lot.exec(
        engine == Engine::mariadb ? "CREATE PROCEDURE fee_of(IN stay VARCHAR(40), OUT due DECIMAL(8,2)) SET due = 12.5"
        : engine == Engine::postgresql
            ? "CREATE FUNCTION fee_of(stay TEXT, OUT due DECIMAL(8,2)) LANGUAGE SQL AS 'SELECT 12.5'"
            : "CREATE PROCEDURE fee_of(stay VARCHAR(40)) RETURNS (due DECIMAL(8,2)) AS BEGIN due = 12.5; SUSPEND; END");

    for (int i = 0; i < 2; ++i) {
        auto const reply = lot.host.command("fee_query", R"({"recordCode":"R1"})");
        ASSERT_TRUE(reply) << reply.error().message;
        EXPECT_EQ(*reply, R"({"recordCode":"R1","chargeMoney":12.50})");
    }
}

using ProceduresWithRows = Server;

TEST_P(ProceduresWithRows, CanBeAskedAgainAndAgain) {
    lot.exec("CREATE TABLE gate (code VARCHAR(40), state INTEGER)");
    lot.exec("INSERT INTO gate VALUES ('G1', 1)");
    lot.exec("CREATE PROCEDURE gate_of(IN wanted VARCHAR(40)) SELECT state FROM gate WHERE code = wanted");

    for (int i = 0; i < 3; ++i) {
        auto const reply = lot.host.command("gate_status", R"({"barCode":"G1"})");
        ASSERT_TRUE(reply) << reply.error().message;
        EXPECT_EQ(*reply, R"({"barCode":"G1","barStatus":1})");
    }
    EXPECT_EQ(lot.host.command("gate_status", R"({"barCode":"G2"})").error().message, "no such gate");
    EXPECT_TRUE(lot.host.poll_all());
}

// The client library comes in front of those who listen before it is loaded, as the host does.
[[maybe_unused]] auto const listening = std::signal(SIGTERM, [](int) {});
using ServersWithSignals = Server;

TEST_P(ServersWithSignals, AreLeftByTheHostAndNotByTheirClientLibrary) {
    enter(1);
    ASSERT_TRUE(eventually(1));

    std::raise(SIGTERM);  // on which the host stops its adapters, one after the other

    for (auto const until = std::chrono::steady_clock::now() + 300ms; std::chrono::steady_clock::now() < until;) {
        auto const polled = lot.host.poll();
        ASSERT_TRUE(polled) << polled.error().message;
        ASSERT_EQ(lot.host.left_out(), "");
    }
}

INSTANTIATE_TEST_SUITE_P(All, Server, ::testing::Values(doors[2], doors[3], doors[4], doors[5], doors[6]),
                         [](auto const& each) { return std::string(each.param.name); });
INSTANTIATE_TEST_SUITE_P(Firebird, ServersWithSignals, ::testing::Values(doors[6]),
                         [](auto const& each) { return std::string(each.param.name); });
INSTANTIATE_TEST_SUITE_P(MariaDb, ProceduresWithRows, ::testing::Values(doors[2], doors[3]),
                         [](auto const& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace lotbridge::sql
