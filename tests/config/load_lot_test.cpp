#include "files.hpp"

#include <rapidjson/document.h>

namespace lotbridge::config {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

using Lot = LotFiles;

TEST_F(Lot, IsReadWhole) {
    auto const lot = load(
        {.cloud_more = R"(, "downlink": "tcp://cloud.example.com:9100", "signature_keys": [{ "file": "secret/iv8" }],
                                            "tls": { "ca_file": "ca.pem" })",
         .adapters_more = R"(, { "name": "gate", "plugin": "x", "serves": ["gate_control"], "poll": "200ms" })"});

    ASSERT_TRUE(lot) << said(lot);
    EXPECT_EQ(lot->name, "demo");
    EXPECT_EQ(lot->utc_offset, 8h);
    EXPECT_EQ(lot->cloud.password.reveal(), "hunter2-very-secret");
    EXPECT_EQ(lot->cloud.login_iv.reveal(), "12345678");
    EXPECT_EQ(lot->cloud.signature_keys.at(0).reveal(), "12345678");
    EXPECT_EQ(lot->cloud.tls.ca_file, folder / "ca.pem");
    EXPECT_EQ(lot->cloud.profile.name, "standard");
    EXPECT_EQ(lot->adapters.at(1).serves.at(0), "gate_control");
    EXPECT_EQ(lot->adapters.at(1).poll, 200ms);
}

