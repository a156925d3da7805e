// A .tar.gz, written file by file: every system unpacks it.
#pragma once

#include "base/time.hpp"

#include <lotbridge/result.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace lotbridge::support {

class Archive {
public:
    // Replaces a file of that name; others may not read it.
    static Result<Archive> create(std::filesystem::path const& file);
    Archive(Archive&&) noexcept;
    Archive& operator=(Archive&&) noexcept;
    ~Archive();

    // name: with "/" between folders; its last part has at most 100 bytes, what is before it 155.
    Result<> add(std::string_view name, std::string_view bytes, WallTime at);
    Result<> finish();

private:
    struct Body;
    explicit Archive(std::unique_ptr<Body> body);
    std::unique_ptr<Body> body_;
};

}  // namespace lotbridge::support
