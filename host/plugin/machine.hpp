// What a library was built for, as its header says. A process loads libraries of its own kind only, and what Windows
// says of others ("193") helps nobody.
#pragma once

#include <filesystem>
#include <istream>
#include <string_view>

namespace lotbridge::plugin {

enum class Machine { unknown, x86, x64, arm64 };

// unknown: the file cannot be read, is no library, or is one of a kind not listed.
Machine machine_of(std::filesystem::path const& library);
Machine machine_of(std::istream& library);
// Of this process.
Machine own_machine();
// Whether the file is a library that this process cannot load for its kind alone.
bool is_foreign(std::filesystem::path const& library);
// "a 32-bit library (x86)"; for unknown "a library of an unknown kind".
std::string_view words(Machine machine);

}  // namespace lotbridge::plugin
