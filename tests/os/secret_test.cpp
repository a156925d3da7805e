// lotbridge secret, called as a shell would call it.
#include "base/text.hpp"
#include "config/kept_secrets.hpp"
#include "os/command_line.hpp"
#include "os/spoken.hpp"
#include "store/folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>

namespace lotbridge::os {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SecretCommand : public testing::Test {
protected:
    Spoken secret(std::vector<std::string> words, std::string const& typed = "") const {
        words.insert(words.begin(), "secret");
        words.insert(words.end(), {"--data", base::to_text(folder.path)});
        std::istringstream in(typed);
        std::ostringstream out, error;
        auto const exit_code = command_line(std::move(words), {out, error, &in});
        return {exit_code, out.str(), error.str()};
    }

    test::Folder folder;
    config::KeptSecrets kept{folder.path};
};

TEST_F(SecretCommand, KeepsWhatComesOnStandardInputWithoutTheLineBreak) {
    auto const spoken = secret({"set", "north"}, "hunter2 hunter3\r\n");

    EXPECT_EQ(spoken.exit_code, 0) << spoken.error;
    EXPECT_THAT(spoken.out, AllOf(HasSubstr("{ \"kept\": \"north\" }"), Not(HasSubstr("hunter"))));
    EXPECT_EQ(kept.get("north"), "hunter2 hunter3");
}

TEST_F(SecretCommand, KeepsAFileOfNotepadWithoutItsByteOrderMark) {
    EXPECT_EQ(secret({"set", "north"}, "\xEF\xBB\xBFhunter2\r\n").exit_code, 0);
    EXPECT_EQ(kept.get("north"), "hunter2");
}

TEST_F(SecretCommand, RefusesTheBlankThatEchoPutsAtItsEnd) {
    auto const spoken = secret({"set", "north"}, "hunter2 \r\n");

    EXPECT_EQ(spoken.exit_code, 1);
    EXPECT_THAT(spoken.error, AllOf(HasSubstr("ends with a blank"), Not(HasSubstr("hunter"))));
    EXPECT_FALSE(kept.get("north"));
}

// Whoever installs keeps the secrets first, and names them in the lot's file then.
TEST_F(SecretCommand, KeepsBeforeThereIsALot) {
    std::filesystem::create_directory(folder.path / "lots");
    std::ofstream(folder.path / "host.json") << R"({ "data": "data", "lots": ["lots"] })";
    std::istringstream in("hunter2");
    std::ostringstream out, error;
    std::vector<std::string> const words{"secret", "set", "north", "--settings",
                                         base::to_text(folder.path / "host.json")};

    EXPECT_EQ(command_line(words, {out, error, &in}), 0) << error.str();
    EXPECT_EQ(config::KeptSecrets(folder.path / "data").get("north"), "hunter2");
}

TEST_F(SecretCommand, ListsNamesAndRemoves) {
    secret({"set", "north"}, "x");
    secret({"set", "east"}, "y");

    EXPECT_EQ(secret({"list"}).out, "east\nnorth\n");
    EXPECT_EQ(secret({"remove", "north"}).exit_code, 0);
    EXPECT_EQ(secret({"list"}).out, "east\n");
}

TEST_F(SecretCommand, SaysWhatItCannotKeep) {
    auto const empty = secret({"set", "north"}, "\n");
    EXPECT_EQ(empty.exit_code, 1);
    EXPECT_THAT(empty.error, HasSubstr("the secret is empty"));
    EXPECT_THAT(secret({"set", "North"}, "x").error, HasSubstr("\"North\" is no name for a secret"));
    EXPECT_THAT(secret({"set", "north"}, std::string(70000, 'x')).error, HasSubstr("larger than 64 KiB"));
    EXPECT_EQ(secret({"remove", "north"}).exit_code, 1);
    EXPECT_EQ(secret({"set"}, "x").exit_code, 2);
}

}  // namespace
}  // namespace lotbridge::os
