// What must not leave the lot, in the forms that it takes in logs, settings and memory.
#include "support/veil.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::support {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Veils, TakeOutPlatesPhonesAndSecrets) {
    Veil const veil({"hunter2-long", "hunter2"});

    auto const text = veil.text("京A12345 paid, call 13812345678; password hunter2-long, hunter2");

    EXPECT_THAT(text, AllOf(Not(HasSubstr("A12345")), Not(HasSubstr("1381234")), Not(HasSubstr("hunter2")),
                            Not(HasSubstr("-long")), HasSubstr(" paid, call ")));
}

TEST(Veils, TakeOutWhatStandsBehindAMemberOfAConnection) {
    Veil const veil({});

    EXPECT_EQ(veil.text("Driver=SQLite3;PWD=abc;UID=reader"), "Driver=SQLite3;PWD=<secret>;UID=reader");
    EXPECT_EQ(veil.text("GET /lot?Token=abc&x=1 password=one password=two"),
              "GET /lot?Token=<secret>&x=1 password=<secret> password=<secret>");
    EXPECT_EQ(veil.text("password="), "password=");
    EXPECT_EQ(veil.text("PWD={a;b};UID=sa; pwd = c ;Password=\"d e\";x"),
              "PWD=<secret>;UID=sa; pwd = <secret> ;Password=<secret>;x");
    EXPECT_EQ(veil.text("PWD={a"), "PWD=<secret>");
    EXPECT_EQ(veil.text("the token is gone"), "the token is gone");
}

TEST(Veils, TakeOutWhoAnAddressIsAskedAs) {
    Veil const veil({});

    EXPECT_EQ(veil.text("to https://me:p@ss@host:443/x, mail@host"), "to https://<secret>@host:443/x, mail@host");
    EXPECT_EQ(veil.text("http://host/a@b"), "http://host/a@b");
}

TEST(Veils, LeaveValuesAloneThatWouldBeFoundInAnyText) {
    EXPECT_EQ(Veil({"", "a", "abc"}).text("abc and a b c"), "abc and a b c");
}

TEST(Veils, TakePlainSecretsAndCommentsOutOfSettings) {
    Veil const veil({});

    auto const shown = veil.settings(R"({ // the password is hunter2
        "cloud": { "url": "http://cloud", "password": "hunter2", "login_key": { "kept": "north" },
                   "signature_keys": ["hunter2", { "env": "KEY" }] },
        "adapters": [{ "settings": { "parkkey": "hunter2", "connection": { "PWD": "hunter2", "dbpass": "hunter2", "user": "reader" } } }], })");

    EXPECT_THAT(shown, AllOf(Not(HasSubstr("hunter2")), HasSubstr(R"("kept": "north")"), HasSubstr(R"("env": "KEY")"),
                             HasSubstr(R"("user": "reader")"), HasSubstr(R"("password": "<secret>")")));
}

TEST(Veils, ShowNothingOfSettingsThatAreNoJson) {
    EXPECT_THAT(Veil({}).settings(R"({ "password": "hunter2" )"), IsEmpty());
}

TEST(Veils, OverwriteSecretsInADumpAndLeaveItsLength) {
    using namespace std::string_literals;
    Veil const veil({"hunter2"});

    EXPECT_EQ(veil.dump("\0\1hunter2\0h\0u\0n\0t\0e\0r\0002\0\xFF"s), "\0\1*******\0**************\xFF"s);
}

}  // namespace
}  // namespace lotbridge::support
