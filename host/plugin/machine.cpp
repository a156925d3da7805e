#include "plugin/machine.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>

namespace lotbridge::plugin {
namespace {

// ELF and PE of these machines are little-endian.
template <std::size_t Bytes>
std::uint32_t number_at(std::istream& file, std::streamoff offset) {
    std::array<unsigned char, Bytes> bytes{};
    file.seekg(offset);
    if (!file.read(reinterpret_cast<char*>(bytes.data()), bytes.size())) return 0;
    std::uint32_t number = 0;
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) number = number << 8 | *byte;
    return number;
}

constexpr std::uint32_t elf_mark = 0x464C457F, mz_mark = 0x5A4D, pe_mark = 0x4550;

// As the two formats number them.
struct Kind {
    Machine machine;
    std::uint32_t elf, pe;
    std::string_view words;
};
constexpr std::array<Kind, 3> kinds{{{Machine::x86, 3, 0x014C, "a 32-bit library (x86)"},
                                     {Machine::x64, 62, 0x8664, "a 64-bit library (x64)"},
                                     {Machine::arm64, 183, 0xAA64, "a 64-bit library (ARM)"}}};

template <class Number>
Machine machine_with(Number Kind::*number, Number wanted) {
    auto const found = std::ranges::find(kinds, wanted, number);
    return found == kinds.end() ? Machine::unknown : found->machine;
}

Machine machine_of_pe(std::istream& file) {
    auto const header = static_cast<std::streamoff>(number_at<4>(file, 0x3C));
    if (number_at<4>(file, header) != pe_mark) return Machine::unknown;
    return machine_with(&Kind::pe, number_at<2>(file, header + 4));
}

}  // namespace

Machine machine_of(std::istream& file) {
    if (number_at<4>(file, 0) == elf_mark) return machine_with(&Kind::elf, number_at<2>(file, 18));
    return file && number_at<2>(file, 0) == mz_mark ? machine_of_pe(file) : Machine::unknown;
}

Machine machine_of(std::filesystem::path const& library) {
    std::ifstream file(library, std::ios::binary);
    return machine_of(file);
}

Machine own_machine() {
#if defined(__x86_64__) || defined(_M_X64)
    return Machine::x64;
#elif defined(__i386__) || defined(_M_IX86)
    return Machine::x86;
#elif defined(__aarch64__) || defined(_M_ARM64)
    return Machine::arm64;
#else
    return Machine::unknown;
#endif
}

bool is_foreign(std::filesystem::path const& library) {
    auto const machine = machine_of(library);
    return machine != Machine::unknown && own_machine() != Machine::unknown && machine != own_machine();
}

std::string_view words(Machine machine) {
    auto const found = std::ranges::find(kinds, machine, &Kind::machine);
    return found == kinds.end() ? "a library of an unknown kind" : found->words;
}

}  // namespace lotbridge::plugin
