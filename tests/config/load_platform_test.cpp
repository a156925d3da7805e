#include "files.hpp"

#include <lotbridge/schema/catalogue.hpp>

namespace lotbridge::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Platform = SettingsFiles;

TEST_F(Platform, FileWinsOverTheDefaultsItNames) {
    auto const profile =
        load_platform(write("p.json", R"({ "codes": { "vehicle_entry": "E1" }, "batch": { "free_spaces": 5 },
        "results": { "permanent": ["1001"] }, "images": "multipart", "header": { "version": "1.0" },
        "login": { "password": "md5_lower", "user_member": "usr", "password_member": "psw" },
        "signature": { "form": "replace_last_two", "key_choice": "fixed" }, "downlink": { "hello": "none", "max_packet": "2MiB" } })"));

    ASSERT_TRUE(profile) << said(profile);
    EXPECT_EQ(profile->codes.at("vehicle_entry"), "E1");
    EXPECT_EQ(profile->batch.at("free_spaces"), 5u);
    EXPECT_THAT(profile->permanent_codes, testing::ElementsAre("1001"));
    EXPECT_THAT(profile->relogin_codes, testing::ElementsAre("9000"));
    EXPECT_EQ(profile->images, PlatformProfile::Images::multipart);
    EXPECT_EQ(profile->login.password, PlatformProfile::Login::Password::md5_lower);
    EXPECT_EQ(profile->login.user_member, "usr");
    EXPECT_EQ(profile->login.password_member, "psw");
    EXPECT_THAT(profile->header, testing::ElementsAre(testing::Pair("version", "1.0")));
    EXPECT_EQ(profile->signature, PlatformProfile::SignatureForm::replace_last_two);
    EXPECT_EQ(profile->key_choice, PlatformProfile::KeyChoice::fixed);
    EXPECT_EQ(profile->downlink.hello, PlatformProfile::Downlink::Hello::none);
    EXPECT_EQ(profile->downlink.max_packet, 2u << 20);
}

TEST_F(Platform, NamesInterfacesThatDoNotExist) {
    EXPECT_THAT(said(load_platform(
                    write("p.json", R"({ "codes": { "vehicle_entrance": "1" }, "batch": { "vehicle_exit": 0 } })"))),
                HasSubstr("/batch/vehicle_exit: must be at least 1"));
    EXPECT_THAT(said(load_platform(write("p.json", R"({ "codes": { "vehicle_entri": "1x" } })"))),
                HasSubstr("p.json:1:14: /codes/vehicle_entri: \"vehicle_entri\" is no interface of the standard; did "
                          "you mean \"vehicle_entry\"?"));
}

TEST_F(Platform, RefusesOneCodeForTwoInterfaces) {
    EXPECT_THAT(said(load_platform(write("p.json", R"({ "codes": { "vehicle_exit": "2", "vehicle_entry": "2" } })"))),
                AllOf(HasSubstr("/codes/"), HasSubstr("would both have the code \"2\"")));
}

TEST_F(Platform, RefusesPausesThatShrink) {
    EXPECT_THAT(said(load_platform(write("p.json", R"({ "times": { "probe_first": "5min" } })"))),
                HasSubstr("/times/probe_max"));
}

TEST_F(Platform, RefusesHeaderMembersThatTheStandardHas) {
    EXPECT_THAT(said(load_platform(write("p.json", R"({ "header": { "signature": "x" } })"))),
                HasSubstr("/header/signature: the standard's own member"));
}

TEST_F(Platform, RefusesOneMemberForUserAndPassword) {
    EXPECT_THAT(said(load_platform(write("p.json", R"({ "login": { "user_member": "parkUserPwd" } })"))),
                HasSubstr("/login: user_member and password_member must differ"));
}

// What differs there from the standard is what a conformance run with both profiles can tell apart.
TEST(ExampleCity, DiffersFromTheStandardWhereverAProfileMay) {
    auto const city = builtin_platform("example-city");
    ASSERT_TRUE(city) << said(city);
    PlatformProfile const standard;

    for (auto const& interface : schema::interfaces())
        EXPECT_NE(city->codes.at(std::string(interface.id)), std::to_string(interface.number));
    EXPECT_FALSE(city->retry_codes.empty());
    EXPECT_FALSE(city->permanent_codes.empty());
    EXPECT_THAT(city->relogin_codes, testing::Not(testing::Contains("9000")));
    EXPECT_FALSE(city->batch.empty());
    EXPECT_NE(city->concurrency, standard.concurrency);
    EXPECT_NE(city->signature, standard.signature);
    EXPECT_NE(city->key_choice, standard.key_choice);
    EXPECT_TRUE(city->require_reply_signature);
    EXPECT_NE(city->images, standard.images);
    EXPECT_NE(city->login, standard.login);
    EXPECT_FALSE(city->header.empty());
    EXPECT_NE(city->times, standard.times);
    EXPECT_NE(city->downlink.hello, standard.downlink.hello);
    EXPECT_NE(city->downlink, standard.downlink);
}

TEST(StandardPlatform, NamesEveryDefaultAsTheProgramHasIt) {
    auto const standard = builtin_platform("standard");
    ASSERT_TRUE(standard) << said(standard);
    PlatformProfile const defaults;

    EXPECT_EQ(standard->concurrency, defaults.concurrency);
    EXPECT_EQ(standard->relogin_codes, defaults.relogin_codes);
    EXPECT_EQ(standard->signature, defaults.signature);
    EXPECT_EQ(standard->key_choice, defaults.key_choice);
    EXPECT_EQ(standard->require_reply_signature, defaults.require_reply_signature);
    EXPECT_EQ(standard->require_request_signature, defaults.require_request_signature);
    EXPECT_EQ(standard->images, defaults.images);
    EXPECT_EQ(standard->login, defaults.login);
    EXPECT_EQ(standard->header, defaults.header);
    EXPECT_EQ(standard->times, defaults.times);
    EXPECT_EQ(standard->downlink, defaults.downlink);
}

}  // namespace
}  // namespace lotbridge::config
