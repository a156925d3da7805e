#include "base/file.hpp"

#include "base/text.hpp"

#include <atomic>
#include <fstream>
#include <sstream>

namespace lotbridge::base {
namespace fs = std::filesystem;

namespace {

Result<> write_whole(fs::path const& path, std::string_view bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out)
        return fail(Errc::retry, "writing " + std::to_string(bytes.size()) + " bytes to " + to_text(path) + " failed");
    return {};
}

// Two threads may write the same file at once: each through its own temporary name.
fs::path temporary_name(fs::path const& path) {
    static std::atomic<unsigned> serial = 0;
    auto name = path;
    name += "." + std::to_string(process_id()) + "-" + std::to_string(++serial) + ".tmp";
    return name;
}

}  // namespace

Result<> write_file_durably(fs::path const& path, std::string_view bytes) {
    auto const temporary = temporary_name(path);
    auto written = write_whole(temporary, bytes);
    if (written) written = sync_file(temporary);
    if (written) {
        written = replace_file(temporary, path);
        if (written) return sync_directory(path.parent_path());
    }
    std::error_code ignored;
    fs::remove(temporary, ignored);
    return written;
}

Result<std::string> read_file(fs::path const& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    if (in) bytes << in.rdbuf();
    if (!in || !bytes) return fail(Errc::retry, "reading " + to_text(path) + " failed");
    return std::move(bytes).str();
}

FileLock::FileLock(FileLock&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    if (this != &other) {
        release();
        handle_ = std::exchange(other.handle_, -1);
    }
    return *this;
}

FileLock::~FileLock() { release(); }

Result<> check_new(fs::path const& file) {
    std::error_code unknown;
    if (!fs::is_regular_file(file, unknown)) return {};
    return fail(Errc::rejected, to_text(file) + " is there already; name another file");
}

Result<> make_own_directory(fs::path const& directory) {
    std::error_code error;
    bool const made = fs::create_directories(directory, error);
    if (error) return fail(Errc::rejected, "making the folder " + to_text(directory) + ": " + words_of(error));
    if (made) keep_to_owner(directory);
    return {};
}

}  // namespace lotbridge::base
