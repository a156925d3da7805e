// The same mapping through every door: what an adapter tells must not depend on the driver.
#include "lot_at_door.hpp"

#include <lotbridge/vo/all.hpp>

#include <gmock/gmock.h>

namespace lotbridge::sql {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string tables(Words const& engine) {
    return std::string("CREATE TABLE stay (id INTEGER PRIMARY KEY, plate VARCHAR(40), kind INTEGER, in_time ") +
           engine.with_fraction + ", out_time " + engine.with_fraction + ", fee " + engine.float_number +
           ", due DECIMAL(8,2), remark " + engine.text + ", photo " + engine.bytes + ")";
}
constexpr auto payments =
    "CREATE TABLE payment (number VARCHAR(40) UNIQUE, stay INTEGER NOT NULL, yuan DECIMAL(8,2) NOT NULL, plate "
    "VARCHAR(40))";

// Comments and texts hold what drivers like to take for parameters.
std::string mapping(std::string const& head = "", std::string const& more = "", std::string const& images = "") {
    return R"json({
"format": 1, "name": "doors", )json" +
           head + R"json(
"probe": {"tables": {"stay": ["id", "plate", "in_time", "out_time"]}},
"records": [
{ "message": "vehicle_entry",
  "query": ["SELECT ${top} id, plate, in_time, kind, ':none' AS lane -- it's :none, isn't it",
            "FROM stay /* what's :here? */ WHERE in_time >= :since AND (in_time > :since OR id > :since_key)",
            "ORDER BY in_time, id ${limit}"],
  "cursor": {"column": "in_time", "overlap": 60}, "key": "id",
  "fields": {"recordCode": {"template": "R{id}"}, "carNum": {"column": "plate", "transform": {"plate": {"unlicensed": "无牌车"}}},
             "inTime": "in_time", "inCross": "lane",
             "inIdentity": {"column": "kind", "transform": {"table": {"1": 1, "2": 2}, "default": 3}}})json" +
           images + R"json( },
{ "message": "vehicle_exit",
  "query": ["SELECT ${top} id, plate, in_time, out_time, fee, due, remark FROM stay",
            "WHERE out_time > :since OR (out_time = :since AND id > :since_key) ORDER BY out_time, id ${limit}"],
  "cursor": {"column": "out_time", "overlap": 60}, "key": "id",
  "fields": {"recordCode": {"template": "R{id}"}, "carNum": "plate", "inTime": "in_time", "outTime": "out_time",
             "parkMinutes": {"minutes_between": ["in_time", "out_time"]},
             "chargeMoney": {"column": "fee", "transform": "yuan"}, "payMoney": {"column": "due", "transform": "yuan"},
             "chargeType": "remark"} }
])json" + more +
           "}";
}

// The record code of a fee query stands for any text that the cloud may send.
constexpr auto commands = R"json(,
"commands": {
  "fee_query": {
    "statements": ["SELECT id, due FROM stay WHERE plate = :recordCode"],
    "not_found": "no such car",
    "reply": {"recordCode": {"template": "R{id}"}, "chargeMoney": {"column": "due", "transform": "yuan"}} },
  "prepayment": {
    "writes": true,
    "params": {"stay": {"field": "recordCode", "transform": {"replace": {"from": "R", "to": ""}}}},
    "already_done": "SELECT number FROM payment WHERE number = :orderCode",
    "requires": [{"query": "SELECT id FROM stay WHERE id = :stay AND out_time IS NULL", "otherwise": "the car has left"}],
    "statements": ["UPDATE stay SET remark = 'paying' WHERE id = :stay",
                   "INSERT INTO payment (number, stay, yuan, plate) VALUES (:orderCode, :stay, :orderMoney, (SELECT plate FROM stay WHERE id = :stay))"],
    "reply": {"orderCode": {"field": "orderCode"}, "result": {"constant": 1}} } })json";

