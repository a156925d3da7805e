// Secrets that the host keeps: written, found again by name from a lot's file, and shown to nobody.
#include "config/kept_secrets.hpp"
#include "base/file.hpp"
#include "files.hpp"

namespace lotbridge::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Kept : public LotFiles {
protected:
    Checked<LotSettings> load_with(std::string const& password) const {
        return load_lot(write("lot.json", LotText{.password = password}.text()), &kept);
    }
    static std::string words(Result<> const& result) { return result ? "" : result.error().message; }

    KeptSecrets kept{folder / "data"};
};

TEST_F(Kept, AreFoundByALotsFile) {
    ASSERT_TRUE(kept.set("north-password", "hunter2 泊桥"));

    auto const lot = load_with(R"({ "kept": "north-password" })");

    ASSERT_TRUE(lot) << said(lot);
    EXPECT_EQ(lot->cloud.password.reveal(), "hunter2 泊桥");
    EXPECT_TRUE(lot->origin.secret("/cloud/password"));
}

TEST_F(Kept, AreReplacedListedAndRemoved) {
    ASSERT_TRUE(kept.set("b", "first"));
    ASSERT_TRUE(kept.set("b", "second"));
    ASSERT_TRUE(kept.set("a", "x"));
    write("data/secrets/secret-c.17-1.tmp", "what a write left behind");

    EXPECT_EQ(kept.get("b"), "second");
    EXPECT_THAT(*kept.names(), ElementsAre("a", "b"));
    EXPECT_TRUE(kept.remove("b"));
    EXPECT_THAT(*kept.names(), ElementsAre("a"));
    EXPECT_THAT(words(kept.remove("b")), HasSubstr("no secret \"b\" is kept in"));
}

TEST_F(Kept, AreNoneBeforeTheFirst) { EXPECT_THAT(*kept.names(), ElementsAre()); }

TEST_F(Kept, AreForTheirOwnerAlone) {
    ASSERT_TRUE(kept.set("a", "hunter2"));
#if defined(_WIN32)
    // Other accounts are kept out by the data folder's rights; the file itself is sealed for this computer.
    EXPECT_THAT(*base::read_file(kept.file("a")), Not(HasSubstr("hunter2")));
#else
    using std::filesystem::perms;
    EXPECT_EQ(status(kept.file("a")).permissions(), perms::owner_read | perms::owner_write);
    EXPECT_EQ(status(kept.file("a").parent_path()).permissions(), perms::owner_all);
    EXPECT_EQ(status(folder / "data").permissions(), perms::owner_all);
#endif
}

TEST_F(Kept, ThatAreMissingAreNamedWithThePlaceAndTheCommand) {
    EXPECT_THAT(said(load_with(R"({ "kept": "north" })")),
                AllOf(HasSubstr("lot.json:2:"), HasSubstr("/cloud/password: no secret \"north\" is kept in"),
                      HasSubstr("lotbridge secret set north")));
}

TEST_F(Kept, HaveNamesThatAreFilesOnEverySystem) {
    for (auto const* name : {"", "-a", "A", "a.b", "../a", "a/b", "园"})
        EXPECT_THAT(words(kept.set(name, "x")), HasSubstr("is no name for a secret")) << name;
    EXPECT_THAT(said(load_with(R"({ "kept": "../secret/password" })")), HasSubstr("is no name for a secret"));
    EXPECT_TRUE(kept.set("con", "a name that Windows takes for its console"));
    EXPECT_EQ(kept.get("con"), "a name that Windows takes for its console");
}

TEST_F(Kept, AreNeitherEmptyNorTooLargeNorBytes) {
    EXPECT_THAT(words(kept.set("a", "")), HasSubstr("empty"));
    EXPECT_THAT(words(kept.set("a", std::string(max_secret_bytes + 1, 'x'))), HasSubstr("64 KiB"));
    EXPECT_THAT(words(kept.set("a", "\xB8\xDB")), HasSubstr("not UTF-8"));
    EXPECT_TRUE(kept.set("a", std::string(max_secret_bytes, 'x')));
}

TEST_F(Kept, ThatAreDamagedShowNothing) {
    ASSERT_TRUE(kept.set("a", "hunter2"));
    write("data/secrets/secret-a", "\xFFhunter2");

    EXPECT_THAT(said(load_with(R"({ "kept": "a" })")), AllOf(HasSubstr("/cloud/password"), Not(HasSubstr("hunter2"))));
}

TEST_F(Kept, BelongToAHost) {
    EXPECT_THAT(said(load({.password = R"({ "kept": "a" })"})), HasSubstr("this file belongs to none"));
    write("host.json", R"({ "data": "data", "lots": ["lot.json"] })");
    ASSERT_TRUE(kept.set("a", "hunter2"));
    write("lot.json", LotText{.password = R"({ "kept": "a" })"}.text());

    auto const host = load_host(folder / "host.json");

    ASSERT_TRUE(host) << said(host);
    EXPECT_EQ(load_lots(*host).at(0).settings->cloud.password.reveal(), "hunter2");
}

}  // namespace
}  // namespace lotbridge::config
