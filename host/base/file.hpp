// Files that must still be there after the power failed: the few calls that the standard library does not have.
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace lotbridge::base {

// The whole file or nothing: temporary name beside it, write, sync, rename, sync of the folder.
Result<> write_file_durably(std::filesystem::path const& path, std::string_view bytes);
Result<std::string> read_file(std::filesystem::path const& path);

// Puts what was written to a file on the medium.
Result<> sync_file(std::filesystem::path const& path);
// Puts new and renamed names of a folder on the medium. Windows keeps names in its own journal: nothing to do there.
Result<> sync_directory(std::filesystem::path const& directory);

// Gives a file the name of another one, which is replaced. On Windows a virus scanner may hold either of them open for
// a moment: that is waited for, up to two seconds.
Result<> replace_file(std::filesystem::path const& from, std::filesystem::path const& to);

// What lies in a folder, in no order. The standard library's iterator of MinGW takes 260 characters of a path, and
// lists the folder that those name.
std::vector<std::filesystem::path> entries_of(std::filesystem::path const& folder, std::error_code& error);

// For a file that a person names to be written: a store or settings named by mistake would be gone.
Result<> check_new(std::filesystem::path const& file);
// Makes the folder where it is missing, for its owner only: what lies in it tells where people have been.
Result<> make_own_directory(std::filesystem::path const& directory);
// Takes others' rights to a file or folder away, where it is ours. On Windows a folder gets an access list: the system,
// its administrators and whoever runs this; what is made in it, folders too, has the same one.
void keep_to_owner(std::filesystem::path const& path);

// Whether every user of this computer can read the file or look into the folder. False also where that is not known.
bool readable_by_all(std::filesystem::path const& path);

// Bytes that this process may still write there.
Result<std::uint64_t> free_space(std::filesystem::path const& directory);
// True where the system says that another machine serves the folder. A store needs memory shared on one machine.
bool on_network_share(std::filesystem::path const& directory);

// Whoever holds the lock owns what the file stands for. The system releases it when the process ends, however it ends.
class FileLock {
public:
    // Fails with Errc::retry and the words of the present holder. `holder` is written into the file for the next one.
    static Result<FileLock> acquire(std::filesystem::path const& path, std::string_view holder);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

private:
    explicit FileLock(std::intptr_t handle) : handle_(handle) {}
    void release();
    std::intptr_t handle_ = -1;
};

// Identifies this process in the words that another one shows.
std::int64_t process_id();

}  // namespace lotbridge::base