class Doors : public ::testing::TestWithParam<Door> {
protected:
    void SetUp() override {
        lot.exec(tables(engine));
        lot.exec(payments);
    }
    void start(std::string const& text) {
        lot.write_mapping(text);
        auto const started = lot.start();
        ASSERT_TRUE(started) << started.error().message;
    }
    void poll() {
        auto const polled = lot.host.poll_all();
        ASSERT_TRUE(polled) << polled.error().message;
        EXPECT_EQ(lot.host.left_out(), "");
    }
    template <class M>
    std::vector<std::string> stays() const {
        std::vector<std::string> codes;
        for (auto const& message : lot.host.stored<M>()) codes.push_back(message.record_code);
        return codes;
    }
    Result<std::string> pay(std::string const& number, std::string const& stay = "R1") {
        return lot.host.command("prepayment",
                                R"({"recordCode":")" + stay + R"(","orderCode":")" + number + R"(","orderMoney":5.5})");
    }
    bool on(Engine wanted) const { return GetParam().engine == wanted; }
    // Of bytes, as a literal.
    std::string literal(std::string const& hex) const { return engine.bytes_begin + hex + engine.bytes_end; }

    Words const& engine = words_of(GetParam().engine);
    LotAtDoor lot{GetParam()};
};

TEST_P(Doors, ValuesAreTheSameThroughEveryDriver) {
    lot.exec(
        "INSERT INTO stay VALUES (1, ' 粤b·12345 ', 1, '2024-01-02 08:00:05.5', '2024-01-02 09:30:59', 12.345, 12.35, "
        "'正常收费', NULL)");
    lot.exec(
        "INSERT INTO stay VALUES (2, NULL, 9, '2024-01-02 08:00:06', '2024-01-02 10:00:00', 0.30000000000000004, "
        "NULL, '', NULL)");
    start(mapping());

    poll();

    auto const entries = lot.host.stored<vo::VehicleEntry>();
    ASSERT_THAT(entries, SizeIs(2));
    EXPECT_EQ(entries[0].car_num, "粤B12345");
    EXPECT_EQ(entries[0].in_time.text(), "2024-01-02 08:00:05");
    EXPECT_EQ(entries[0].in_cross, ":none");
    EXPECT_EQ(entries[0].in_identity, vo::VehicleType::monthly);
    EXPECT_EQ(entries[1].car_num, "无牌车");
    auto const exits = lot.host.stored<vo::VehicleExit>();
    ASSERT_THAT(exits, SizeIs(2));
    EXPECT_EQ(exits[0].charge_money, Money::from_fen(1235));
    EXPECT_EQ(exits[0].pay_money, Money::from_fen(1235));
    EXPECT_EQ(exits[0].charge_type, "正常收费");
    EXPECT_EQ(exits[0].park_minutes, 90);
    EXPECT_EQ(exits[1].charge_money, Money::from_fen(30));
    EXPECT_EQ(exits[1].charge_type, "");
}

TEST_P(Doors, RowsOfOneTimeAreAllReadOverPagesAndALateOneIsFound) {
    lot.exec("INSERT INTO stay (id, plate, in_time) VALUES (1, '测A1', '2024-01-02 08:00:00')");
    for (int id = 1; id < 450; id *= 2)
        lot.exec("INSERT INTO stay (id, plate, in_time) SELECT id + " + std::to_string(id) +
                 ", plate, in_time FROM stay WHERE id + " + std::to_string(id) + " <= 450");
    lot.exec("DELETE FROM stay WHERE id = 300");
    start(mapping());
    poll();
    EXPECT_THAT(stays<vo::VehicleEntry>(), SizeIs(449));
    lot.exec("INSERT INTO stay (id, plate, in_time) VALUES (300, '测A1', '2024-01-02 08:00:00')");
    lot.host.stop();
    ASSERT_TRUE(lot.start());

    poll();

    EXPECT_THAT(stays<vo::VehicleEntry>(), SizeIs(450));
    EXPECT_EQ(stays<vo::VehicleEntry>().back(), "R300");
}

TEST_P(Doors, TextInGbkIsConvertedOnceBothWays) {
    // SQLite keeps the bytes as they are; the others convert to what the connection speaks.
    std::string const plate = on(Engine::sqlite) ? "CAST(x'D4C1423132333435' AS TEXT)" : "'粤B12345'";
    lot.exec("INSERT INTO stay (id, plate, in_time, due) VALUES (1, " + plate + ", '2024-01-02 08:00:00', 7)");
    start(mapping(R"("encoding": "GBK",)", commands));

    poll();
    auto const reply = lot.host.command("fee_query", R"({"recordCode":"粤B12345"})");

    ASSERT_THAT(lot.host.stored<vo::VehicleEntry>(), SizeIs(1));
    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>()[0].car_num, "粤B12345");
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(*reply, R"({"recordCode":"R1","chargeMoney":7})");
}

