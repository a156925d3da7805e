// The installation under acceptance: its store, its running host, and the few things that only the system can do to it.
#pragma once

#include "acceptance/facts.hpp"
#include "acceptance/gather.hpp"
#include "acceptance/reference_cloud.hpp"

#include <filesystem>
#include <functional>

namespace lotbridge::acceptance {

// What belongs to the system, and to host/os.
struct SystemDoors {
    std::function<Result<>(std::int64_t process)> kill;  // at once, as a crash would end it
    std::function<Result<>()> start;                     // a host on the same settings, beside this program
    std::function<int(std::string const& command)> shell;
};

class Site {
public:
    Site(std::filesystem::path data, LotName lot, store::Reader reader, SystemDoors doors)
        : data_(std::move(data)), lot_(std::move(lot)), reader_(std::move(reader)), doors_(std::move(doors)) {}

    LotName const& lot() const { return lot_; }
    store::Reader const& reader() const { return reader_; }
    SystemDoors const& doors() const { return doors_; }

    std::optional<Running> host() const;  // nothing: none runs, or it does not run this lot
    // A command of the control door.
    Result<> tell_host(std::string_view command, std::string_view arguments) const;
    Result<Facts> facts(store::Span span) const;  // with the host's own word, without a reference cloud's

    Result<store::Seq> last_seq() const { return reader_.last_seq(); }
    // How many messages of the lot were taken in after this one.
    Result<std::int64_t> taken_in(store::Seq since) const;
    // Of the lot's messages after `from`, up to `to`: how many the cloud has not accepted yet.
    Result<std::int64_t> unfinished(store::Seq from, store::Seq to) const;

    // Asks every half second; how long it took, or nothing when it did not come true in time.
    static std::optional<std::chrono::milliseconds> wait(std::chrono::milliseconds limit,
                                                         std::function<bool()> const& condition);

private:
    std::filesystem::path data_;
    LotName lot_;
    store::Reader reader_;
    SystemDoors doors_;
};

inline WallTime wall_now() { return std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now()); }

}  // namespace lotbridge::acceptance