TEST_F(Lot, SaysWhichAdapterRunsInAProcessOfItsOwn) {
    using Isolation = AdapterSettings::Isolation;
    auto const lot =
        load({.adapters_more = R"(, { "name": "b", "plugin": "x", "isolation": "process", "memory": "64MiB" },
                                               { "name": "c", "plugin": "x", "isolation": "in-process" })"});

    ASSERT_TRUE(lot) << said(lot);
    EXPECT_EQ(lot->adapters.at(0).isolation, Isolation::by_plugin);
    EXPECT_EQ(lot->adapters.at(1).isolation, Isolation::process);
    EXPECT_EQ(lot->adapters.at(1).memory, 64u << 20);
    EXPECT_EQ(lot->adapters.at(2).isolation, Isolation::in_process);
    EXPECT_EQ(lot->adapters.at(2).memory, 1u << 30);
    EXPECT_THAT(said(load({.adapters_more = R"(, { "name": "b", "plugin": "x", "isolation": "thread" })"})),
                HasSubstr("isolation"));
}

TEST_F(Lot, IsReconciledAtItsQuietHour) {
    EXPECT_EQ(load({})->reconcile_at, 3h);
    EXPECT_EQ(load({.more = R"(, "reconcile_at": "02:30")"})->reconcile_at, 2h + 30min);
    EXPECT_EQ(load({.more = R"(, "reconcile_at": "off")"})->reconcile_at, std::nullopt);
    EXPECT_THAT(said(load({.more = R"(, "reconcile_at": "25:00")"})), HasSubstr("a time of day such as"));
}

TEST_F(Lot, NamesWrongTypesAndUnknownKeysWithPlace) {
    auto const words = said(load({.adapter_settings = "7", .more = R"(, "statoin_ip": "1.2.3.4")"}));

    EXPECT_THAT(
        words,
        AllOf(HasSubstr("lot.json:1:83: /statoin_ip: \"statoin_ip\" is unknown here; did you mean \"station_ip\"?"),
              HasSubstr("/adapters/0/settings: must be an object {...}, but is a whole number")));
}

TEST_F(Lot, WantsTheKeysOfTheLoginOnlyWhereTheProfileEncrypts) {
    write("plain.json", R"({ "login": { "password": "md5_upper" } })");
    auto const without_keys = [&](std::string_view profile) {
        return load({.login_key = "", .cloud_more = ", \"profile\": \"" + std::string(profile) + "\""});
    };

    EXPECT_TRUE(without_keys("plain.json")) << said(without_keys("plain.json"));
    EXPECT_THAT(said(without_keys("standard")),
                AllOf(HasSubstr("/cloud: login_key is missing: the password is encrypted"),
                      HasSubstr("/cloud: login_iv is missing")));
}

TEST_F(Lot, RefusesAZoneWithoutAFixedOffset) {
    EXPECT_THAT(said(load({.zone = R"("Europe/Berlin")"})),
                AllOf(HasSubstr("/time_zone: \"Europe/Berlin\" is no zone"), HasSubstr("fixed UTC offset")));
    EXPECT_THAT(said(load({.zone = R"("Asia/Shangai")"})), HasSubstr("did you mean \"Asia/Shanghai\"?"));
}

TEST_F(Lot, RefusesTwoAdaptersWithOneName) {
    EXPECT_THAT(said(load({.adapters_more = R"(, { "name": "a", "plugin": "x" })"})),
                HasSubstr("/adapters/1/name: \"a\" is the name of an earlier adapter"));
}

TEST_F(Lot, RefusesARequestServedTwiceOrUnknown) {
    auto const words =
        said(load({.adapters_more = R"(, { "name": "b", "plugin": "x", "serves": ["gate_control", "fee_qurey"] }
                                                      , { "name": "c", "plugin": "x", "serves": ["gate_control"] })"}));

    EXPECT_THAT(words, AllOf(HasSubstr("/adapters/1/serves/1: \"fee_qurey\" is no request"),
                             HasSubstr("did you mean \"fee_query\"?"),
                             HasSubstr("/adapters/2/serves/0: gate_control is served by the adapter \"b\" already")));
}

TEST_F(Lot, SaysWhoReportsWhatAndWhatEachAdapterCallsALane) {
    auto const lot = load(
        {.adapters_more = R"(, { "name": "b", "plugin": "x", "reports": ["image_upload"] })",
         .more = R"(, "lanes": [{ "code": "N1", "name": "北门入口", "adapters": { "a": ["东门", "101"], "b": "1" } }],
                                       "pictures": { "match": "5s", "wait": "2d" })"});

    ASSERT_TRUE(lot) << said(lot);
    EXPECT_THAT(lot->adapters.at(1).reports, testing::ElementsAre("image_upload"));
    EXPECT_EQ(lot->lanes.at(0).code, "N1");
    EXPECT_EQ(lot->lanes.at(0).name, "北门入口");
    EXPECT_THAT(lot->lanes.at(0).adapters.at("a"), testing::ElementsAre("东门", "101"));
    EXPECT_THAT(lot->lanes.at(0).adapters.at("b"), testing::ElementsAre("1"));
    EXPECT_EQ(lot->pictures.match, 5s);
    EXPECT_EQ(lot->pictures.wait, 48h);
}

TEST_F(Lot, RefusesReportsThatNobodyTellsTheCloud) {
    EXPECT_THAT(said(load({.adapters_more = R"(, { "name": "b", "plugin": "x", "reports": ["gate_control"] })"})),
                HasSubstr("/adapters/1/reports/0: \"gate_control\" is nothing that is told to the cloud"));
    EXPECT_THAT(said(load({.adapters_more = R"(, { "name": "b", "plugin": "x", "reports": [] })"})),
                HasSubstr("/adapters/1/reports"));
}

TEST_F(Lot, RefusesALaneMapThatContradictsItself) {
    auto const words = said(load({.adapters_more = R"(, { "name": "b", "plugin": "x" })",
                                  .more = R"(, "lanes": [{ "code": "N1", "adapters": { "a": "1", "bb": "1" } },
                                                         { "code": "N1", "adapters": { "b": "1" } },
                                                         { "code": "N2", "adapters": { "a": "1" } }])"}));

    EXPECT_THAT(words, AllOf(HasSubstr("/lanes/0/adapters/bb: this lot has no adapter \"bb\"; did you mean \"b\"?"),
                             HasSubstr("/lanes/1/code: \"N1\" is the code of an earlier lane"),
                             HasSubstr("/lanes/2/adapters/a: what \"a\" calls \"1\" is the lane N1 already")));
}

TEST_F(Lot, RefusesAdaptersWhoseNamesWouldReadAsAReferenceToASecret) {
    auto const words = said(load({.adapters_more = R"(, { "name": "file", "plugin": "x" })",
                                  .more = R"(, "lanes": [{ "code": "N1", "adapters": { "file": "1" } }])"}));

    EXPECT_THAT(
        words,
        HasSubstr("lot.json:3:86: /adapters/1/name: must be a name of at most 64 letters, digits, \"_\", "
                  "\"-\" and \".\", other than \"kept\", \"file\" and \"env\": a lane's adapters would read as a "
                  "reference to a secret"));
    EXPECT_THAT(said(load({.adapters_more = R"(, { "name": "env", "plugin": "x" })"})), HasSubstr("/adapters/1/name"));
    EXPECT_EQ(said(load({.adapters_more = R"(, { "name": "files", "plugin": "x" })"})), "");
}

TEST_F(Lot, DemandsKeysOfTheRightLength) {
    EXPECT_THAT(said(load({.login_key = R"({ "file": "secret/iv8" })"})),
                HasSubstr("/cloud/login_key: must be 24 bytes, but has 8"));
}

TEST_F(Lot, DemandsSignatureKeysWhenTheCloudMayOpenGates) {
    EXPECT_THAT(said(load({.cloud_more = R"(, "downlink": "tcp://h:1")"})),
                HasSubstr("/cloud/signature_keys: is missing"));
}

TEST_F(Lot, DemandsSignatureKeysWhereTheCloudsRepliesMustBeSigned) {
    write("strict.json", R"({ "name": "strict", "signature": { "require_on_replies": true } })");

    EXPECT_THAT(said(load({.cloud_more = R"(, "profile": "./strict.json")"})),
                AllOf(HasSubstr("/cloud/signature_keys: is missing"), HasSubstr("signature.require_on_replies")));
}

TEST_F(Lot, RefusesAddressesThatAreNone) {
    EXPECT_THAT(said(load({.cloud_more = R"(, "downlink": "h:9100")"})),
                HasSubstr("/cloud/downlink: must be an address such as"));
    EXPECT_THAT(
        said(load({.cloud_more = R"(, "signature_keys": [{ "file": "secret/iv8" }], "downlink": "tcp://h:70000")"})),
        HasSubstr("70000 is no port"));
}

TEST_F(Lot, TakesAPlatformProfileFromAFileBesideIt) {
    write("acme.json", R"({ "name": "acme", "concurrency": 2, "times": { "retry_refused": "300ms" } })");

    auto const lot = load({.cloud_more = R"(, "profile": "./acme.json")"});

    ASSERT_TRUE(lot) << said(lot);
    EXPECT_EQ(lot->cloud.profile.name, "acme");
    EXPECT_EQ(lot->cloud.profile.concurrency, 2u);
    EXPECT_EQ(lot->cloud.profile.times.retry_refused, 300ms);
    EXPECT_EQ(lot->cloud.profile.times.answer, 15s);
}

TEST_F(Lot, NamesTheProfilesFileForTheProfilesFaults) {
    write("acme.json", "{\n \"concurency\": 2 }");

    EXPECT_THAT(said(load({.cloud_more = R"(, "profile": "acme.json")"})), HasSubstr("acme.json:2:2: /concurency"));
    EXPECT_THAT(
        said(load({.cloud_more = R"(, "profile": "standrad")"})),
        AllOf(HasSubstr("/cloud/profile: there is no platform profile"), HasSubstr("did you mean \"standard\"?")));
}

constexpr auto plugin_schema = R"({ "type": "object", "additionalProperties": false, "properties": {
    "mapping": { "type": "string", "format": "path" },
    "user": { "type": "string" },
    "password": { "type": "string", "x-secret": true, "maxLength": 5 },
    "timeout": { "type": "integer", "minimum": 1 } } })";

TEST_F(Lot, FitsAnAdaptersSettingsToItsPlugin) {
    auto const lot = load({.adapter_settings = R"({ "mapping": "maps/m.json", "timeout": 3 })"});

    auto const fitted = fit_adapter_settings(lot->adapters.at(0), plugin_schema);

    ASSERT_TRUE(fitted) << said(fitted);
    rapidjson::Document json;
    json.Parse(fitted->c_str());
    EXPECT_EQ(json["timeout"].GetInt(), 3);
    EXPECT_EQ(json["mapping"].GetString(), base::to_text(folder / "maps" / "m.json"));
}

TEST_F(Lot, TellsAnAdaptersFaultsWithTheirPlaceInTheLotFile) {
    auto const lot = load({.adapter_settings = "{\n \"timeout\": 0,\n \"maping\": \"m\" }"});

    auto const words = said(fit_adapter_settings(lot->adapters.at(0), plugin_schema));

    EXPECT_THAT(
        words, AllOf(HasSubstr("lot.json:4:13: /adapters/0/settings/timeout: must be at least 1"),
                     HasSubstr("lot.json:5:2: /adapters/0/settings/maping: \"maping\" is unknown here; did you mean")));
}

TEST_F(Lot, RefusesAPlainSecretInAnAdaptersSettings) {
    auto const lot = load({.adapter_settings = R"({ "password": "swordfish" })"});

    auto const words = said(fit_adapter_settings(lot->adapters.at(0), plugin_schema));

    EXPECT_THAT(words, HasSubstr("/adapters/0/settings/password: is a secret and must not stand in the file itself"));
    EXPECT_THAT(words, testing::Not(HasSubstr("swordfish")));
}

TEST_F(Lot, GivesAnAdapterItsSecrets) {
    auto const lot = load({.adapter_settings = R"({ "user": { "file": "secret/iv8" } })"});

    EXPECT_EQ(*fit_adapter_settings(lot->adapters.at(0), plugin_schema), R"({"user":"12345678"})");
    EXPECT_EQ(*fit_adapter_settings(lot->adapters.at(0), ""), R"({"user":"12345678"})");
}

TEST_F(Lot, HasAdaptersWhoseEntryMayStandInAFileOfItsOwn) {
    write("iv", "12345678");
    auto const entry = load_adapter_file(write("a.json", R"({ "name": "a", "plugin": "x", "call_limit": "3s",
  "settings": { "user": { "file": "iv" }, "maping": "m.json" } })"));
    auto const broken = said(load_adapter_file(write("b.json", R"({ "name": "b", "pulgin": "x" })")));

    ASSERT_TRUE(entry) << said(entry);
    EXPECT_EQ(entry->call_limit, 3s);
    EXPECT_THAT(said(fit_adapter_settings(*entry, plugin_schema)),
                HasSubstr("a.json:2:43: /settings/maping: \"maping\" is unknown here; did you mean"));
    EXPECT_THAT(broken, AllOf(HasSubstr("b.json:1:16: /pulgin"), HasSubstr("did you mean \"plugin\"?")));
}

}  // namespace
}  // namespace lotbridge::config