// As the software that made a SQLite file wrote it.
std::string gbk(std::string const& text) { return *from_utf8(text, Encoding::gbk); }

// Chinese names stand in quotes where the database wants them so: ‹停车›.
class GbkDoors : public Doors {
protected:
    GbkDoors() {
        if (on(Engine::mariadb)) lot.exec("ALTER DATABASE CHARACTER SET gbk");
        own(std::string("CREATE TABLE ‹停车› (‹编号› INTEGER PRIMARY KEY, ‹车牌› VARCHAR(40) CHECK (‹车牌› <> '出错'), "
                        "‹时间› ") +
            engine.datetime + ", ‹状态› VARCHAR(40))");
        // The second byte of 運 is a backslash.
        own("INSERT INTO ‹停车› VALUES (1, '粤B12345', '2024-01-02 08:00:00', '運')");
        own("INSERT INTO ‹停车› VALUES (2, '粤B2', '2024-01-02 08:00:01', '月租')");
    }
    std::string named(std::string const& sql, std::string const& quote) const {
        auto const mark = on(Engine::firebird) ? quote : std::string();
        return replace(replace(sql, "‹", mark), "›", mark);
    }
    std::string spoken(std::string const& sql) const { return on(Engine::sqlite) ? gbk(sql) : sql; }
    void own(std::string const& statement) { lot.exec(spoken(named(statement, "\""))); }
    std::string mapping_text() const { return named(text, "\\\""); }

    static constexpr auto text = R"json({"format": 1, "name": "gbk", "encoding": "GBK", "allow_writes": true,
        "probe": {"tables": {"停车": ["编号", "车牌"]}},
        "records": [{"message": "vehicle_entry",
            "query": ["SELECT ${top} ‹编号›, ‹车牌›, ‹时间› FROM ‹停车› WHERE (‹时间› > :since OR (‹时间› = :since AND ‹编号› > :since_key))",
                      "AND ‹状态› = '運' ORDER BY ‹时间›, ‹编号› ${limit}"],
            "cursor": {"column": "时间"}, "key": "编号",
            "fields": {"recordCode": {"template": "R{编号}"}, "carNum": "车牌", "inTime": "时间"}}],
        "commands": {"prepayment": {"writes": true,
            "statements": ["UPDATE ‹停车› SET ‹车牌› = :orderCode, ‹状态› = '運' WHERE ‹编号› = :recordCode"],
            "reply": {"orderCode": {"field": "orderCode"}, "result": {"constant": 1}}},
          "fee_query": {"statements": ["SELECT ‹车牌›, ‹费用› FROM ‹停车›"],
            "reply": {"recordCode": "车牌", "chargeMoney": "费用"}}}})json";
};

TEST_P(GbkDoors, StatementsAndColumnsMayHaveChineseNames) {
    start(mapping_text());

    poll();
    ASSERT_THAT(stays<vo::VehicleEntry>(), ElementsAre("R1"));
    EXPECT_EQ(lot.host.stored<vo::VehicleEntry>()[0].car_num, "粤B12345");

    auto const paid = pay("運費運", "2");
    ASSERT_TRUE(paid) << paid.error().message;
    auto const changed = spoken(named("SELECT ‹车牌› FROM ‹停车› WHERE ‹编号› = 2 AND ‹状态› = '運'", "\""));
    EXPECT_EQ(lot.one(changed), spoken("運費運"));
}

TEST_P(GbkDoors, WordsOfTheDatabaseAreReadable) {
    start(mapping_text());

    auto const missing = lot.host.command("fee_query", R"({"recordCode":"1"})");
    auto const refused = pay("出错", "1");

    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("费用"));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr(named("UPDATE ‹停车› SET", "\"")));
    for (auto const& words : {missing.error().message, refused.error().message})
        EXPECT_TRUE(to_utf8(words, Encoding::utf8)) << words;
}

TEST_P(GbkDoors, TablesAndColumnsOfTheProbeMayHaveChineseNames) {
    auto spoilt = replace(mapping_text(), R"("编号", "车牌"])", R"("编号", "车色"], "费用表": ["编号"])");
    lot.write_mapping(spoilt);

    auto const findings = lot.host.check(lot.settings());

    ASSERT_TRUE(findings);
    std::string words;
    for (auto const& finding : *findings)
        if (finding.subject == "schema") words += finding.words + "\n";
    EXPECT_THAT(words, HasSubstr("table 停车 has no column 车色"));
    EXPECT_THAT(words, HasSubstr("the database has no table 费用表"));
    EXPECT_THAT(words, ::testing::Not(HasSubstr("has no column 编号")));
}

