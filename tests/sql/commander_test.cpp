// Requests of the cloud, carried out on a real database by statements of a mapping.
#include "site.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using ::testing::HasSubstr;

constexpr auto tables =
    "CREATE TABLE stay (id INTEGER PRIMARY KEY, plate TEXT, in_time TEXT, out_time TEXT, fee REAL, state TEXT);"
    "CREATE TABLE payment (number TEXT UNIQUE, stay INTEGER, yuan REAL CHECK (yuan < 1000), at TEXT);"
    "INSERT INTO stay (id, plate, in_time, fee) VALUES (1, '测A11111', '2024-01-01 08:00:00', 12.345)";

constexpr auto fee_query = R"("fee_query": {
    "statements": ["SELECT fee, plate FROM stay WHERE id = :recordCode"],
    "not_found": "no such stay",
    "reply": {"recordCode": {"field": "recordCode"}, "chargeMoney": {"column": "fee", "transform": "yuan"}}})";

constexpr auto prepayment = R"json("prepayment": {
    "writes": true,
    "already_done": "SELECT number FROM payment WHERE number = :orderCode",
    "requires": [{"query": "SELECT id FROM stay WHERE id = :recordCode AND out_time IS NULL", "otherwise": "the car has left"}],
    "statements": ["UPDATE stay SET state = 'paying' WHERE id = :recordCode",
                   "INSERT INTO payment VALUES (:orderCode, :recordCode, CAST(:orderMoney AS REAL), ${now})"],
    "reply": {"orderCode": {"field": "orderCode"}, "result": {"constant": 1}}})json";

std::string commands(std::string const& list) { return R"(, "commands": {)" + list + "}"; }

class Commands : public ::testing::Test {
protected:
    explicit Commands(std::string const& list = std::string(fee_query) + "," + prepayment, bool writes = true)
        : site(entries_mapping(commands(list), writes ? R"("allow_writes": true,)" : ""), tables) {
        EXPECT_TRUE(site.host.start(site.settings()));
    }
    Result<std::string> pay(std::string const& number, std::string const& yuan = "5", std::string const& stay = "1") {
        return site.host.command("prepayment", R"({"recordCode":")" + stay + R"(","orderCode":")" + number +
                                                   R"(","orderMoney":)" + yuan + "}");
    }

    Site site;
};

TEST_F(Commands, AResultBecomesTheReply) {
    EXPECT_EQ(*site.host.command("fee_query", R"({"recordCode":"1"})"), R"({"recordCode":"1","chargeMoney":12.35})");
}

TEST_F(Commands, NoResultIsRefusedInTheMappingsWords) {
    auto const reply = site.host.command("fee_query", R"({"recordCode":"2"})");

    EXPECT_EQ(reply.error().code, Errc::rejected);
    EXPECT_EQ(reply.error().message, "no such stay");
}

TEST_F(Commands, ARequestIsAValueAndNeverSql) {
    EXPECT_FALSE(site.host.command("fee_query", R"({"recordCode":"1 OR 1=1"})"));
    EXPECT_FALSE(site.host.command("fee_query", R"({"recordCode":"'; DROP TABLE stay; --"})"));
    EXPECT_TRUE(site.host.command("fee_query", R"({"recordCode":"1"})"));
}

TEST_F(Commands, WhatTheMappingDoesNotOfferIsUnsupported) {
    EXPECT_EQ(site.host.command("gate_control", R"({"barCode":"1","isOpen":1})").error().code, Errc::unsupported);
}

TEST_F(Commands, APaymentIsWrittenOnce) {
    ASSERT_TRUE(pay("P1"));
    EXPECT_EQ(*pay("P1"), R"({"orderCode":"P1","result":1})");

    EXPECT_EQ(site.one("SELECT count(*) FROM payment"), "1");
}

TEST_F(Commands, AFailureHalfwayLeavesNothingBehind) {
    auto const reply = pay("P1", "1000");

    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::retry);
    EXPECT_THAT(reply.error().message, HasSubstr("CHECK constraint failed"));
    EXPECT_EQ(site.one("SELECT count(*) FROM stay WHERE state = 'paying'"), "0");
    EXPECT_TRUE(pay("P1"));
}

TEST_F(Commands, ARequirementThatFailsIsRefusedInItsWords) {
    site.exec("UPDATE stay SET out_time = '2024-01-01 09:00:00'");

    EXPECT_EQ(pay("P1").error().message, "the car has left");
    EXPECT_EQ(site.one("SELECT count(*) FROM payment"), "0");
}

TEST_F(Commands, ALockedDatabaseIsARetryAndWritesNothing) {
    site.exec("BEGIN EXCLUSIVE");
    auto const reply = pay("P1");
    site.exec("COMMIT");

    EXPECT_EQ(reply.error().code, Errc::retry);
    EXPECT_THAT(reply.error().message, HasSubstr("locked"));
    EXPECT_TRUE(pay("P1"));
}

TEST_F(Commands, ErrorsNeverRepeatWhatWasAskedFor) {
    site.exec("CREATE TRIGGER loud BEFORE INSERT ON payment BEGIN SELECT raise(FAIL, 'payment SECRET-1 refused'); END");

    EXPECT_THAT(pay("SECRET-1").error().message, HasSubstr("payment *** refused"));
}

class QuotingCommands : public Commands {
protected:
    QuotingCommands()
        : Commands(R"json("fee_query": {
            "statements": ["SELECT coalesce(:stayMinutes, 90) AS minutes, coalesce(:stayMinutes, 90) / 10 AS fee, plate FROM stay"],
            "reply": {"recordCode": {"field": "recordCode"}, "chargeMoney": "fee", "payMoney": "fee",
                      "couponsOpen": {"constant": 1}, "stayMinutes": "minutes", "anyStay": {"constant": 1},
                      "echo": {"template": "{plate}|{minutes}"}}},
          "prepayment": {
            "writes": true,
            "params": {"minutes": {"field": "echo", "transform": {"part": {"separator": "|", "index": 1}}}},
            "statements": ["UPDATE stay SET state = :minutes || ' ' || :quoteMoney || ' ' || :quoteTime || ' ' || :quoteExpired"],
            "reply": {"orderCode": {"field": "orderCode"}, "result": {"constant": 1}}})json") {}
};

