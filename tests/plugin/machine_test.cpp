#include "plugin/machine.hpp"

#include "plugin/library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>

namespace lotbridge::plugin {
namespace {

using testing::HasSubstr;

std::filesystem::path file_of(std::string const& name, std::string const& content) {
    auto const file = std::filesystem::path(testing::TempDir()) / ("lotbridge-machine-" + name);
    std::ofstream(file, std::ios::binary) << content;
    return file;
}

std::string elf(char machine) {
    auto header = std::string(
                      "\x7F"
                      "ELF") +
                  std::string(60, '\0');
    header[18] = machine;
    return header;
}

// The header of a DLL after the stub that says "This program cannot be run in DOS mode".
std::string dll(std::string const& machine) {
    auto header = "MZ" + std::string(126, '\0') + std::string("PE\0\0", 4) + machine + std::string(64, '\0');
    header[0x3C] = static_cast<char>(0x80);
    return header;
}

TEST(MachineOfALibrary, StandsInItsHeader) {
    EXPECT_EQ(machine_of(file_of("elf32", elf(3))), Machine::x86);
    EXPECT_EQ(machine_of(file_of("elf64", elf(62))), Machine::x64);
    EXPECT_EQ(machine_of(file_of("dll32", dll("\x4C\x01"))), Machine::x86);
    EXPECT_EQ(machine_of(file_of("dll64", dll("\x64\x86"))), Machine::x64);
    EXPECT_EQ(machine_of(file_of("dllarm", dll("\x64\xAA"))), Machine::arm64);
}

TEST(MachineOfALibrary, IsUnknownOfWhatIsNone) {
    EXPECT_EQ(machine_of(file_of("text", "no library")), Machine::unknown);
    EXPECT_EQ(machine_of(file_of("empty", "")), Machine::unknown);
    EXPECT_EQ(machine_of(file_of("short", "MZ")), Machine::unknown);
    EXPECT_EQ(machine_of(file_of("far", "MZ" + std::string(62, '\xFF'))), Machine::unknown);
    EXPECT_EQ(machine_of("nowhere.dll"), Machine::unknown);
    EXPECT_FALSE(is_foreign("nowhere.dll"));
}

TEST(ALibraryOfAnotherMachine, IsNotLoadedAndSaysWhy) {
    auto const file = file_of("foreign", own_machine() == Machine::x86 ? elf(62) : elf(3));

    auto const loaded =
        Library::load({.library = file, .id = "test", .version = "1", .abi_major = LOTBRIDGE_ABI_MAJOR});

    ASSERT_TRUE(is_foreign(file));
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("-bit library"));
    EXPECT_THAT(loaded.error().message, HasSubstr(R"("isolation": "process")"));
}

}  // namespace
}  // namespace lotbridge::plugin