TEST_P(Doors, PicturesInColumnsArriveByteForByte) {
    std::string bytes = "\xFF\xD8\xFF", hex = "FFD8FF";
    int const size = on(Engine::firebird) ? 30'000 : 100'000;  // the longest that it takes as a literal
    for (int i = 0; i < size; ++i) {
        static constexpr auto digits = "0123456789ABCDEF";
        auto const byte = static_cast<unsigned char>(i * 7 + i / 256);
        bytes += static_cast<char>(byte);
        hex += digits[byte / 16];
        hex += digits[byte % 16];
    }
    lot.exec("INSERT INTO stay (id, plate, in_time, photo) VALUES (1, '测A1', '2024-01-02 08:00:00', " + literal(hex) +
             ")");
    auto text = mapping("", "", R"(, "images": [{"blob": "photo", "fields": {"recordCode": {"template": "R{id}"},
        "imageCode": {"template": "R{id}-2"}, "imageType": {"constant": 2}}}])");
    text.replace(text.find("kind, ':none'"), 4, "kind, photo");
    start(text);

    poll();

    for (auto const& [level, words] : lot.host.logged()) ADD_FAILURE() << words;
    ASSERT_THAT(lot.host.images(), SizeIs(1));
    EXPECT_EQ(lot.host.images()[0], bytes);
}

