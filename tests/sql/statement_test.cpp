#include "statement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using ::testing::HasSubstr;

TEST(Statement, EachOccurrenceOfAParameterGetsItsOwnName) {
    auto const statement =
        *Statement::parse("SELECT 1 WHERE a > :since OR (a = :since AND b > :key)", Dialect::sqlite3);

    EXPECT_EQ(statement.text(), "SELECT 1 WHERE a > :p1 OR (a = :p2 AND b > :p3)");
    EXPECT_EQ(statement.names(), (std::vector<std::string>{"since", "since", "key"}));
}

TEST(Statement, ColonsInTextsCommentsAndCastsAreNoParametersAndCommentsAreLeftOut) {
    auto const* text = "SELECT ':a', t::int /* :d /* it's */ : */ -- :e isn't\n, :f, 'it''s :g'";

    auto const statement = *Statement::parse(text, Dialect::postgresql);

    EXPECT_EQ(statement.names(), std::vector<std::string>{"f"});
    EXPECT_EQ(statement.text(), "SELECT ':a', t::int    \n, :p1, 'it''s :g'");
}

TEST(Statement, OnMySqlBothQuotesHoldTextsBackslashesEscapeAndCommentsHaveAThirdForm) {
    auto const* text =
        "SELECT \"it's :a\", 'it\\'s :b', \"\"\"\\n\", 1--1, @x := :c # isn't :d\n /*!50000 + :e */ -- :f";

    auto const statement = *Statement::parse(text, Dialect::mysql);

    EXPECT_EQ(statement.text(), "SELECT 'it''s :a', 'it''s :b', '\"\\n', 1--1, @x := :p1  \n /*!50000 + :p2 */  ");
    EXPECT_EQ(statement.names(), (std::vector<std::string>{"c", "e"}));
}

std::string refusal(std::string const& text, Dialect dialect) {
    auto const statement = Statement::parse(text, dialect);
    return statement ? "" : statement.error().message;
}

TEST(Statement, WhatTheDriversWouldMisunderstandIsRefusedInWords) {
    EXPECT_THAT(refusal("SELECT `a:b` FROM t", Dialect::mysql), HasSubstr("the name `a:b` cannot be passed on"));
    EXPECT_THAT(refusal("SELECT [a:b] FROM t", Dialect::mssql), HasSubstr("the name [a:b] cannot be passed on"));
    EXPECT_THAT(refusal("SELECT a FROM #t WHERE b > :since", Dialect::mssql), HasSubstr("use a table variable"));
    EXPECT_THAT(refusal("SELECT a : b", Dialect::mssql), HasSubstr("without the name of a parameter"));
    EXPECT_THAT(refusal("SELECT 'a", Dialect::mysql), HasSubstr("has no end"));
}

TEST(Statement, WhatTheDriversUnderstandIsPassedOn) {
    EXPECT_EQ(Statement::parse("SELECT \"a:b\", [c:d]", Dialect::sqlite3)->text(), "SELECT \"a:b\", [c:d]");
    for (auto const dialect : {Dialect::access, Dialect::other})
        EXPECT_EQ(Statement::parse("SELECT #2024-01-01 10:00# + :x, [a b]", dialect)->text(),
                  "SELECT #2024-01-01 10:00# + :p1, [a b]");
    EXPECT_EQ(Statement::parse("SELECT * INTO #t FROM u", Dialect::mssql)->text(), "SELECT * INTO #t FROM u");
}

TEST(Statement, TheWordsThatDifferBetweenDatabasesAreFilledIn) {
    auto const* text = "SELECT ${top} a FROM t WHERE b < ${now} ${limit}";

    EXPECT_EQ(Statement::parse(text, Dialect::mysql)->text(), "SELECT  a FROM t WHERE b < NOW() LIMIT :p1");
    EXPECT_EQ(Statement::parse(text, Dialect::mssql)->text(), "SELECT TOP :p1 a FROM t WHERE b < GETDATE() ");
    EXPECT_EQ(Statement::parse(text, Dialect::mssql)->names(), std::vector<std::string>{"limit"});
}

TEST(Statement, WhereAPageIsNoParameterItsLengthIsWrittenOut) {
    auto const* text = "SELECT ${top} a FROM t WHERE b > :since ${limit}";
    Values const values{{"limit", std::int64_t{200}}, {"since", std::string("2024")}};
    auto const words = [&](Dialect dialect) { return Statement::parse(text, dialect)->ready(values)->text; };

    EXPECT_EQ(words(Dialect::mssql), "SELECT TOP 200 a FROM t WHERE b > :p1 ");
    EXPECT_EQ(words(Dialect::access), "SELECT TOP 200 a FROM t WHERE b > :p1 ");
    EXPECT_EQ(words(Dialect::firebird), "SELECT FIRST 200 a FROM t WHERE b > :p1 ");
    EXPECT_EQ(words(Dialect::postgresql), "SELECT  a FROM t WHERE b > :p1 LIMIT :p2");
    EXPECT_EQ(Statement::parse(text, Dialect::mssql)->ready(values)->values.size(), 1U);
    EXPECT_EQ(Statement::parse(text, Dialect::mysql)->ready({}).error().message, "no value for :since");
}

TEST(Statement, TheTimeOfADatabaseIsAskedForInItsOwnWords) {
    EXPECT_EQ(time_query(Dialect::mssql), "SELECT GETDATE()");
    EXPECT_EQ(time_query(Dialect::access), "SELECT Now()");
    EXPECT_EQ(time_query(Dialect::firebird), "SELECT CURRENT_TIMESTAMP(0) FROM rdb$database");
    EXPECT_EQ(time_query(Dialect::other), "");
}

TEST(Statement, OnMySqlATextThatIsNotAsciiGoesAsAValue) {
    auto const ready = Statement::parse("SELECT a FROM t WHERE b = '運' AND c = :c AND d = 'x\\n運\\%'", Dialect::mysql)
                           ->ready({{"c", std::int64_t{7}}});

    EXPECT_EQ(ready->text, "SELECT a FROM t WHERE b = :p1 AND c = :p2 AND d = :p3");
    EXPECT_EQ(ready->values, (std::vector<Value>{"運", std::int64_t{7}, "x\n運\\%"}));
}

TEST(Statement, AnUnknownWordIsAnError) {
    EXPECT_FALSE(Statement::parse("SELECT ${nothing}", Dialect::mysql));
    EXPECT_FALSE(Statement::parse("SELECT ${top", Dialect::mysql));
}

TEST(Statement, ItsHeadIsShortAndNeverEndsInsideACharacter) {
    auto const statement =
        *Statement::parse("SELECT  '" + std::string(48, 'x') + "停车场停车场'\n FROM t", Dialect::sqlite3);

    EXPECT_EQ(statement.head(), "SELECT '" + std::string(48, 'x') + "停 ...");
}

TEST(Statement, ProcedureCallsAreRecognised) {
    EXPECT_TRUE(Statement::parse("call fee(:a)", Dialect::mysql)->is_call());
    EXPECT_TRUE(Statement::parse("{CALL fee(:a)}", Dialect::mssql)->is_call());
    EXPECT_FALSE(Statement::parse("SELECT 1", Dialect::mysql)->is_call());
}

}  // namespace
}  // namespace lotbridge::sql
