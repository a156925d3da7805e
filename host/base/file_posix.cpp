#include "base/file.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#ifdef __linux__
#include <sys/vfs.h>
#endif

namespace lotbridge::base {
namespace fs = std::filesystem;

namespace {

Error system_error(std::string what, fs::path const& path) {
    return {Errc::retry, std::move(what) + " " + to_text(path) + ": " + std::strerror(errno)};
}

Result<> sync_name(fs::path const& path, int flags) {
    auto const file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0) return fail(system_error("opening", path));
    auto const synced = ::fsync(file);
    auto result = synced == 0 ? Result<>{} : Result<>{fail(system_error("writing through to the disk", path))};
    ::close(file);
    return result;
}

}  // namespace

Result<> sync_file(fs::path const& path) { return sync_name(path, O_RDONLY); }
Result<> sync_directory(fs::path const& directory) { return sync_name(directory, O_RDONLY | O_DIRECTORY); }

Result<> replace_file(fs::path const& from, fs::path const& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) return fail(Errc::retry, "renaming " + to_text(from) + " to its final name: " + error.message());
    return {};
}

std::vector<fs::path> entries_of(fs::path const& folder, std::error_code& error) {
    std::vector<fs::path> entries;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        entries.push_back(entry->path());
    return entries;
}

void keep_to_owner(fs::path const& path) {
    constexpr auto others = fs::perms::group_all | fs::perms::others_all;
    std::error_code ignored;
    fs::permissions(path, others, fs::perm_options::remove, ignored);
}

bool readable_by_all(fs::path const& path) {
    std::error_code unknown;
    auto const mode = fs::status(path, unknown).permissions();
    return !unknown && (mode & fs::perms::others_read) != fs::perms::none;
}

Result<std::uint64_t> free_space(fs::path const& directory) {
    struct statvfs answer {};
    if (::statvfs(directory.c_str(), &answer) != 0)
        return fail(system_error("asking for the free space of", directory));
    return std::uint64_t{answer.f_bavail} * answer.f_frsize;
}

bool on_network_share(fs::path const& directory) {
#ifdef __linux__
    // The magic numbers of NFS, SMB, CIFS, SMB2, Ceph, AFS, 9P and Coda in statfs(2).
    constexpr std::array<std::uint32_t, 8> remote{0x6969,     0x517B,     0xFF534D42, 0xFE534D42,
                                                  0x00C36400, 0x5346414F, 0x01021997, 0x73757245};
    struct statfs answer {};
    if (::statfs(directory.c_str(), &answer) != 0) return false;
    return std::ranges::count(remote, static_cast<std::uint32_t>(answer.f_type)) > 0;
#else
    static_cast<void>(directory);
    return false;
#endif
}

// flock() and not fcntl(): it belongs to the opened file, so that two stores in one process exclude each other too.
Result<FileLock> FileLock::acquire(fs::path const& path, std::string_view holder) {
    auto const file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return fail(system_error("opening the lock file", path));
    FileLock lock(file);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return fail(system_error("locking", path));
        std::array<char, 200> words{};
        auto const length = ::pread(file, words.data(), words.size(), 0);
        return fail(Errc::retry, to_text(path) + " is held by " + std::string(words.data(), length > 0 ? length : 0));
    }
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, holder.data(), holder.size(), 0) < 0)
        return fail(system_error("writing", path));
    return lock;
}

void FileLock::release() {
    if (handle_ != -1) ::close(static_cast<int>(handle_));
    handle_ = -1;
}

std::int64_t process_id() { return ::getpid(); }

}  // namespace lotbridge::base