TEST_P(Doors, ARequestIsAValueAndNeverSql) {
    lot.exec("INSERT INTO stay (id, plate, in_time, due) VALUES (1, '测A''1', '2024-01-02 08:00:00', 7)");
    start(mapping("", commands));

    EXPECT_TRUE(lot.host.command("fee_query", R"({"recordCode":"测A'1"})"));
    auto const reply = lot.host.command("fee_query", R"({"recordCode":"x' OR '1'='1"})");
    EXPECT_EQ(reply.error().message, "no such car");
    EXPECT_FALSE(lot.host.command("fee_query", R"({"recordCode":"\\' OR 1=1 -- "})"));
}

TEST_P(Doors, APaymentIsWrittenOnceAndWholeOrNotAtAll) {
    lot.exec("INSERT INTO stay (id, plate, in_time) VALUES (1, '粤B12345', '2024-01-02 08:00:00')");
    start(mapping(R"("allow_writes": true,)", commands));

    auto const paid = pay("P1");
    ASSERT_TRUE(paid) << paid.error().message;
    EXPECT_EQ(*pay("P1"), R"({"orderCode":"P1","result":1})");
    EXPECT_EQ(lot.one("SELECT count(*) FROM payment WHERE yuan = 5.5 AND plate = '粤B12345'"), "1");

    lot.exec("UPDATE stay SET remark = NULL");
    lot.exec(on(Engine::sqlite) ? "CREATE TRIGGER no_more BEFORE INSERT ON payment WHEN new.number = 'P2' BEGIN SELECT "
                                  "raise(FAIL, 'no more'); END"
                                : "ALTER TABLE payment ADD CONSTRAINT no_more CHECK (number <> 'P2')");
    auto const failed = pay("P2");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::retry);
    EXPECT_EQ(lot.one("SELECT count(*) FROM stay WHERE remark IS NULL"), "1");

    lot.exec("UPDATE stay SET out_time = '2024-01-02 09:00:00'");
    EXPECT_EQ(pay("P3").error().message, "the car has left");
}

TEST_P(Doors, AMappingThatOnlyReadsCannotWriteEvenIfAStatementTries) {
    lot.exec("INSERT INTO stay (id, plate, in_time) VALUES (1, '测A1', '2024-01-02 08:00:00')");
    start(mapping("", R"(, "commands": {"gate_status": {"statements": ["DELETE FROM stay"],
        "reply": {"barCode": {"field": "barCode"}, "barStatus": {"constant": 1}}}})"));

    EXPECT_FALSE(lot.host.command("gate_status", R"({"barCode":"1"})"));
    EXPECT_EQ(lot.one("SELECT count(*) FROM stay"), "1");
}

TEST_P(Doors, AColumnRenamedByAnUpgradeStopsReadingWithItsNameAndLosesNothing) {
    start(mapping());
    poll();
    lot.exec(std::string("ALTER TABLE stay ") + engine.rename + " plate TO plate_no");
    lot.exec("INSERT INTO stay (id, plate_no, in_time) VALUES (1, '测A1', '2024-01-02 08:00:00')");

    auto const polled = lot.host.poll();

    ASSERT_FALSE(polled);
    EXPECT_EQ(polled.error().code, Errc::retry);
    EXPECT_EQ(polled.error().message, "mapping.json:3:37 /probe/tables/stay/1: table stay has no column plate");
    lot.exec(std::string("ALTER TABLE stay ") + engine.rename + " plate_no TO plate");
    poll();
    EXPECT_THAT(stays<vo::VehicleEntry>(), ElementsAre("R1"));
}

TEST_P(Doors, ALockOfTheLotsSoftwareIsWaitedForAndThenSaidAndNothingIsLost) {
    lot.exec("INSERT INTO stay (id, plate, in_time) VALUES (1, '测A1', '2024-01-02 08:00:00')");
    start(mapping(R"("allow_writes": true,)", commands));
    lot.hold(engine.lock);

    auto const begun = std::chrono::steady_clock::now();
    auto const polled = lot.host.poll();
    auto const read_words = polled ? lot.host.left_out() : polled.error().message;
    auto const paid = pay("P1");
    auto const took = std::chrono::steady_clock::now() - begun;
    lot.release();

    auto const says_so = AnyOf(HasSubstr("ock wait timeout"), HasSubstr("locked"), HasSubstr("lock timeout"),
                               HasSubstr("lock time-out"), HasSubstr("update conflicts"));
    if (!on(Engine::firebird)) {  // whose readers never wait
        EXPECT_THAT(read_words, says_so);
    }
    ASSERT_FALSE(paid);
    EXPECT_EQ(paid.error().code, Errc::retry);
    EXPECT_THAT(paid.error().message, says_so);
    EXPECT_LT(took, std::chrono::seconds(8));
    lot.host.stop();
    ASSERT_TRUE(lot.start());
    poll();
    EXPECT_THAT(stays<vo::VehicleEntry>(), ElementsAre("R1"));
    EXPECT_TRUE(pay("P1"));
    EXPECT_EQ(lot.one("SELECT count(*) FROM payment"), "1");
}

TEST_P(Doors, AStatementThatRunsTooLongIsEnded) {
    if (GetParam().odbc && on(Engine::sqlite)) GTEST_SKIP() << "this driver cannot end a statement";
    start(mapping(
        "",
        std::string(
            R"(, "commands": {"fee_query": {"limit_ms": 300, "reply": {"recordCode": {"field": "recordCode"}, "chargeMoney": "n"},
        "statements": [")") +
            engine.forever + R"("]}})"));
    auto const begun = std::chrono::steady_clock::now();

    auto const reply = lot.host.command("fee_query", R"({"recordCode":"1"})");

    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::retry);
    EXPECT_THAT(reply.error().message, HasSubstr("(it had "));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
}

constexpr auto questions = R"json(, "questions": {"auto_deduct": {
    "query": "SELECT ${top} * FROM booth WHERE state = 'asked' ORDER BY id ${limit}", "key": ["lane", "id"], "asked": "asked_at",
    "fields": {"recordCode": "stay", "carNum": "plate", "payMoney": {"column": "fee", "transform": "yuan"}},
    "answer": ["UPDATE booth SET state = :outcome, number = :orderNum, reason = :failReason WHERE id = :id AND lane = :lane AND state = 'asked'",
               "INSERT INTO payment (number, stay, yuan, plate) SELECT number, 1, fee, plate FROM booth WHERE id = :id AND state = 'answered'"]}})json";

