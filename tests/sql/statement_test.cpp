#include "statement.hpp"

#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

TEST(Statement, EachOccurrenceOfAParameterGetsItsOwnName) {
    auto const statement =
        *Statement::parse("SELECT 1 WHERE a > :since OR (a = :since AND b > :key)", Dialect::sqlite3);

    EXPECT_EQ(statement.text(), "SELECT 1 WHERE a > :p1 OR (a = :p2 AND b > :p3)");
    EXPECT_EQ(statement.names(), (std::vector<std::string>{"since", "since", "key"}));
}

TEST(Statement, ColonsInTextsNamesCommentsAndCastsAreNoParameters) {
    auto const* text = "SELECT ':a', \"x:b\", `y:c`, t::int /* :d */ -- :e\n, :f, 'it''s :g'";

    EXPECT_EQ(Statement::parse(text, Dialect::postgresql)->names(), std::vector<std::string>{"f"});
}

TEST(Statement, TheWordsThatDifferBetweenDatabasesAreFilledIn) {
    auto const* text = "SELECT ${top} a FROM t WHERE b < ${now} ${limit}";

    EXPECT_EQ(Statement::parse(text, Dialect::mysql)->text(), "SELECT  a FROM t WHERE b < NOW() LIMIT :p1");
    EXPECT_EQ(Statement::parse(text, Dialect::mssql)->text(), "SELECT TOP (:p1) a FROM t WHERE b < GETDATE() ");
    EXPECT_EQ(Statement::parse(text, Dialect::mssql)->names(), std::vector<std::string>{"limit"});
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
