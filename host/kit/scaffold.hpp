// Projects to begin an adapter with. Each is a whole adapter, in sdk/templates/<kind>; only the name is changed.
#pragma once

#include <lotbridge/result.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::kit {

// A file of a template: "cpp/adapter.cpp".
struct TemplateFile {
    std::string_view path, text;
};
std::span<TemplateFile const> templates();

// kind: "cpp", "sql", "exec". Makes the folder into/name and tells the files in it. Errc::rejected: the name is none,
// or something of that name is there.
Result<std::vector<std::filesystem::path>> scaffold(std::string_view kind, std::string const& name,
                                                    std::filesystem::path const& into);

}  // namespace lotbridge::kit