TEST_P(Doors, AQuestionOfTheLotIsAskedInTimeAndAnsweredOnce) {
    lot.exec(std::string("CREATE TABLE booth (id INTEGER, lane VARCHAR(40), stay VARCHAR(40), plate VARCHAR(40), fee "
                         "DECIMAL(8,2), asked_at ") +
             engine.datetime + ", state VARCHAR(20), number VARCHAR(40), reason INTEGER)");
    lot.exec("INSERT INTO booth VALUES (1, '南出口', 'R1', '测A1', 12.5, '2024-01-02 08:00:00', 'asked', NULL, NULL)");
    start(mapping(R"("allow_writes": true,)", questions));
    lot.host.answer_with([](auto, auto body) -> Result<std::string> {
        auto const taken = body.find("R2") != std::string_view::npos;
        return std::string(taken ? R"({"payStatus":1,"orderNum":"D2","failReason":0})"
                                 : R"({"payStatus":0,"failReason":4})");
    });
    ASSERT_TRUE(lot.host.look().value_or(false)) << "the old one is answered without being asked";
    for (auto const* row : {"(2, '南出口', 'R2', '测A2', 12.5, ", "(3, '北出口', 'R3', '测A3', 0.1, "})
        lot.exec(std::string("INSERT INTO booth VALUES ") + row + engine.now + ", 'asked', NULL, NULL)");

    for (int looks = 0; looks < 3; ++looks) {
        auto const looked = lot.host.look();
        ASSERT_TRUE(looked) << looked.error().message;
    }

    EXPECT_EQ(lot.host.left_out(), "");
    ASSERT_THAT(lot.host.asked(), SizeIs(2));
    EXPECT_EQ(lot.host.asked()[0].body, R"({"recordCode":"R2","carNum":"测A2","payMoney":12.50})");
    EXPECT_EQ(lot.one("SELECT state FROM booth WHERE id = 1"), "no_answer");
    EXPECT_EQ(lot.one("SELECT state FROM booth WHERE id = 2 AND number = 'D2'"), "answered");
    EXPECT_EQ(lot.one("SELECT state FROM booth WHERE id = 3 AND number IS NULL AND reason = 4"), "as_usual");
    EXPECT_EQ(lot.one("SELECT number FROM payment"), "D2");
}

TEST_P(Doors, WhatTheCheckSaysOfAFaultlessLotIsNoFault) {
    lot.exec("INSERT INTO stay (id, plate, in_time) VALUES (1, '测A1', '2024-01-02 08:00:00')");
    lot.write_mapping(mapping("", commands));

    auto const findings = lot.host.check(lot.settings());

    ASSERT_TRUE(findings) << findings.error().message;
    for (auto const& finding : *findings)
        EXPECT_NE(finding.outcome, Findings::Outcome::failed) << finding.subject << ": " << finding.words;
}

TEST_P(Doors, TheCheckWarnsOfAQueryThatWalksThroughAWholeTableAndProposesTheIndex) {
    lot.exec("INSERT INTO stay (id, plate, in_time) VALUES (1, '测A1', '2024-01-02 08:00:00')");
    for (int id = 1; id < 12'000; id *= 2)
        lot.exec("INSERT INTO stay (id, plate, in_time) SELECT id + " + std::to_string(id) +
                 ", plate, in_time FROM stay");
    lot.write_mapping(mapping());
    auto const walks = [&] {
        std::vector<std::string> found;
        auto const findings = lot.host.check(lot.settings());
        EXPECT_TRUE(findings);
        for (auto const& finding : *findings) {
            EXPECT_NE(finding.outcome, Findings::Outcome::failed) << finding.words;
            bool const walk = finding.words.find("walks through the whole table") != std::string::npos;
            if (walk && finding.subject == "stream vehicle_entry") found.push_back(finding.words);
        }
        return found;
    };

    auto const before = walks();
    lot.exec("CREATE INDEX by_entry ON stay (in_time, id)");
    if (on(Engine::postgresql)) lot.exec("ANALYZE stay");
    auto const after = walks();

    ASSERT_THAT(before, SizeIs(1));
    auto const* table = on(Engine::firebird) ? "STAY" : "stay";
    EXPECT_THAT(before[0],
                HasSubstr(std::string("mapping.json:6:12 /records/0/query: each look walks through the whole "
                                      "table ") +
                          table));
    EXPECT_THAT(before[0], HasSubstr("ON " + std::string(table) + " (in_time, id)"));
    EXPECT_THAT(before[0], HasSubstr(on(Engine::firebird) ? "OR id + 0 > :since_key)" : "OR id > :since_key)"));
    EXPECT_THAT(after, ElementsAre());
}

INSTANTIATE_TEST_SUITE_P(All, Doors, ::testing::ValuesIn(doors),
                         [](auto const& each) { return std::string(each.param.name); });
INSTANTIATE_TEST_SUITE_P(All, GbkDoors, ::testing::ValuesIn(doors),
                         [](auto const& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace lotbridge::sql
