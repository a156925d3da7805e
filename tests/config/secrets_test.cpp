// Secrets come by reference and never show, whatever else is wrong.
#include "files.hpp"

namespace lotbridge::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Secrets : public LotFiles {
protected:
    static void set(char const* name, char const* value) {
#if defined(_WIN32)
        _putenv_s(name, value);
#else
        setenv(name, value, 1);
#endif
    }
};

TEST_F(Secrets, ComeFromTheEnvironment) {
    set("LOTBRIDGE_TEST_SECRET", "from-environment");

    auto const lot = load({.password = R"({ "env": "LOTBRIDGE_TEST_SECRET" })"});

    ASSERT_TRUE(lot) << said(lot);
    EXPECT_EQ(lot->cloud.password.reveal(), "from-environment");
}

// Notepad writes one.
TEST_F(Secrets, AreReadWithoutAByteOrderMark) {
    write("secret/marked", "\xEF\xBB\xBFhunter2\r\n");
    write("secret/mark", "\xEF\xBB\xBF");

    auto const lot = load({.password = R"({ "file": "secret/marked" })"});

    ASSERT_TRUE(lot) << said(lot);
    EXPECT_EQ(lot->cloud.password.reveal(), "hunter2");
    EXPECT_THAT(said(load({.password = R"({ "file": "secret/mark" })"})), HasSubstr("mark is empty"));
}

TEST_F(Secrets, WithABlankAtTheirEndAreRefused) {
    write("secret/echoed", "hunter2 \r\n");

    EXPECT_THAT(said(load({.password = R"({ "file": "secret/echoed" })"})),
                AllOf(HasSubstr("echoed ends with a blank"), Not(HasSubstr("hunter"))));
}

TEST_F(Secrets, AreRefusedInPlainText) {
    auto const words = said(load({.password = R"("hunter2-plain")"}));

    EXPECT_THAT(words, AllOf(HasSubstr("lot.json:2:"),
                             HasSubstr("/cloud/password: is a secret and must not stand in the file itself")));
    EXPECT_THAT(words, Not(HasSubstr("hunter2")));
}

TEST_F(Secrets, ThatAreMissingAreNamed) {
    EXPECT_THAT(said(load({.password = R"({ "file": "secret/none" })"})),
                AllOf(HasSubstr("/cloud/password: the secret's file"), HasSubstr("none cannot be read")));
    EXPECT_THAT(said(load({.password = R"({ "env": "LOTBRIDGE_TEST_UNSET" })"})),
                HasSubstr("the environment variable LOTBRIDGE_TEST_UNSET that holds the secret is not set"));
    write("secret/empty", "\n");
    EXPECT_THAT(said(load({.password = R"({ "file": "secret/empty" })"})), HasSubstr("empty is empty"));
    EXPECT_THAT(said(load({.password = R"({ "file": "secret" })"})), HasSubstr("cannot be read"));
}

TEST_F(Secrets, AreMissingOnlyOnceInWhatIsSaid) {
    auto const lot = load({.password = R"({ "env": "LOTBRIDGE_TEST_UNSET" })"});

    ASSERT_FALSE(lot);
    EXPECT_EQ(lot.error().size(), 1u);
}

TEST_F(Secrets, ByAMistypedReferenceAreRefused) {
    EXPECT_THAT(said(load({.password = R"({ "fiel": "secret/password" })"})), HasSubstr("/cloud/password"));
    EXPECT_THAT(said(load({.password = R"({ "file": "secret/password", "env": "X" })"})),
                HasSubstr("one of the three"));
}

TEST_F(Secrets, NeverShowInWhatIsSaidAboutThem) {
    auto const everything_wrong = said(load({.name = R"({ "file": "secret/password" })",
                                             .zone = R"({ "file": "secret/password" })",
                                             .login_key = R"({ "file": "secret/password" })",
                                             .cloud_more = R"(, "downlink": { "file": "secret/password" },
                                                               "profile": { "file": "secret/password" })"}));

    EXPECT_NE(everything_wrong, "");
    EXPECT_THAT(everything_wrong, Not(HasSubstr("hunter2")));
}

TEST_F(Secrets, InAnAdaptersSettingsNeverShow) {
    auto const lot = load({.adapter_settings = R"({ "mode": { "file": "secret/password" } })"});
    ASSERT_TRUE(lot) << said(lot);

    auto const words =
        said(fit_adapter_settings(lot->adapters.at(0), R"({ "properties": { "mode": { "enum": ["a", "b"] } } })"));

    EXPECT_THAT(words, AllOf(HasSubstr("/adapters/0/settings/mode"), Not(HasSubstr("hunter2"))));
}

}  // namespace
}  // namespace lotbridge::config