TEST_F(QuotingCommands, TellTheHostTheTermsOfAFeeAndTheFeesOfOtherStays) {
    auto const fee = site.host.command("fee_query", R"({"recordCode":"1"})");
    ASSERT_TRUE(fee) << fee.error().message;
    EXPECT_EQ(*fee,
              R"({"recordCode":"1","chargeMoney":9,"payMoney":9,"couponsOpen":true,"stayMinutes":90,"anyStay":true,)"
              R"("echo":"测A11111|90"})");

    EXPECT_THAT(*site.host.command("fee_query", R"({"recordCode":"1","stayMinutes":30})"),
                HasSubstr(R"("chargeMoney":3,"payMoney":3)"));
}

TEST_F(QuotingCommands, SeeTheQuoteThatWasPaidUpon) {
    auto const paid = site.host.command(
        "prepayment", R"({"recordCode":"1","orderCode":"P1","orderMoney":9,"quoteMoney":9,)"
                      R"("quoteTime":"2024-01-01 09:30:00","quoteExpired":false,"echo":"测A11111|90"})");

    ASSERT_TRUE(paid) << paid.error().message;
    EXPECT_EQ(site.one("SELECT state FROM stay"), "90 9 2024-01-01 09:30:00 0");
}

class MemberCommands : public Commands {
protected:
    MemberCommands()
        : Commands(R"json("member_query": {
            "writes": true,
            "statements": ["UPDATE stay SET state = :isVip || :isAutoPay WHERE plate = :carNum"],
            "reply": {"isVip": {"field": "isVip"}, "isAutoPay": {"field": "isAutoPay"}}})json") {}
};

TEST_F(MemberCommands, KeepWhatTheCloudHandsDown) {
    auto const kept = site.host.command("member_query", R"({"carNum":"测A11111","isVip":1,"isAutoPay":0})");

    ASSERT_TRUE(kept) << kept.error().message;
    EXPECT_EQ(*kept, R"({"isVip":1,"isAutoPay":0})");
    EXPECT_EQ(site.one("SELECT state FROM stay"), "10");
}

class ReadOnlyCommands : public Commands {
protected:
    // It says that it only reads, and is wrong.
    ReadOnlyCommands()
        : Commands(std::string(prepayment) + R"(, "gate_status": {"statements": ["DELETE FROM stay"],
            "reply": {"barCode": {"field": "barCode"}, "barStatus": {"constant": 1}}})",
                   false) {}
};

TEST_F(ReadOnlyCommands, AreNotOfferedWhenTheyWrite) {
    EXPECT_EQ(pay("P1").error().code, Errc::unsupported);
    EXPECT_THAT(*site.host.capabilities(), HasSubstr(R"("prepayment":"unsupported")"));
}

TEST_F(ReadOnlyCommands, CannotWriteEvenWhenTheirStatementTries) {
    auto const reply = site.host.command("gate_status", R"({"barCode":"1"})");

    ASSERT_FALSE(reply);
    EXPECT_THAT(reply.error().message, HasSubstr("readonly"));
    EXPECT_EQ(site.one("SELECT count(*) FROM stay"), "1");
}

class SlowCommands : public Commands {
protected:
    SlowCommands()
        : Commands(
              R"json("fee_query": {"limit_ms": 50, "reply": {"recordCode": {"field": "recordCode"}, "chargeMoney": "n"},
            "statements": ["WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) AS n FROM c"]})json") {
    }
};

TEST_F(SlowCommands, AreEndedAtTheirLimit) {
    auto const reply = site.host.command("fee_query", R"({"recordCode":"1"})");

    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::retry);
    EXPECT_THAT(reply.error().message, HasSubstr("interrupted (it had "));
}

class WrongReplies : public Commands {
protected:
    WrongReplies()
        : Commands(R"("fee_query": {"statements": ["SELECT plate AS p FROM stay"],
            "reply": {"recordCode": {"field": "recordCode"}, "chargeMoney": "p"}})") {}
};

TEST_F(WrongReplies, AreRefusedAndNameTheirPlaceInTheMapping) {
    auto const reply = site.host.command("fee_query", R"({"recordCode":"1"})");

    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::rejected);
    EXPECT_THAT(reply.error().message, HasSubstr("/commands/fee_query: the reply cannot be made: chargeMoney: "));
}

}  // namespace
}  // namespace lotbridge::sql
