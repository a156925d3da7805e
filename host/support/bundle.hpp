// lotbridge support-bundle: one archive for whoever helps from afar.
#pragma once

#include "config/settings.hpp"
#include "support/archive.hpp"
#include "support/veil.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace lotbridge::support {

struct Packed {
    std::string name;   // in the archive
    std::string words;  // its size, or why it was left out
};

// Everything goes through the veil before it goes in. What cannot be read is left out and listed with its reason; an
// error means that the archive itself cannot be written.
class Bundle {
public:
    Bundle(Archive archive, Veil veil, WallTime now)
        : archive_(std::move(archive)), veil_(std::move(veil)), now_(now) {}

    Result<> add_text(std::string const& name, std::string_view text);
    Result<> add_settings(std::string const& name, std::filesystem::path const& file);
    // The newest first, until they come to 50 MiB.
    Result<> add_logs(std::filesystem::path const& folder);
    // The newest three; without_content: only their names.
    Result<> add_dumps(std::filesystem::path const& folder, bool with_content);
    // Lists everything in contents.txt, and ends.
    Result<std::vector<Packed>> finish();

private:
    Result<> add(std::string const& name, std::string_view bytes, std::string words = {});
    void left_out(std::string name, std::string words);

    Archive archive_;
    Veil veil_;
    WallTime now_;
    std::vector<Packed> packed_;
};

}  // namespace lotbridge::support
