#include "base/file.hpp"
#include "base/text.hpp"
#include "support/examine.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <fstream>

namespace lotbridge::support {

namespace {

using app::Grade;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t block = 4096;
constexpr int blocks = 16;
// No medium that keeps its data without current answers sooner than this.
constexpr Milliseconds unbelievable{0.02};
// Each commit waits for a flush or two.
constexpr Milliseconds slow{200};

// Gone when it was looked at, whatever came of it.
struct Trace {
    explicit Trace(fs::path const& folder) : file(folder / fmt::format("doctor-{}.tmp", base::process_id())) {}
    ~Trace() {
        std::error_code ignored;
        fs::remove(file, ignored);
    }
    Trace(Trace const&) = delete;
    Trace& operator=(Trace const&) = delete;

    fs::path const file;
};

std::string pattern() {
    std::string bytes(block * blocks, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 + i / block);
    return bytes;
}

// The median time of a flush.
Result<Milliseconds> write_and_flush(fs::path const& file, std::string const& bytes) {
    std::array<Milliseconds, blocks> times{};
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    for (std::size_t i = 0; i < blocks; ++i) {
        out.write(bytes.data() + i * block, block);
        out.flush();
        if (!out)
            return fail(Errc::retry,
                        fmt::format("writing {} failed after {} KiB", base::to_text(file), i * block / 1024));
        auto const before = Clock::now();
        LOTBRIDGE_CHECK(base::sync_file(file));
        times[i] = Clock::now() - before;
    }
    std::nth_element(times.begin(), times.begin() + blocks / 2, times.end());
    return times[blocks / 2];
}

void examine_flush(fs::path const& folder, app::Report const& report) {
    auto const failed = [&](std::string words) {
        report(
            {Grade::failed, "disk", std::move(words),
             "make room on this disk, or see in the system's log whether it is failing; nothing is taken in from the "
             "lot's software until then, and nothing is lost"});
    };
    Trace const trace(folder);
    auto const bytes = pattern();
    auto const took = write_and_flush(trace.file, bytes);
    if (!took) return failed(took.error().message);
    auto const read = base::read_file(trace.file);
    if (!read) return failed(read.error().message);
    if (*read != bytes) return failed(base::to_text(trace.file) + " reads back otherwise than it was written");
    auto const words = fmt::format(
        "{} KiB in {} were written in {} pieces, each flushed in {:.2f} ms (median), and read "
        "back the same",
        bytes.size() / 1024, base::to_text(folder), blocks, took->count());
    if (*took < unbelievable)
        return report({Grade::note, "disk", words + "; no disk is so fast: it answers before the data is safe",
                       "a memory disk, or a write cache without a battery: after a power cut the last events may be "
                       "missing; put the data folder on a real disk, or switch its write cache off"});
    if (*took > slow)
        return report({Grade::note, "disk", words + "; that is slow",
                       "is the disk busy, failing, or looked into by an antivirus (see antivirus)?"});
    report({Grade::ok, "disk", words});
}

}  // namespace

void examine_disk(config::HostSettings const& host, app::Report const& report) {
    auto const& folder = host.data_directory;
    auto const name = base::to_text(folder);
    std::error_code unknown;
    if (base::on_network_share(folder))
        return report({Grade::failed, "disk", name + " is on a network share, where the store would be damaged",
                       "set \"data\" in the host's settings to a folder of a disk of this computer"});
    if (auto const disk = folder.root_path(); !disk.empty() && !fs::exists(disk, unknown))
        return report({Grade::failed, "disk", "the data folder " + name + " lies on a disk that is not there",
                       "connect the disk, or set \"data\" in the host's settings to a folder of one that is"});
    if (!fs::exists(folder, unknown))
        return report({Grade::note, "disk", "the data folder " + name + " is not there yet",
                       "the host makes it at its first start; run doctor again then"});
    auto const free = base::free_space(folder);
    if (!free) return report({Grade::failed, "disk", free.error().message, "is the disk there, and may be read?"});
    auto const mib = [](std::uint64_t size) { return size >> 20; };
    auto const words = fmt::format("{} MiB are free for {}; below {} MiB (store.min_free) nothing is taken in",
                                   mib(*free), name, mib(host.store.min_free_bytes));
    if (*free < host.store.min_free_bytes)
        report({Grade::failed, "disk", words,
                "make room on this disk; what the lot's software has stays there and is read then"});
    else if (*free < 4 * host.store.min_free_bytes)
        report({Grade::note, "disk", words, "make room on this disk soon"});
    else
        report({Grade::ok, "disk", words});
    examine_flush(folder, report);
}

}  // namespace lotbridge::support
